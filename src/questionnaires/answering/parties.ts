import { folded } from '../../org/likeness.ts';
import { type Department, departmentName, type Link, type Organisation, type Person } from '../../org/organisation.ts';
import type { Option, RawAnswers } from '../../platform/form.ts';
import type { Words } from '../messages.ts';
import { EXTERNAL, type HandOff, type Party, type Unit } from '../types.ts';
import { namesIn, type Side } from './compose.ts';

/** For whom parties are offered. */
export interface Seat {
  org: Organisation;
  subject: Person;
  /** Key of the department they are asked for. */
  department: string;
  say: Words;
}

/** In larger companies people of departments that have to do with each other are offered, and all others can be typed. */
const PEOPLE_AT_MOST = 300;

/** Key of the department a unit belongs to. */
const departmentOf = (unit: Unit): string => unit.split(/[/#]/u, 1)[0] ?? '';

/** What a party is called. */
export function partyName(org: Organisation, say: Words, party: Party): string {
  if (party === EXTERNAL) return say('answer.external');
  if (party.startsWith('?')) return party.slice(1);
  if (party.startsWith('@')) return org.people.get(party.slice(1))?.name ?? say('answer.someoneGone');
  const key = departmentOf(party);
  const department = departmentName(org, key);
  const rest = party.slice(key.length + 1);
  if (rest === '') return department;
  const step = org.departments.get(key)?.steps.find((one) => one.key === rest);
  return say('answer.within', { department, part: party[key.length] === '/' ? (step?.name ?? rest) : rest });
}

/** What someone may speak for, the likeliest first: their step, their department, their post. */
export function unitsOf({ org, subject, department }: Seat): Unit[] {
  const there = subject.department === department;
  const steps = org.departments.get(department)?.steps ?? [];
  const step = there && steps.some(({ key }) => key === subject.step) ? [`${department}/${subject.step}`] : [];
  const post = there && subject.post ? [`${department}#${subject.post}`] : [];
  return [...step, department, ...post];
}

/** Everyone who can be picked as supplier or customer: those linked in the org file first; never oneself. */
export function partyOptions(seat: Seat, side: Side): Option[] {
  const { org, department } = seat;
  const own = org.departments.get(department);
  const linked = org.links.flatMap((link) => partyOfLink(link, department, side));
  const others = [...org.departments.values()].filter(({ key }) => key !== department);
  const options = [
    ...(side === 'customers' ? [external(seat)] : []),
    ...(own ? stepOptions(seat, own) : []),
    ...others.flatMap((one) => [departmentOption(one), ...stepOptions(seat, one)]),
    ...peopleOptions(seat),
  ];
  const rank = new Map(linked.map((party, index) => [party, index]));
  const place = ({ value }: Option) => (value === EXTERNAL ? -1 : (rank.get(value) ?? linked.length));
  return options
    .map((option, index) => ({ option, index }))
    .sort((a, b) => place(a.option) - place(b.option) || a.index - b.index)
    .map(({ option }) => option);
}

/** The other end of a link: the step, and the department it is in. */
function partyOfLink(link: Link, department: string, side: Side): Party[] {
  const [own, other, step] =
    side === 'suppliers'
      ? [link.customer, link.supplier, link.supplierStep]
      : [link.supplier, link.customer, link.customerStep];
  if (own !== department) return [];
  return step === null ? [other] : [`${other}/${step}`];
}

const external = ({ say }: Seat): Option => ({
  value: EXTERNAL,
  label: say('answer.external'),
  words: ['客户', '外部客户', '终端客户', 'customer', 'end customer', 'market'],
});

const departmentOption = ({ key, name }: Department): Option => ({ value: key, label: name, words: [key] });

function stepOptions({ org, subject, say, department }: Seat, { key, steps }: Department): Option[] {
  const mine = subject.department === department && key === department ? subject.step : null;
  return steps
    .filter((step) => step.key !== mine)
    .map((step) => ({
      value: `${key}/${step.key}`,
      label: partyName(org, say, `${key}/${step.key}`),
      words: [step.name, step.key],
    }));
}

function peopleOptions({ org, subject, department, say }: Seat): Option[] {
  const there = [...org.people.values()].filter(({ active, id }) => active && id !== subject.id);
  const near = departmentsNear(org, department);
  const offered = there.length <= PEOPLE_AT_MOST ? there : there.filter((one) => near.has(one.department));
  const own = (person: Person) => Number(person.department === department);
  const shown = offered.sort((a, b) => own(b) - own(a)).slice(0, PEOPLE_AT_MOST);
  const labelOf = ({ name, department: key }: Person, more = '') =>
    say('answer.within', { part: name, department: [departmentName(org, key), more].filter(Boolean).join(' · ') });
  const count = new Map<string, number>();
  for (const label of shown.map((person) => labelOf(person))) count.set(label, (count.get(label) ?? 0) + 1);
  return shown.map((person) => ({
    value: `@${person.id}`,
    // Of two people with one name in one department, their posts tell which is meant, and their keys in the org file.
    label:
      (count.get(labelOf(person)) ?? 0) > 1
        ? labelOf(person, [person.post, person.key].filter(Boolean).join(' · '))
        : labelOf(person),
    words: [person.name, person.key],
  }));
}

/** A department, and those it is linked with. */
function departmentsNear({ links }: Organisation, own: string): Set<string> {
  const ends = links.map(({ supplier, customer }) => [supplier, customer]);
  return new Set([own, ...ends.filter((pair) => pair.includes(own)).flat()]);
}

/** How the org file describes the work between someone's unit and a party; null where it says nothing, or both. */
export function kindInFile({ org, department }: Seat, side: Side, party: Party): HandOff | null {
  if (party.startsWith('@') || party.startsWith('?') || party === EXTERNAL) return null;
  const other = departmentOf(party);
  if (other === department) return 'process';
  const [supplier, customer] = side === 'suppliers' ? [other, department] : [department, other];
  const kinds = org.links
    .filter((one) => one.supplier === supplier && one.customer === customer)
    .map(({ kind }) => kind);
  return new Set(kinds).size === 1 ? (kinds[0] ?? null) : null;
}

/** What people call an option; the customer outside has many names. */
const namesOf = ({ value, label, words = [] }: Option): string[] => [
  label,
  ...(value === EXTERNAL ? words : words.slice(0, 1)),
];

/**
 * Takes names that were typed although they could have been picked for what they name, so that nobody has to be asked who
 * was meant. Resolves to the answers, and the typed names that mean the person themselves.
 */
export function settleNames(
  seat: Seat,
  answers: RawAnswers,
): { answers: RawAnswers; self: Partial<Record<Side, string>> } {
  const settled = { ...answers };
  const self: Partial<Record<Side, string>> = {};
  const department = folded(departmentName(seat.org, seat.department));
  const name = folded(seat.subject.name);
  for (const side of ['suppliers', 'customers'] as const) {
    const options = partyOptions(seat, side);
    const picked = (answers[side] ?? '').split(',').filter(Boolean);
    const left: string[] = [];
    for (const typed of namesIn(answers[`${side}Else`] ?? '')) {
      const found = options.filter((option) => namesOf(option).some((one) => folded(one) === folded(typed)));
      const exact =
        found.find((option) => folded(option.label) === folded(typed)) ?? (found.length === 1 ? found[0] : undefined);
      // Another department, or a colleague, may have the same name: whoever types it means them.
      const other = found.some(({ value }) => seat.org.departments.has(value));
      const mine = (folded(typed) === department && !other) || (folded(typed) === name && found.length === 0);
      if (mine) self[side] = typed;
      else if (exact) picked.push(exact.value);
      else left.push(typed);
    }
    settled[side] = [...new Set(picked)].join(',');
    settled[`${side}Else`] = left.join('、');
  }
  return { answers: settled, self };
}
