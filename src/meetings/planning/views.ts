import { showDay } from '../../messages/time.ts';
import { leads } from '../../org/leaders.ts';
import { departmentName } from '../../org/organisation.ts';
import type { Button, Card, Element } from '../../platform/card.ts';
import { type Look, partiesOf, personName } from '../look.ts';
import type { Meeting, MeetingTimes, Stretch, Week } from '../types.ts';
import { dayStart } from './weeks.ts';

/** More are counted, not listed. */
const LISTED = 8;

export const text = (words: string): Element => ({ kind: 'text', text: words });

const timesButton = ({ say }: Look, style: Button['style'] = 'plain'): Button => ({
  action: 'meetings.planning.times',
  value: '',
  label: say('plan.do.times'),
  style,
});

const settingsButton = ({ say }: Look, department: string): Button => ({
  action: 'meetings.planning.settings',
  value: department,
  label: say('plan.do.settings'),
  style: 'plain',
});

/** A week as a reader says it: by the date of its Monday. */
export const weekName = ({ org, viewer }: Look, week: Week): string =>
  showDay(dayStart(week, org), { locale: viewer.locale, zone: org.company.zone });

export const listed = ({ say }: Look, words: readonly string[]): string => words.join(say('list'));

/** To a head: which meetings of a week have no time, why, and what would help. */
export function unplacedCard(look: Look, week: Week, meetings: readonly Meeting[]): Card {
  const { say, org, viewer } = look;
  const items = meetings.slice(0, LISTED).map((meeting) => ({ text: whyNone(look, meeting) }));
  const rest = meetings.length - items.length;
  const helped = meetings.some(({ why }) => why?.kind === 'noSlot');
  const departments = meetings.flatMap((meeting) => meeting.departments);
  const own = departments.find((key) => leads(org, viewer.id, key));
  return {
    title: say('plan.week.none', { week: weekName(look, week), count: meetings.length }),
    tone: 'plain',
    elements: [
      { kind: 'list', items },
      ...(rest > 0 ? [text(say('plan.none.rest', { count: rest }))] : []),
      text(say('plan.none.blocks')),
      text(say(helped ? 'plan.none.helps' : 'plan.none.holidayNext')),
    ],
    buttons: helped ? [timesButton(look), ...(own ? [settingsButton(look, own)] : [])] : [],
  };
}

/** Why a meeting has no time, in words. */
function whyNone(look: Look, meeting: Meeting): string {
  const { say } = look;
  const parties = partiesOf(look, meeting);
  if (meeting.why?.kind !== 'noSlot') return say('plan.none.holiday', { parties });
  const { left } = meeting.why;
  const seriesName = (series: string) => partiesOf(look, { departments: series.split('+') });
  switch (left.why) {
    case 'noCommonTime': {
      const people = listed(
        look,
        left.people.map((person) => personName(look, person)),
      );
      return say(left.people.length > 1 ? 'plan.none.noCommonTime' : 'plan.none.alone', { parties, people });
    }
    case 'tooFewSlots': {
      const person = personName(look, left.person);
      const counts = { meetings: left.series.length, count: left.slots };
      return say('plan.none.tooFewSlots', { parties, person, ...counts }) + rowRule(look, left.threeInARow);
    }
    case 'exclude': {
      const names = left.series.slice(0, LISTED).map((series) => `“${seriesName(series)}”`);
      const rest = left.series.length - names.length;
      const series = listed(look, [...names, ...(rest > 0 ? [say('plan.none.rest', { count: rest })] : [])]);
      return say('plan.none.exclude', { parties, series }) + rowRule(look, left.threeInARow);
    }
    default:
      return left satisfies never;
  }
}

const rowRule = ({ say }: Look, holds: boolean | undefined): string => (holds ? say('plan.none.threeInARow') : '');

/** To someone who sits in meetings for the first time. */
export function askTimesCard(look: Look): Card {
  const { say } = look;
  return {
    title: say('plan.ask.title'),
    tone: 'act',
    elements: [text(say('plan.ask.fact')), text(say('plan.ask.blocks')), text(say('plan.ask.next'))],
    buttons: [
      timesButton(look, 'primary'),
      { action: 'meetings.planning.anytime', value: '', label: say('plan.do.anytime'), style: 'plain' },
    ],
  };
}

/** The same card once they have said it. */
export function toldTimesCard(look: Look, times: MeetingTimes): Card {
  return {
    title: look.say('plan.ask.done'),
    tone: 'good',
    elements: [timesFacts(look, times)],
    buttons: [timesButton(look)],
  };
}

export function timesFacts(look: Look, { busy, rather }: MeetingTimes): Element {
  const { say } = look;
  const words = busy.map((stretch) => stretchName(look, stretch));
  return {
    kind: 'facts',
    facts: [
      { label: say('plan.times.busy'), value: words.length > 0 ? listed(look, words) : say('plan.times.anytime') },
      { label: say('plan.times.ratherLabel'), value: say(`plan.rather.${rather}`) },
    ],
  };
}

/** `Wed 14:00-16:00`, as it can be typed in. */
export const stretchName = ({ say }: Look, { day, from, to }: Stretch): string =>
  say('plan.stretch', { day: dayName(say, day), from, to });

export const dayName = (say: Look['say'], day: number): string => say(`plan.day.${day as 1 | 2 | 3 | 4 | 5 | 6 | 7}`);

export const departmentNames = (look: Look, keys: readonly string[]): string =>
  listed(
    look,
    keys.map((key) => departmentName(look.org, key)),
  );
