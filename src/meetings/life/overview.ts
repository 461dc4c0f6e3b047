import { groupBy } from '../../collections.ts';
import { type Outcome, type Turn, whisper } from '../../engine/feature.ts';
import { dateAfter } from '../../org/duty.ts';
import { ledBy } from '../../org/leaders.ts';
import type { Button, Card, Element } from '../../platform/card.ts';
import { feedButton } from '../feeds/index.ts';
import { type Look, lookOf, partiesOf } from '../look.ts';
import { planning, weekAt } from '../planning/index.ts';
import { dateAt, dayStart } from '../planning/weeks.ts';
import { givenBackSince, readMeetings } from '../store.ts';
import type { Meeting } from '../types.ts';

import { button, text } from './cards.ts';
import { seatOf } from './rules.ts';
import { missedOf } from './rules-times.ts';
import { beginOf } from './title.ts';
import { openLabel } from './week.ts';

const DAY_MS = 86_400_000;
/** How far back outcomes are shown, and how many. */
const BACK_DAYS = 56;
const LAST = 4;
/** Meetings with a button of their own. */
const OPENED = 4;

/** `/meetings`: what is ahead, what came of the last ones; `/meetings plan` is the referee's. */
export async function commanded(turn: Turn, words: string): Promise<Outcome> {
  if (/^\s*(?:plan|排|排会|安排)\s*$/iu.test(words)) return planning.clicked(turn, 'plan', '');
  return whisper(await overviewCard(turn));
}

/** The section of the bot's own page. */
export async function home(turn: Turn): Promise<Card[]> {
  const meetings = await mine(turn);
  return meetings.length > 0 ? [await overviewCard(turn)] : [];
}

/** Those someone sits in, and those of departments they lead, over the last weeks and to the end of the next. */
async function mine({ tx, org, person, now }: Turn): Promise<Meeting[]> {
  const from = new Date(now.getTime() - BACK_DAYS * DAY_MS);
  const to = dayStart(dateAfter(weekAt(now, org), 14), org);
  const departments = ledBy(org, person.id);
  const sitting = await readMeetings(tx, { people: [person.id], from, to });
  const leading = departments.length > 0 ? await readMeetings(tx, { departments, from, to }) : [];
  const all = new Map([...sitting, ...leading].map((meeting) => [meeting.id, meeting]));
  return [...all.values()].sort((a, b) => Number(a.from) - Number(b.from) || a.id - b.id);
}

const isAhead = ({ status }: Meeting): boolean => status === 'announced' || status === 'running';

async function overviewCard(turn: Turn): Promise<Card> {
  const look = lookOf(turn.org, turn.person);
  const { say } = look;
  const meetings = await mine(turn);
  const ahead = meetings.filter(isAhead);
  const over = meetings.filter((meeting) => !isAhead(meeting) && meeting.from !== null && meeting.from <= turn.now);
  const last = over.slice(-LAST).reverse();
  const givenBack = await givenBackSince(turn.tx, quarterStart(turn));
  const elements: Element[] = [
    ...(ahead.length > 0 ? [list(look, ahead)] : [text(say('life.mine.noneNext'))]),
    ...(last.length > 0 ? [text(say('life.mine.last')), list(look, last)] : []),
    ...missedWords(look, meetings),
    ...(givenBack > 0 ? [text(say('life.mine.givenBack', { hours: hoursOf(givenBack) }))] : []),
  ];
  return {
    title: ahead.length > 0 ? say('life.mine.title', { count: ahead.length }) : say('life.mine.none'),
    tone: 'plain',
    elements,
    buttons: buttonsOf(turn, look, ahead),
  };
}

/** Half hours are shown as they are: `1.5`. */
const hoursOf = (ms: number): string => String(Math.round((ms / 3_600_000) * 2) / 2);

const list = (look: Look, meetings: readonly Meeting[]): Element => ({
  kind: 'list',
  items: meetings.map((meeting) => ({
    text: `${beginOf(look, meeting)} ${partiesOf(look, meeting)}`,
    ...(seatOf(meeting, look.viewer.id)?.answer === 'accepted' && isAhead(meeting) ? { mark: 'done' as const } : {}),
    ...noteOf(look, meeting),
  })),
});

function noteOf({ say }: Look, { status, why }: Meeting): { note?: string } {
  switch (status) {
    case 'running':
    case 'held':
    case 'notHeld':
      return { note: say(`life.mine.${status}`) };
    case 'cancelled':
      return { note: say(why?.kind === 'empty' ? 'life.mine.cancelled' : 'life.mine.off') };
    default:
      return {};
  }
}

/** Series that mostly do not take place: a fact. */
function missedWords(look: Look, meetings: readonly Meeting[]): Element[] {
  const ended = meetings.filter(({ status }) => status === 'held' || status === 'notHeld');
  return [...groupBy(ended, ({ series }) => series).values()].flatMap((series) => {
    const missed = missedOf(series);
    const [first] = series;
    return missed && first ? [text(look.say('life.mine.missed', { parties: partiesOf(look, first), ...missed }))] : [];
  });
}

/** When the quarter began that now belongs to, in the company's zone. */
function quarterStart({ org, now }: Turn): Date {
  const [year = '', month = ''] = dateAt(now, org).split('-');
  const first = String(Math.floor((Number(month) - 1) / 3) * 3 + 1).padStart(2, '0');
  return dayStart(`${year}-${first}-01`, org);
}

function buttonsOf({ org, person }: Turn, look: Look, ahead: readonly Meeting[]): Button[] {
  const { say } = look;
  const opened = ahead.slice(0, OPENED);
  const other = (action: string, label: 'settings' | 'times' | 'plan'): Button => ({
    action: `meetings.${action}`,
    value: '',
    label: say(`life.do.${label}`),
    style: 'plain',
  });
  return [
    ...opened.map((meeting) => ({ ...button(look, 'open', String(meeting.id)), label: openLabel(look, meeting) })),
    ...(ledBy(org, person.id).length > 0 ? [other('planning.settings', 'settings')] : []),
    other('planning.times', 'times'),
    feedButton(look),
    ...(org.company.referees.includes(person.id) ? [other('planning.plan', 'plan')] : []),
  ];
}
