import { type Outcome, type Turn, whisper } from '../../engine/feature.ts';
import { leads } from '../../org/leaders.ts';
import { departmentName } from '../../org/organisation.ts';
import { type Button, type Card, type Element, sentence } from '../../platform/card.ts';
import { type Look, lookOf } from '../look.ts';
import { type Feed, feedFor, type Owner, rotate } from './address.ts';
import { ownersFor, whoseOf } from './page.tsx';

/** The button that shows someone the addresses of their calendars, for cards about meetings. */
export const feedButton = ({ say }: Pick<Look, 'say'>): Button => ({
  action: 'meetings.feeds.show',
  value: '',
  label: say('feeds.button'),
  style: 'plain',
});

/**
 * Leads to the page with the addresses of someone's calendar and of those of the departments they lead. The card itself has
 * none: whoever has one sees the meetings, and cards stay in conversations. `said` stands above.
 */
async function feedCard(turn: Turn, said?: string): Promise<Card> {
  const { tx, org, person, now } = turn;
  const look = lookOf(org, person);
  const { say } = look;
  const feeds: Feed[] = [];
  for (const owner of ownersFor(turn)) feeds.push(await feedFor(tx, owner, now));
  const page = turn.address?.('calendar') && turn.link(person.id, 'meetings/calendar');
  if (!page) return sentence(say('feeds.none'));
  const elements: Element[] = [
    { kind: 'text', text: say('feeds.what') },
    { kind: 'link', label: say('feeds.open'), url: page },
    { kind: 'text', text: say('feeds.private') },
  ];
  const buttons = feeds.map((feed): Button => {
    const label = say('feeds.rotate', { whose: whoseOf(look, feed.owner) });
    return { action: 'meetings.feeds.rotate', value: pressOf(feed), label, style: 'plain' };
  });
  return { title: said ?? say('feeds.card'), tone: said ? 'good' : 'plain', elements, buttons };
}

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
  if ('department' in owner && !org.departments.has(owner.department)) return whisper(sentence(look.say('no.unknown')));
  if ('department' in owner && !leads(org, person.id, owner.department)) {
    return whisper(sentence(look.say('feeds.notYours', { department: departmentName(org, owner.department) })));
  }
  if (action === 'rotate') return whisper(sureCard(look, owner, value));
  await rotate(tx, owner, drawnAt);
  return whisper(await feedCard(turn, look.say('feeds.rotated')));
}

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
