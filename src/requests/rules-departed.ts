import { accept } from './decision.ts';
import { type Facts, leaderOf, onDutyFor } from './ladder.ts';
import type { Decision, Happening, Request } from './types.ts';

/**
 * Someone has left: what they had taken passes to whoever is on duty in the department, and what the department promised
 * stands; what they followed stays with the customer department; and what only they had been told is told to another.
 * With nobody there, the ladder goes on alone.
 */
export function depart(request: Request, person: string, now: Date, facts: Facts): Decision {
  if (request.stage === 'closed') return accept(request);
  const told = request.told.filter((one) => one !== person);
  const asked = passAsker({ ...request, told }, person, now, facts);
  const handed = passHandler(asked.request, person, now, facts);
  const happenings = [...asked.happenings, ...handed.happenings];
  if (happenings.length > 0 || !request.told.includes(person)) return accept(handed.request, ...happenings);
  const [heir] = waitedFor(request, now, facts);
  return heir === undefined || told.includes(heir)
    ? accept(request)
    : accept({ ...request, told }, { kind: 'readerLeft', person, heir });
}

interface Passed {
  request: Request;
  happenings: Happening[];
}

function passAsker(request: Request, person: string, now: Date, facts: Facts): Passed {
  if (request.asker !== person) return { request, happenings: [] };
  const [heir = null] = onDutyFor(request.customer, request.urgency, now, facts);
  return {
    request: heir === null ? request : { ...request, asker: heir, filedBy: request.filedBy ?? person },
    happenings: [{ kind: 'askerLeft', person, heir }],
  };
}

function passHandler(request: Request, person: string, now: Date, facts: Facts): Passed {
  const taken = request.stage === 'accepted' || request.stage === 'delivered';
  if (!taken || request.handler !== person) return { request, happenings: [] };
  const [heir = null] = onDutyFor(request.supplier, request.urgency, now, facts);
  return {
    request: heir === null ? request : { ...request, handler: heir },
    happenings: [{ kind: 'handlerLeft', person, heir }],
  };
}

/** Whose answer it waits for, when that is no particular person's. */
function waitedFor(request: Request, now: Date, facts: Facts): string[] {
  if (request.dispute) return facts.org.company.referees.filter(facts.reachable).slice(0, 1);
  const { ownerless } = request;
  if (ownerless) return (ownerless.between ?? [request.supplier]).flatMap((key) => leaderOf(key, facts));
  return request.stage === 'open' ? onDutyFor(request.supplier, request.urgency, now, facts) : [];
}
