import type { Request } from './types.ts';

/** A request whose supplier still owes something. */
export type Owed = Extract<Request, { stage: 'open' | 'accepted' }>;

/** What is left when nobody has it in hand any more. */
export function withoutHandler(request: Extract<Request, { stage: 'accepted' }>) {
  const { handler: _, promise: __, lastDelivery: ___, ...about } = request;
  return about;
}
