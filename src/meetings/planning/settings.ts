import type { Outcome, Turn } from '../../engine/feature.ts';
import { leadersOf, leads, ledBy } from '../../org/leaders.ts';
import { type Department, departmentName } from '../../org/organisation.ts';
import { type Card, sentence } from '../../platform/card.ts';
import type { Field, Form, Option, RawAnswers } from '../../platform/form.ts';
import { type Look, lookOf, personName } from '../look.ts';
import type { MeetingSettings } from '../types.ts';
import { firstFree } from './counting.ts';
import { readPartners } from './load.ts';
import { saveSettings, settingsOf } from './store.ts';
import { departmentNames, listed, text, weekName } from './views.ts';

const MOST_BUDGET = 10;
/** A half hour has no room for more. */
const MOST_PEOPLE = 6;
const MOST_TOGETHER = 6;

/** What a department's head or deputy can settle about its meetings; or who can. */
export async function settingsForm(turn: Turn, context: string): Promise<Form | Card> {
  const look = lookOf(turn.org, turn.person);
  const department = settledBy(turn, look, context);
  if ('title' in department) return department;
  const { say } = look;
  const settings = await settingsOf(turn.tx, department.key);
  return {
    action: 'meetings.planning.settings',
    context: department.key,
    title: say('plan.settings.title', { department: department.name }),
    intro: say('plan.settings.intro'),
    submit: say('plan.settings.submit'),
    fields: [
      {
        ...{ key: 'budget', label: say('plan.settings.budget'), hint: say('plan.settings.budgetHint') },
        ...{ required: true, initial: String(settings.budget), kind: 'number', min: 0, max: MOST_BUDGET },
      },
      ...peopleField(turn, look, department, settings),
      ...togetherField(look, await partnersOf(turn, department.key), settings),
    ],
  };
}

/** The department someone may settle things for; or a card that says who can, or asks which. */
function settledBy(turn: Turn, look: Look, key: string): Department | Card {
  const { org, person } = turn;
  const own = ledBy(org, person.id);
  const [chosen = ''] = key === '' && own.length === 1 ? own : [key];
  const department = org.departments.get(chosen);
  if (department && leads(org, person.id, chosen)) return department;
  const { say } = look;
  if (department) {
    const who =
      listed(
        look,
        leadersOf(org, chosen).map((id) => personName(look, id)),
      ) || say('nobody');
    return sentence(say('plan.no.notHead', { department: department.name, who }));
  }
  if (own.length === 0) return sentence(say('plan.no.leadNone'));
  const button = (value: string) => {
    return { action: 'meetings.planning.settings', value, label: departmentName(org, value), style: 'plain' as const };
  };
  return { ...sentence(say('plan.settings.which')), buttons: own.map(button) };
}

function peopleField(
  turn: Turn,
  { say, org }: Look,
  { key, name, head }: Department,
  settings: MeetingSettings,
): Field[] {
  const options = [...org.people.values()]
    .filter(({ id, active }) => active && id !== head && turn.reachable(id))
    .sort((a, b) => Number(b.department === key) - Number(a.department === key))
    .map((person): Option => {
      const department = person.department === key ? name : departmentName(org, person.department);
      return { value: person.id, label: `${person.name} · ${department}`, words: [person.key] };
    });
  const field = { key: 'people', label: say('plan.settings.people'), initial: settings.people };
  return choices(field, options, MOST_PEOPLE);
}

function togetherField({ say, org }: Look, partners: readonly string[], settings: MeetingSettings): Field[] {
  const options = partners.map((value) => ({ value, label: departmentName(org, value), words: [value] }));
  const field = { key: 'together', label: say('plan.settings.together'), initial: settings.together };
  return options.length < 2
    ? []
    : choices({ ...field, hint: say('plan.settings.togetherHint') }, options, MOST_TOGETHER);
}

function choices(
  field: { key: string; label: string; hint?: string; initial: readonly string[] },
  options: Option[],
  most: number,
): Field[] {
  if (options.length === 0) return [];
  const known = field.initial.filter((one) => options.some(({ value }) => value === one));
  return [{ ...field, initial: known.join(','), required: false, kind: 'choices', search: true, options, most }];
}

async function partnersOf(turn: Turn, department: string): Promise<string[]> {
  const sides = (await readPartners(turn)).map(({ halves: [half] }) => [half?.supplier ?? '', half?.customer ?? '']);
  const partners = sides.filter((both) => both.includes(department)).flat();
  return [...new Set(partners)].filter((key) => key !== department).sort();
}

/** Writes what was settled, and says from when on it counts. */
export async function submittedSettings(turn: Turn, context: string, answers: RawAnswers): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const { say } = look;
  const department = settledBy(turn, look, context);
  if ('title' in department) return { effects: [], reply: { kind: 'whisper', card: department } };
  const chosen = (key: string) => (answers[key] ?? '').split(',').filter(Boolean);
  const settings = { budget: Number(answers.budget), people: chosen('people'), together: chosen('together') };
  const problems: Record<string, string> = {
    ...(Number.isInteger(settings.budget) ? {} : { budget: say('plan.no.whole') }),
    ...(settings.together.length === 1 ? { together: say('plan.no.oneTogether') } : {}),
  };
  if (Object.keys(problems).length > 0) return { effects: [], reply: { kind: 'problems', fields: problems } };
  const before = await settingsOf(turn.tx, department.key);
  if (same(before, settings))
    return { effects: [], reply: { kind: 'whisper', card: sentence(say('plan.times.same')) } };
  await saveSettings(turn.tx, department.key, settings, turn.person.id, turn.now);
  const week = weekName(look, await firstFree(turn));
  const card: Card = {
    title: say('plan.settings.saved', { department: department.name, week }),
    tone: 'good',
    elements: [settled(look, settings), text(say('plan.settings.announced'))],
    buttons: [],
  };
  return { effects: [], reply: { kind: 'whisper', card } };
}

function settled(look: Look, { budget, people, together }: MeetingSettings): Card['elements'][number] {
  const { say } = look;
  const names = listed(
    look,
    people.map((id) => personName(look, id)),
  );
  return {
    kind: 'facts',
    facts: [
      { label: say('plan.settings.budget'), value: String(budget) },
      { label: say('plan.settings.people'), value: names || say('plan.settings.peopleNone') },
      {
        label: say('plan.settings.together'),
        value: departmentNames(look, together) || say('plan.settings.togetherNone'),
      },
    ],
  };
}

const same = (a: MeetingSettings, b: MeetingSettings): boolean =>
  a.budget === b.budget &&
  String([...a.people].sort()) === String([...b.people].sort()) &&
  String([...a.together].sort()) === String([...b.together].sort());
