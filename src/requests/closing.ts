import type { About, Closing, Delivery, OnTime, Request } from './types.ts';

/** The request closed at `now`, with the three facts of being on time. A delivery counts from when it was handed over. */
export function closing(request: Request, how: Closing, now: Date, returned: Delivery | null = null): Request {
  if (request.stage === 'closed') return request;
  const delivery = request.stage === 'delivered' ? request.delivery : returned;
  const taken = request.stage === 'accepted' || request.stage === 'delivered';
  const promise = taken ? request.promise : null;
  const handler = taken ? request.handler : request.stage === 'declined' ? request.by : null;
  const delivered = how === 'declined' || how === 'withdrawn' ? null : delivery;
  return {
    ...aboutOf(request),
    stage: 'closed',
    at: now,
    how,
    handler,
    promise,
    delivery: delivered,
    wait: null,
    dispute: null,
    ownerless: null,
    ring: null,
    facts: onTime(request, promise?.at ?? null, delivered?.at ?? null),
    verdict: { rating: null, remark: '', feedback: null },
  };
}

/** What a request keeps in whatever stage it is. */
function aboutOf(request: Exclude<Request, { stage: 'closed' }>): About {
  switch (request.stage) {
    case 'open': {
      const { stage: _, ...about } = request;
      return about;
    }
    case 'accepted': {
      const { stage: _, handler, promise, lastDelivery, ...about } = request;
      return about;
    }
    case 'delivered': {
      const { stage: _, handler, promise, delivery, silentAt, ...about } = request;
      return about;
    }
    case 'declined': {
      const { stage: _, by, at, reason, silentAt, ...about } = request;
      return about;
    }
  }
}

/** Kept apart: the need-by, the target (or the later date the customer agreed to), and the supplier's own promise. */
function onTime(request: Request, promise: Date | null, deliveredAt: Date | null): OnTime {
  const agreed = request.agreed?.due ?? request.deliver.due;
  const met = (limit: Date | null) => (limit && deliveredAt ? deliveredAt <= limit : null);
  return {
    needBy: met(request.needBy),
    target: met(agreed),
    promise: met(promise),
    warnedInTime: request.warnings.some((warning) => warning.inTime),
  };
}
