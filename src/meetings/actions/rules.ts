import { leadersOf, leads } from '../../org/leaders.ts';
import type { Organisation, Person } from '../../org/organisation.ts';
import type { RequestNumber } from '../../requests/types.ts';
import type { Action, Cause } from '../types.ts';

/** What a person or the time wants of an action. `by` is a person. */
export type Command =
  | { kind: 'done'; by: string; words: string }
  | { kind: 'drop'; by: string; words: string }
  | { kind: 'move'; by: string; due: string }
  | { kind: 'hand'; by: string; owner: string }
  /** Someone of the customer sees that its problem is back. */
  | { kind: 'reopen'; by: string; words: string }
  /** One of its departments is gone. */
  | { kind: 'dissolve' }
  /** A request of the same supplier, service and cause. */
  | { kind: 'return'; request: RequestNumber };

/** Why not. */
export type Refusal = 'notActing' | 'notParty' | 'closed' | 'open' | 'notColleague' | 'sameDue' | 'alreadyOwner';

export type Decision = { action: Action } | { refusal: Refusal };

/** Whether someone acts in it: its owner, and head and deputy of the department it belongs to. */
export const acts = (org: Organisation, person: string, action: Action): boolean =>
  action.owner === person || leads(org, person, action.supplier);

/** Whether an action of a department can be someone's: they belong to it, or lead it. */
export const mayOwn = (org: Organisation, { id, active, department }: Person, supplier: string): boolean =>
  active && (department === supplier || leads(org, id, supplier));

/** Whether someone answers for the department it is for. */
const receives = (org: Organisation, person: string, action: Action): boolean => leads(org, person, action.customer);

/** Decides on an action as it stands. */
export function decide(action: Action, command: Command, now: Date, org: Organisation): Decision {
  switch (command.kind) {
    case 'return':
      return action.status === 'done'
        ? reopened(action, { at: now, request: command.request, by: null, words: '' })
        : { refusal: 'open' };
    case 'dissolve':
      if (action.status !== 'open') return { refusal: 'closed' };
      return { action: { ...action, status: 'dropped', closedAt: now, closedBy: null, closedWords: '' } };
    case 'reopen':
      if (!receives(org, command.by, action) && !acts(org, command.by, action)) return { refusal: 'notParty' };
      return action.status === 'open'
        ? { refusal: 'open' }
        : reopened(action, { at: now, request: null, by: command.by, words: command.words });
    default:
      return decideOpen(action, command, now, org);
  }
}

function reopened(action: Action, time: Action['reopened'][number]): Decision {
  const open = { status: 'open', closedAt: null, closedBy: null, closedWords: '' } as const;
  return { action: { ...action, ...open, reopened: [...action.reopened, time] } };
}

function decideOpen(
  action: Action,
  command: Exclude<Command, { kind: 'return' | 'reopen' | 'dissolve' }>,
  now: Date,
  org: Organisation,
): Decision {
  const { by } = command;
  const mayDrop = command.kind === 'drop' && receives(org, by, action);
  if (!acts(org, by, action) && !mayDrop) return { refusal: 'notActing' };
  if (action.status !== 'open') return { refusal: 'closed' };
  switch (command.kind) {
    case 'done':
    case 'drop': {
      const status = command.kind === 'done' ? 'done' : 'dropped';
      return { action: { ...action, status, closedAt: now, closedBy: by, closedWords: command.words } };
    }
    case 'move':
      if (command.due === action.due) return { refusal: 'sameDue' };
      return {
        action: { ...action, due: command.due, moves: [...action.moves, { due: action.due, at: now, by }] },
      };
    case 'hand': {
      const owner = org.people.get(command.owner);
      if (!owner || !mayOwn(org, owner, action.supplier)) return { refusal: 'notColleague' };
      return owner.id === action.owner ? { refusal: 'alreadyOwner' } : { action: { ...action, owner: owner.id } };
    }
    default:
      return command satisfies never;
  }
}

/** Whose action it is when its owner has left: the head's of the department, else the deputy's; null where nobody is there. */
export const heirOf = (org: Organisation, { supplier }: Action): string | null => leadersOf(org, supplier)[0] ?? null;

/** How an agenda line about a request names what went wrong. */
export const causeKinds = {
  overdue: 'late',
  returned: 'returned',
  lowRating: 'lowRating',
} as const satisfies Record<string, Cause['kind']>;
