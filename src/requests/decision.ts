import type { Decision, Happening, Refusal, Request } from './types.ts';

export const refuse = (refusal: Refusal): Decision => ({ refusal });

export const accept = (request: Request, ...happenings: Happening[]): Decision => ({ request, happenings });
