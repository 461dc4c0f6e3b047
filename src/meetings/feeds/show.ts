import type { Outcome, Turn } from '../../engine/feature.ts';
import { leads, ledBy } from '../../org/leaders.ts';
import { departmentName } from '../../org/organisation.ts';
import { type Button, type Card, type Element, sentence } from '../../platform/card.ts';
import { readSigningKey } from '../../service/settings.ts';
import { type Look, lookOf } from '../look.ts';
import { type Feed, feedFor, type Owner, pathOf, rotate } from './address.ts';

/** The button that shows someone the addresses of their calendars, for cards about meetings. */
export const feedButton = ({ say }: Pick<Look, 'say'>): Button => ({
  action: 'meetings.feeds.show',
  value: '',
  label: say('feeds.button'),
  style: 'plain',
});

/**
 * The addresses of someone's calendar, and of those of the departments they lead. Only ever whispered: whoever has one sees
 * the meetings. `said` stands above.
 */
async function feedCard(turn: Turn, said?: string): Promise<Card> {
  const { tx, org, person, now } = turn;
  const look = lookOf(org, person);
  const { say } = look;
  const { address } = turn;
  if (!address?.('calendar')) return sentence(say('feeds.none'));
  const key = await readSigningKey(tx);
  const owners: Owner[] = [{ person: person.id }, ...ledBy(org, person.id).map((department) => ({ department }))];
  const elements: Element[] = [{ kind: 'text', text: say('feeds.how') }];
  const buttons: Button[] = [];
  for (const owner of owners) {
    const feed = await feedFor(tx, owner, now);
    const whose = whoseOf(look, owner);
    elements.push({ kind: 'text', text: whose }, { kind: 'quote', text: address(pathOf(feed, key)) ?? '' });
    buttons.push({
      action: 'meetings.feeds.rotate',
      value: pressOf(feed),
      label: say('feeds.rotate', { whose }),
      style: 'plain',
    });
  }
  elements.push({ kind: 'text', text: say('feeds.private') });
  return { title: said ?? say('feeds.card'), tone: said ? 'good' : 'plain', elements, buttons };
}

const whoseOf = ({ org, say }: Look, owner: Owner) =>
  'person' in owner
    ? say('feeds.mine')
    : say('feeds.ofDepartment', { department: departmentName(org, owner.department) });

/** A button names the turn it was drawn at: once there is a newer address it changes nothing. */
const pressOf = ({ owner, turn }: Feed) => `${'person' in owner ? '' : owner.department}|${turn}`;

function readValue({ person }: Turn, value: string): { owner: Owner; turn: number } {
  const [department = '', turn = ''] = value.split('|');
  return {
    owner: department === '' ? { person: person.id } : { department },
    turn: /^\d{1,9}$/.test(turn) ? Number(turn) : -1,
  };
}

/** What the buttons of the card do. */
export async function clicked(turn: Turn, action: string, value: string): Promise<Outcome> {
  const { org, person, tx } = turn;
  const look = lookOf(org, person);
  if (action === 'show') return whisper(await feedCard(turn));
  if (action !== 'rotate' && action !== 'renew') return whisper(sentence(look.say('no.unknown')));
  const { owner, turn: drawnAt } = readValue(turn, value);
  if ('department' in owner && !leads(org, person.id, owner.department)) {
    return whisper(sentence(look.say('feeds.notYours', { department: departmentName(org, owner.department) })));
  }
  if (action === 'rotate') return whisper(sureCard(look, owner, value));
  await rotate(tx, owner, drawnAt);
  return whisper(await feedCard(turn, look.say('feeds.rotated')));
}

const whisper = (card: Card): Outcome => ({ effects: [], reply: { kind: 'whisper', card } });

function sureCard(look: Look, owner: Owner, value: string): Card {
  const { say } = look;
  return {
    title: say('feeds.sure', { whose: whoseOf(look, owner) }),
    tone: 'warn',
    elements: [{ kind: 'text', text: say('feeds.sureWhy') }],
    buttons: [
      { action: 'meetings.feeds.renew', value, label: say('feeds.yes'), style: 'danger' },
      { action: 'meetings.feeds.show', value: '', label: say('feeds.button'), style: 'plain' },
    ],
  };
}
