import type { Turn } from '../engine/feature.ts';
import { canActFor, dateAfter, departmentsOf, dutyOn } from '../org/duty.ts';
import { leaderOf, leadersOf } from '../org/leaders.ts';
import { type Department, departmentName } from '../org/organisation.ts';
import { type Card, sentence } from '../platform/card.ts';
import type { Field, Form, Option } from '../platform/form.ts';
import { dayFor, type Look, lookOf, nameOf, namesOf } from './look.ts';

/** How far ahead a roster is looked at and changed in chat. */
const DAYS = 14;

/** The choice "I have no one" among the colleagues. */
export const TELL_HEAD = '~head';

/** Dates of the coming two weeks, the department's today first. */
function comingDates(department: Department, now: Date): string[] {
  const today = department.calendar.localDate(now);
  return Array.from({ length: DAYS }, (_, ahead) => dateAfter(today, ahead));
}

/** Dates someone is on duty on in the coming two weeks. */
export function myDates(turn: Turn): { department: Department; date: string }[] {
  const { org, person, now } = turn;
  return departmentsOf(org, person.id)
    .flatMap((key) => org.departments.get(key) ?? [])
    .flatMap((department) =>
      comingDates(department, now)
        .filter((date) => dutyOn(org, department.key, date).includes(person.id))
        .map((date) => ({ department, date })),
    );
}

/**
 * Hand a date over: which date, to whom, why; or a sentence when there is none. The context may name the department, and
 * after a bar the date from which on one looks (a rest).
 */
export function handOverForm(turn: Turn, context: string): Form | Card {
  const look = lookOf(turn.org, turn.person);
  const [key = '', first = ''] = context.split('|');
  const mine = myDates(turn).filter(({ department }) => key === '' || department.key === key);
  const later = mine.filter(({ date }) => date >= first);
  const dates = later.length > 0 ? later : mine;
  const [only, ...more] = dates;
  if (!only) return sentence(look.say('no.noDates', { days: DAYS }));
  const several = new Set(dates.map(({ department }) => department.key)).size > 1;
  const options = dates.map(({ department, date }) => dateOption(look, department, date, several));
  const { say } = look;
  return {
    action: 'duty.handOver',
    context,
    title: say('form.handOver'),
    submit: say('form.ask'),
    fields: [
      {
        key: 'date',
        label: say('form.date'),
        required: true,
        kind: 'choice',
        options,
        ...(more.length === 0 ? { initial: `${only.department.key}|${only.date}` } : {}),
      },
      colleagueField(
        look,
        turn,
        dates.map(({ department }) => department),
      ),
      {
        key: 'reason',
        label: say('form.reason'),
        hint: say('form.reasonHint'),
        required: true,
        kind: 'text',
        max: 300,
      },
    ],
  };
}

function dateOption(look: Look, department: Department, date: string, several: boolean): Option {
  const others = dutyOn(look.org, department.key, date).filter((person) => person !== look.viewer.id);
  const notes = [
    ...(several ? [department.name] : []),
    ...(others.length > 0 ? [look.say('form.whole', { others: namesOf(look, others) })] : []),
  ];
  const day = dayFor(look, date);
  const label = notes.length > 0 ? look.say('form.dateOf', { date: day, note: notes.join(look.say('list')) }) : day;
  return { value: `${department.key}|${date}`, label, words: [day, date] };
}

function colleagueField(look: Look, turn: Turn, departments: readonly Department[]): Field {
  const { say, org } = look;
  const keys = [...new Set(departments.map(({ key }) => key))];
  const people = peopleFor(turn, keys).filter((option) => option.value !== turn.person.id);
  const [department] = departments;
  const head = department ? leaderOf(turn, department.key) : null;
  const last =
    head && head !== turn.person.id
      ? [{ value: TELL_HEAD, label: say('form.head', { head: nameOf({ ...look, org }, head) }) }]
      : [];
  return {
    key: 'to',
    label: say('form.colleague'),
    hint: say('form.colleagueHint'),
    required: true,
    kind: 'choice',
    search: true,
    options: [...people, ...last],
  };
}

/** Everyone who may stand on one of the rosters and can be reached. */
function peopleFor(turn: Turn, departments: readonly string[]): Option[] {
  return [...turn.org.people.values()]
    .filter(({ id }) => departments.some((key) => canActFor(turn.org, id, key)) && turn.reachable(id))
    .map(({ id, name, key }) => ({ value: id, label: name, words: [key] }));
}

/** Departments whose roster a person may change. */
export function ledBy(turn: Turn): Department[] {
  return [...turn.org.departments.values()].filter((one) => leadersOf(turn.org, one.key).includes(turn.person.id));
}

/** Change the roster, for head and deputy; the context may name the department and, after a bar, the date. */
export function changeForm(turn: Turn, context: string): Form | Card {
  const look = lookOf(turn.org, turn.person);
  const [key = '', chosen = ''] = context.split('|');
  const led = ledBy(turn);
  const departments = key === '' ? led : led.filter((one) => one.key === key);
  if (departments.length === 0) return notHead(look, key);
  const options = departments.flatMap((department) =>
    comingDates(department, turn.now).map((date) => standingOption(look, department, date, departments.length > 1)),
  );
  const initial = options.find((option) => option.value === `${key}|${chosen}`);
  const { say } = look;
  return {
    action: 'duty.change',
    context,
    title: say('form.change'),
    intro: say('form.changeIntro'),
    submit: say('form.save'),
    fields: [
      {
        key: 'date',
        label: say('form.date'),
        required: true,
        kind: 'choice',
        options,
        ...(initial ? { initial: initial.value } : {}),
      },
      {
        key: 'to',
        label: say('form.person'),
        required: true,
        kind: 'choice',
        search: true,
        options: peopleFor(
          turn,
          departments.map((one) => one.key),
        ),
      },
      { key: 'reason', label: say('form.reason'), required: false, kind: 'text', max: 300 },
    ],
  };
}

function standingOption(look: Look, department: Department, date: string, several: boolean): Option {
  const who = namesOf(look, dutyOn(look.org, department.key, date));
  const note = several ? `${department.name} · ${who}` : who;
  const day = dayFor(look, date);
  return {
    value: `${department.key}|${date}`,
    label: look.say('form.dateOf', { date: day, note }),
    words: [day, date],
  };
}

/** Who may change a roster, for someone who may not. */
export function notHead(look: Look, key: string): Card {
  const department = look.org.departments.get(key);
  if (!department) return sentence(look.say('no.notHeadAny'));
  const who = namesOf(look, leadersOf(look.org, department.key));
  return sentence(look.say('no.notHead', { department: departmentName(look.org, key), who }));
}
