import type { FormName } from './forms.ts';
import type { Facts } from './ladder.ts';
import { decide } from './rules.ts';
import type { Command, Refusal, Request } from './types.ts';

/** What the answers themselves could change: said when they are given. */
const aboutAnswers: readonly Refusal['why'][] = [
  'pastTime',
  'tooFar',
  'notInDepartment',
  'sameDepartment',
  'askTheCustomer',
  'blockedBySelf',
  'blockerClosed',
];

/** Why nothing a person could fill in would be taken now, or null: asked before a form opens, not after it was filled in. */
export function pointless(request: Request, name: FormName, by: string, now: Date, facts: Facts): Refusal | null {
  const decision = decide(request, example(request, name, by, now), now, facts);
  if (!('refusal' in decision)) return null;
  return aboutAnswers.includes(decision.refusal.why) ? null : decision.refusal;
}

function example(request: Request, name: FormName, by: string, now: Date): Command {
  const soon = new Date(now.getTime() + 60_000);
  switch (name) {
    case 'accept':
      return { kind: 'accept', by, promise: soon };
    case 'ask':
      return { kind: 'ask', by, question: '' };
    case 'answer':
      return { kind: 'answer', by, text: '' };
    case 'block':
      return { kind: 'block', by, blocker: 0 };
    case 'waitOutside':
      return { kind: 'waitOutside', by, who: '', checkAt: soon };
    case 'notOurs':
      return { kind: 'notOurs', by, department: null };
    case 'own':
      return { kind: 'own', by, department: request.supplier };
    case 'handTo':
      return { kind: 'handTo', by, person: by };
    case 'warn':
      return { kind: 'warn', by, promise: soon, reason: '' };
    case 'deliver':
      return { kind: 'deliver', by, note: '', files: [] };
    case 'change':
      return { kind: 'change', by, need: request.need, needBy: null, needByWords: '' };
    case 'confirm':
      return { kind: 'confirm', by, rating: 5, remark: '' };
    case 'return':
      return { kind: 'return', by, what: '' };
    case 'rule':
      return { kind: 'rule', by, outcome: 'stands', words: '' };
    case 'decline':
    case 'object':
    case 'withdraw':
    case 'dispute':
      return { kind: name, by, reason: '' };
  }
}
