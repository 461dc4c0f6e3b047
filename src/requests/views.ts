import { showTime } from '../messages/time.ts';
import type { Card, Element } from '../platform/card.ts';
import { formatDuration, isProvisional } from '../worktime/index.ts';
import { photoMinutes } from './attached.ts';
import { type Bill, requestBill } from './bill.ts';
import { buttonsOf } from './buttons.ts';
import { calendarOf } from './clocks.ts';
import { headline, nextSentence, steady } from './headlines.ts';
import { climbLines, heirLines } from './leads.ts';
import { departmentName, idOf, type Look, pathUp, personName, personOf, turnSince } from './scene.ts';
import type { Happening, Request } from './types.ts';

type Fact = { label: string; value: string };

/** The live card of a request for one person: what is true now, what follows, and what that person can do. */
export function requestCard(look: Look, happening: Happening | null): Card {
  const { request } = look;
  const { title, tone } = happening ? headline(look, happening) : steady(look);
  const next = nextSentence(look);
  // Changed, it is in the words of whoever follows it.
  const writer = request.changes > 0 ? request.asker : (request.filedBy ?? request.asker);
  const elements: Element[] = [
    ...lead(look, happening),
    { kind: 'quote', text: request.need, by: personOf(look, writer) },
    ...(request.added ?? []).map(({ text, by }): Element => ({ kind: 'quote', text, by: personOf(look, by) })),
  ];
  elements.push({ kind: 'facts', facts: factsOf(look) });
  elements.push(
    ...filesOf(request).map((file): Element => ({ kind: 'image', file, alt: look.say('form.file.photo') })),
  );
  elements.push(...chainElements(look));
  if (request.stage === 'closed' && request.blocked.length === 0)
    elements.push(billChart(look, requestBill(request, look.now, look.org)));
  if (next) elements.push({ kind: 'text', text: next });
  return { title, tone, elements, buttons: buttonsOf(look) };
}

/** What came with the request and after it, and with what is delivered. */
const filesOf = (request: Request): string[] => [
  ...request.files,
  ...('delivery' in request ? (request.delivery?.files ?? []) : []),
];

/** The lines before the request itself: the words that came with what happened. */
function lead(look: Look, happening: Happening | null): Element[] {
  if (!happening) return [];
  if (happening.kind === 'climbed') return climbLines(look, happening).map((text) => ({ kind: 'text', text }));
  if (happening.kind === 'filed' && look.viewer.id === look.request.asker)
    return [...receipt(look), ...photoHint(look)].map((text) => ({ kind: 'text', text }));
  if ('heir' in happening)
    return happening.heir === look.viewer.id ? heirLines(look, happening).map((text) => ({ kind: 'text', text })) : [];
  const quoted = quoteOf(happening);
  const hint = happening.kind === 'delivered' && look.viewer.id === happening.by ? photoHint(look) : [];
  return [
    ...hint.map((text): Element => ({ kind: 'text', text })),
    ...(quoted ? [{ kind: 'quote' as const, text: quoted.text, by: personOf(look, quoted.by) }] : []),
  ];
}

/** Not every messenger's form has room for a photo; its conversation has. */
const photoHint = ({ request, say }: Look): string[] =>
  filesOf(request).length > 0 ? [] : [say('receipt.photo', { minutes: photoMinutes })];

function quoteOf(happening: Happening): { text: string; by: string } | null {
  switch (happening.kind) {
    case 'asked':
      return { text: happening.question, by: happening.by };
    case 'answered':
      return { text: happening.text, by: happening.by };
    case 'warned':
    case 'declined':
    case 'objected':
    case 'disputed':
    case 'withdrew':
      return happening.reason ? { text: happening.reason, by: happening.by } : null;
    case 'delivered':
      return happening.note ? { text: happening.note, by: happening.by } : null;
    case 'returned':
      return { text: happening.what, by: happening.by };
    case 'confirmed':
      return happening.remark ? { text: happening.remark, by: happening.by } : null;
    case 'ruled':
      return { text: happening.words, by: happening.by };
    default:
      return null;
  }
}

