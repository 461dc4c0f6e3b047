import { demoCompany } from '../../src/demo/company.ts';
import { organisationOf } from '../../src/org/build.ts';
import type { Organisation } from '../../src/org/organisation.ts';
import { type Filing, file } from '../../src/requests/filing.ts';
import type { Facts } from '../../src/requests/ladder.ts';
import { decide } from '../../src/requests/rules.ts';
import { nextWake } from '../../src/requests/settle.ts';
import type { Command, Decision, Happening, Request } from '../../src/requests/types.ts';
import { fileOf } from '../org/yaml.ts';
import { shanghai } from '../world.ts';

/** The demo company without a database. */
export const org: Organisation = organisationFrom(demoCompany);

export function organisationFrom(yaml: string): Organisation {
  return organisationOf(fileOf(yaml));
}

/** What rules may know: everyone can be reached but those named. */
export const factsWithout = (...unreachable: string[]): Facts => ({
  org,
  reachable: (person) => !unreachable.includes(person) && org.people.get(person)?.active === true,
});
export const facts = factsWithout();

/** Wednesday 2026-05-06, the first working day after the holiday. */
export const workday = shanghai('2026-05-06T09:00');

/** Sales asks material control, urgently and on a working day, unless said otherwise. */
export function filed(over: Partial<Filing> = {}, at: Date = workday): Request {
  const filing: Filing = {
    number: 1001,
    by: over.asker ?? 'lin',
    asker: 'lin',
    customer: 'sales',
    supplier: 'materials',
    service: null,
    need: '600 件 A 料',
    needBy: null,
    needByWords: '',
    blocks: 'SO-2051',
    urgency: 'urgent',
    files: [],
    ...over,
  };
  return requestOf(file(filing, at, facts));
}

export function requestOf(decision: Decision): Request {
  if ('refusal' in decision) throw new Error(`refused: ${JSON.stringify(decision.refusal)}`);
  return decision.request;
}

/** What happened to a request under commands given at local times, with time deciding whatever was due on the way. */
export function run(
  start: Request,
  commands: readonly (readonly [at: string, command: Command])[],
  given: Facts = facts,
): { request: Request; told: Told[] } {
  let request = start;
  const told: Told[] = [];
  const note = (at: Date, decision: Decision) => {
    request = requestOf(decision);
    if ('happenings' in decision)
      told.push(...decision.happenings.map((happening) => ({ at: local(at), ...happening })));
  };
  for (const [text, command] of commands) {
    const at = shanghai(text);
    for (let due = nextWake(request, given.org); due && due <= at; due = nextWake(request, given.org))
      note(due, decide(request, { kind: 'time' }, due, given));
    note(at, decide(request, command, at, given));
  }
  return { request, told };
}

export type Told = { at: string } & Happening;

const local = (at: Date): string => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(5, 16).replace('T', ' ');

/** The steps that were told, as `05-06 09:15 duty luo`. */
export const steps = (told: readonly Told[]): string[] =>
  told.flatMap((one) => (one.kind === 'climbed' ? [`${one.at} ${one.to} ${one.person}`] : []));

/** Why a command is refused. */
export function refused(request: Request, command: Command, at: string): string {
  const decision = decide(request, command, shanghai(at), facts);
  return 'refusal' in decision ? decision.refusal.why : 'accepted';
}

export const passing = { kind: 'time' } as const;
