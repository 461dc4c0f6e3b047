import { calendarOf, DEFAULT_KEY } from './defaults.ts';
import { checkDoubles, doubled } from './doubles.ts';
import { complain, guess, type Path, placeOf, type Reading, warn } from './reading.ts';
import type { RawDepartment, RawOrg } from './shapes.ts';
import { calendarProblem } from './values.ts';

/** Checks what one part of the file says about another. Parts that could not be read are passed over: they were reported. */
export function checkReferences(reading: Reading, raw: RawOrg): void {
  const known = namesIn(raw);
  checkDoubles(reading, raw);
  checkCompany(reading, raw, known);
  checkCalendars(reading, raw);
  for (const [index, department] of (raw.departments ?? []).entries()) {
    if (department) checkDepartment(reading, department, ['departments', index], known);
  }
  checkParents(reading, raw.departments ?? []);
  for (const [index, person] of (raw.people ?? []).entries()) {
    refer(reading, ['people', index, 'department'], person?.department, known.departments, 'department');
    checkStep(reading, ['people', index, 'step'], person, known);
  }
  for (const [index, service] of (raw.services ?? []).entries()) {
    refer(reading, ['services', index, 'supplier'], service?.supplier, known.departments, 'department');
    refer(reading, ['services', index, 'ladder'], service?.ladder, known.ladders, 'ladder');
  }
  checkLinks(reading, raw, known);
  checkLadders(reading, raw);
}

/** Requests store this name for the calendar that never closes. */
const ROUND_THE_CLOCK = 'clock';

interface Known {
  people: Set<string>;
  departments: Set<string>;
  calendars: Set<string>;
  ladders: Set<string>;
  /** Steps of each department. */
  steps: Map<string, Set<string>>;
}

function namesIn(raw: RawOrg): Known {
  const keys = (list: ({ key?: string } | undefined)[] | undefined) =>
    new Set((list ?? []).flatMap((item) => item?.key ?? []));
  const departments = raw.departments ?? [];
  return {
    people: keys(raw.people),
    departments: keys(departments),
    calendars: new Set([DEFAULT_KEY, ...Object.keys(raw.calendars ?? {})]),
    ladders: new Set([DEFAULT_KEY, ...Object.keys(raw.ladders ?? {})]),
    steps: new Map(departments.map((department) => [department?.key ?? '', keys(department?.steps)])),
  };
}

/** Someone works at a step of their own department. */
function checkStep(
  reading: Reading,
  path: Path,
  person: { department?: string; step?: string } | undefined,
  known: Known,
): void {
  const steps = known.steps.get(person?.department ?? '');
  if (person?.step === undefined || !steps || steps.has(person.step)) return;
  const message = `there is no step "${person.step}" in department ${person.department}${guess(reading, person.step, steps)}`;
  complain(reading, placeOf(reading, ...path), message);
}

function refer(reading: Reading, path: Path, key: string | undefined, known: ReadonlySet<string>, kind: string): void {
  if (key === undefined || known.has(key)) return;
  const list = { department: 'departments', person: 'people', calendar: 'calendars', ladder: 'ladders' }[kind];
  complain(
    reading,
    placeOf(reading, ...path),
    `there is no ${kind} "${key}" under ${list}${guess(reading, key, known)}`,
  );
}

function checkCompany(reading: Reading, raw: RawOrg, known: Known): void {
  const referees = raw.company?.referees;
  if (referees?.length === 0) {
    complain(
      reading,
      placeOf(reading, 'company', 'referees'),
      'names nobody; write at least one person who settles disputes',
    );
  }
  for (const [index, referee] of (referees ?? []).entries()) {
    refer(reading, ['company', 'referees', index], referee, known.people, 'person');
  }
}

function checkCalendars(reading: Reading, raw: RawOrg): void {
  for (const [key, calendar] of Object.entries(raw.calendars ?? {})) {
    if (key === ROUND_THE_CLOCK) {
      complain(
        reading,
        placeOf(reading, 'calendars', key),
        `"${key}" is what urgent requests run on, round the clock; choose another key`,
      );
    }
    const whole =
      calendar.hours &&
      [calendar.holidays, ...Object.values(calendar.hours)].every(
        (part) => !Array.isArray(part) || !part.includes(undefined),
      );
    if (!whole) continue;
    const { timezone, day, ...form } = calendarOf(calendar, raw.company?.timezone ?? 'Asia/Shanghai');
    const problem = calendarProblem({ ...form, day: day ?? undefined }, timezone);
    if (problem !== null) complain(reading, placeOf(reading, 'calendars', key), problem);
  }
}