/** Who has it, when it is answered at the latest, and what happens if not. */
function receipt(look: Look): string[] {
  const { request, say, org, now } = look;
  const names = {
    supplier: departmentName(org, request.supplier),
    who: request.told[0] ? personName(org, request.told[0]) : departmentName(org, request.supplier),
  };
  const called = request.calledBy
    ? [say('told.called', { ...names, referee: personName(org, request.calledBy), id: idOf(request.number) })]
    : [];
  if (request.ownerless) return [...called, say('receipt.owner')];
  const calendar = calendarOf(org, request.acknowledge.calendar, request.supplier);
  const open = calendar.nextOpen(now);
  const provisional = isProvisional(
    now,
    request.deliver.due,
    calendar.zone,
    org.coveredYears.get(request.deliver.calendar) ?? 'all',
  );
  return [
    ...called,
    open > now
      ? say('receipt.later', { ...names, open })
      : say(request.told[0] ? 'receipt.has' : 'receipt.nobody', names),
    say('receipt.answer', { due: request.acknowledge.due }),
    say('receipt.else', names),
    ...(provisional ? [say('receipt.provisional')] : []),
  ];
}

/** What is asked, of whom, by when and where it stands. */
export function factsOf(look: Look): Fact[] {
  const { request, say, org } = look;
  const list: Fact[] = [];
  const add = (label: Parameters<typeof say>[0], value: string | null) =>
    value && list.push({ label: say(label), value });
  const urgent = request.urgency === 'urgent' ? ` · ${say('label.urgent')}` : '';
  add('label.from', `${departmentName(org, request.customer)} · ${personName(org, request.asker)}${urgent}`);
  add('label.with', withWhom(look));
  add('label.needBy', needBy(look));
  add('label.blocks', request.blocks || null);
  for (const fact of clockFacts(look)) add(fact[0], fact[1]);
  if (request.agreement) add('label.agreement', say('label.agreementVersion', { version: request.agreement.version }));
  const lastReturn = request.returns.at(-1);
  if (lastReturn && request.stage !== 'closed') add('label.returned', lastReturn.what);
  if (request.wait?.kind === 'customer') add('label.question', request.wait.question);
  if (request.wait?.kind === 'outside')
    add('label.outside', say('label.outsideUntil', { who: request.wait.who, at: request.wait.checkAt }));
  if (request.stage === 'closed') list.push(...closedFacts(look, request));
  return list;
}

function withWhom({ request, org }: Look): string {
  const name = departmentName(org, request.supplier);
  const handler = request.stage === 'open' ? null : request.stage === 'declined' ? request.by : request.handler;
  return handler ? `${name} · ${personName(org, handler)}` : name;
}

function needBy(look: Look): string | null {
  const { request, say } = look;
  const at = request.needBy ? instantText(look, request.needBy) : null;
  if (!request.needByWords) return at;
  return at ? say('label.needByRead', { words: request.needByWords, at }) : request.needByWords;
}

function clockFacts(look: Look): [Parameters<Look['say']>[0], string | null][] {
  const { request } = look;
  if (request.stage === 'closed' || request.stage === 'delivered' || request.stage === 'declined') return [];
  const promise = request.stage === 'accepted' ? request.promise : null;
  const at = (instant: Date) => instantText(look, instant);
  if (!request.acknowledgedAt)
    return [
      ['label.answerBy', at(request.acknowledge.due)],
      ['label.deliverBy', at(request.deliver.due)],
    ];
  const due: [Parameters<Look['say']>[0], string] = ['label.deliverBy', at(request.follow.due)];
  return promise ? [['label.promise', promiseText(look, promise.at)], due] : [due];
}

/** An instant alone, in the reader's language and zone. */
export function instantText({ viewer }: Pick<Look, 'viewer'>, at: Date): string {
  return showTime(at, viewer.locale, viewer.zone);
}

function promiseText(look: Look, promise: Date): string {
  const { request, say } = look;
  const text = instantText(look, promise);
  if (request.needBy && promise > request.needBy)
    return say('label.promiseLate', { promise: text, limit: say('label.limitNeedBy', { at: request.needBy }) });
  return text;
}

function closedFacts(look: Look, request: Extract<Request, { stage: 'closed' }>): Fact[] {
  const { say } = look;
  const list: Fact[] = [];
  const { facts: onTime, verdict } = request;
  const mark = (met: boolean) => say(met ? 'mark.yes' : 'mark.no');
  const parts = (['needBy', 'target', 'promise'] as const).flatMap((key) =>
    onTime[key] === null ? [] : [say(`onTime.${key}`, { mark: mark(onTime[key]) })],
  );
  if (onTime.warnedInTime) parts.push(say('onTime.warned'));
  if (parts.length > 0) list.push({ label: say('label.onTime'), value: parts.join(' · ') });
  if (verdict.rating)
    list.push({ label: say('label.rating'), value: say('label.ratingValue', { rating: verdict.rating }) });
  if (verdict.remark) list.push({ label: say('label.remark'), value: verdict.remark });
  return list;
}

/** The links from this request up to where the work stands, when there is more than one. */
function chainElements(look: Look): Element[] {
  const path = pathUp(look, look.request);
  if (path.length < 2) return [];
  return [{ kind: 'text', text: look.say('label.chain') }, chainList(look, path)];
}

function chainList(look: Look, path: readonly Request[]): Element {
  const { say, org } = look;
  const items = path.map((link, index) => {
    const last = index === path.length - 1;
    const text = say('chain.link', {
      supplier: departmentName(org, link.supplier),
      customer: departmentName(org, link.customer),
      id: idOf(link.number),
    });
    const since = { since: turnSince(link) };
    if (link.stage === 'closed') return { text, mark: 'done' as const, note: say('chain.done', { at: link.at }) };
    const doing = say(`turn.${link.turns.at(-1)?.kind ?? 'unanswered'}`);
    return {
      text,
      mark: last ? ('now' as const) : ('todo' as const),
      note: last ? `${doing} · ${say('chain.now', since)}` : say('chain.waits', since),
    };
  });
  return { kind: 'list', items };
}

/** The whole chain of a request, drawn from the customer up to the link where it stands. */
export function chainCard(look: Look, inRing: boolean, bill: Bill): Card {
  const { say, request } = look;
  const elements: Element[] = [chainList(look, pathUp(look, request))];
  if (inRing) elements.push({ kind: 'text', text: say('chain.ring') });
  elements.push(billChart(look, bill));
  return { title: say('chain.title', { id: idOf(request.number) }), tone: 'plain', elements, buttons: [] };
}

/** Where the time went, one bar per department and kind. */
export function billCard(look: Look, bill: Bill): Card {
  const { say, viewer, request } = look;
  const total = formatDuration(bill.totalMs, viewer.locale);
  return {
    title: say('bill.title', { id: idOf(request.number) }),
    tone: 'plain',
    elements: [billChart(look, bill), { kind: 'text', text: say('bill.total', { total }) }],
    buttons: [],
  };
}

const minuteMs = 60_000;

/** One bar per department and kind; what took less than a minute each is summed in a last one, so nothing is left out. */
function billChart(look: Look, bill: Bill): Element {
  const { say, org, viewer } = look;
  const bar = (label: string, ms: number) => ({ label, value: ms, text: formatDuration(ms, viewer.locale) });
  const small = bill.lines.filter((line) => line.ms < minuteMs);
  const merged = small.length > 1 ? small : [];
  const bars = bill.lines
    .filter((line) => !merged.includes(line))
    .sort((a, b) => b.ms - a.ms)
    .map((line) =>
      bar(
        say('bill.line', { department: departmentName(org, line.department), kind: say(`turn.${line.kind}`) }),
        line.ms,
      ),
    );
  const restMs = merged.reduce((sum, line) => sum + line.ms, 0);
  return {
    kind: 'chart',
    title: say('bill.chart'),
    bars: merged.length > 0 ? [...bars, bar(say('bill.rest', { count: merged.length }), restMs)] : bars,
  };
}