function checkDepartment(reading: Reading, department: RawDepartment, path: Path, known: Known): void {
  for (const role of ['head', 'deputy'] as const)
    refer(reading, [...path, role], department[role], known.people, 'person');
  refer(reading, [...path, 'parent'], department.parent, known.departments, 'department');
  refer(reading, [...path, 'calendar'], department.calendar, known.calendars, 'calendar');
  refer(reading, [...path, 'ladder'], department.ladder, known.ladders, 'ladder');
  checkDuty(reading, department.duty ?? {}, [...path, 'duty'], known);
  doubled(reading, department.steps ?? [], (step) => step?.key, [...path, 'steps'], 'key', 'step');
  const place = placeOf(reading, ...path);
  if (department.head !== undefined && department.head === department.deputy) {
    warn(
      reading,
      placeOf(reading, ...path, 'deputy'),
      'head and deputy are the same person; silence would climb to nobody new',
    );
  }
  const answered = department.head ?? department.duty?.weekly?.[0] ?? department.deputy;
  if (answered === undefined) {
    warn(reading, place, 'has neither head nor duty roster; its requests go straight to the referee. Name a head');
  }
}

function checkDuty(reading: Reading, duty: NonNullable<RawDepartment['duty']>, path: Path, known: Known): void {
  for (const [index, key] of (duty.weekly ?? []).entries())
    refer(reading, [...path, 'weekly', index], key, known.people, 'person');
  for (const [date, key] of Object.entries(duty.override ?? {}))
    refer(reading, [...path, 'override', date], key, known.people, 'person');
  for (const [index, shift] of (duty.shifts ?? []).entries()) {
    const here = [...path, 'shifts', index];
    for (const [who, key] of (shift?.people ?? []).entries())
      refer(reading, [...here, 'people', who], key, known.people, 'person');
    if (shift?.people?.length === 0)
      complain(reading, placeOf(reading, ...here, 'people'), 'names nobody; write who takes this shift');
    if (shift?.from === '24:00')
      complain(reading, placeOf(reading, ...here, 'from'), 'a shift cannot start at 24:00; write 00:00');
    else if (shift?.from !== undefined && shift.from === shift.to) {
      complain(
        reading,
        placeOf(reading, ...here),
        'begins and ends at the same time; a whole day is from "00:00" to "24:00"',
      );
    }
  }
}

/** Each chain of parents must end. A ring is reported once, at the first of its departments. */
function checkParents(reading: Reading, departments: (RawDepartment | undefined)[]): void {
  const parents = new Map(departments.map((department) => [department?.key, department?.parent]));
  const settled = new Set<string | undefined>();
  for (const [index, department] of departments.entries()) {
    const chain: string[] = [];
    let at = department?.key;
    while (at !== undefined && !settled.has(at) && !chain.includes(at)) {
      chain.push(at);
      at = parents.get(at);
    }
    if (at !== undefined && chain.includes(at)) {
      const ring = [...chain.slice(chain.indexOf(at)), at].join(' → ');
      complain(
        reading,
        placeOf(reading, 'departments', index, 'parent'),
        `the parents go round in a ring (${ring}); leave one of them out`,
      );
    }
    for (const key of chain) settled.add(key);
  }
}

function checkLinks(reading: Reading, raw: RawOrg, known: Known): void {
  for (const [index, link] of (raw.links ?? []).entries()) {
    const path = ['links', index];
    for (const end of ['supplier', 'customer'] as const) {
      const [department, step, ...more] = link?.[end]?.split('/') ?? [];
      if (department === undefined) continue;
      const place = placeOf(reading, ...path, end);
      const steps = known.steps.get(department);
      if (!steps) refer(reading, [...path, end], department, known.departments, 'department');
      else if (more.length > 0) complain(reading, place, 'write a department, or department/step');
      else if (step !== undefined && !steps.has(step)) {
        complain(reading, place, `department "${department}" has no step "${step}"${guess(reading, step, steps)}`);
      }
    }
    if (link?.supplier !== undefined && link.supplier === link.customer) {
      complain(
        reading,
        placeOf(reading, ...path),
        `"${link.supplier}" cannot be its own supplier; name two departments, or two steps of one`,
      );
    }
  }
  const ends = (link: NonNullable<RawOrg['links']>[number]) =>
    link?.supplier && link.customer && `${link.supplier} → ${link.customer} (${link.kind ?? 'process'})`;
  doubled(reading, raw.links ?? [], ends, ['links'], 'supplier', 'link');
}

function checkLadders(reading: Reading, raw: RawOrg): void {
  for (const [key, steps] of Object.entries(raw.ladders ?? {})) {
    if (steps.length === 0)
      complain(
        reading,
        placeOf(reading, 'ladders', key),
        'has no steps; write at least one, like { at: 100%, to: head }',
      );
    let [percent, offset] = [-1, false];
    for (const [index, step] of steps.entries()) {
      if (!step?.at) continue;
      const place = placeOf(reading, 'ladders', key, index, 'at');
      if ('after' in step.at) offset = true;
      else {
        if (step.at.percent < percent)
          complain(
            reading,
            place,
            `comes after ${percent}% but is earlier; put the steps in the order in which they fire`,
          );
        else if (offset && step.at.percent <= 100)
          complain(reading, place, 'comes after a step behind the target but is before it; put the steps in order');
        percent = Math.max(percent, step.at.percent);
      }
    }
  }
}
