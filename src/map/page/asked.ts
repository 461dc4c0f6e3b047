/** Which hand-offs the table shows. */
export const onlys = ['all', 'gaps', 'oneSide', 'file', 'agreed'] as const;
export type Only = (typeof onlys)[number];

/** What the table is sorted by. */
export const sorts = ['supplier', 'customer', 'kind', 'gaps'] as const;
export type Sort = (typeof sorts)[number];

/** What a page of the map was asked for. */
export interface Asked {
  /** Key of a department. */
  focus: string | null;
  /** Words that are sought in names. */
  q: string;
  /** All neighbours of the focus, not only those with most between them. */
  all: boolean;
  /** A day (`2026-05-01`) the map is compared with as it stood at its end. */
  since: string | null;
  only: Only;
  sort: Sort;
  /** The other way round. */
  down: boolean;
  /** Of the table, from 1. */
  page: number;
}

const nothing: Asked = {
  focus: null,
  q: '',
  all: false,
  since: null,
  only: 'all',
  sort: 'supplier',
  down: false,
  page: 1,
};

const LONGEST = 80;

/** Reads a query. What makes no sense counts as not said. */
export function askedIn(query: URLSearchParams): Asked {
  const of = <T extends string>(values: readonly T[], name: string, without: T): T =>
    values.find((value) => value === query.get(name)) ?? without;
  const page = Number(query.get('page') ?? 1);
  const since = query.get('since') ?? '';
  return {
    focus: query.get('focus') || null,
    q: [...(query.get('q') ?? '').trim()].slice(0, LONGEST).join(''),
    all: query.get('all') === '1',
    since: isDay(since) ? since : null,
    only: of(onlys, 'only', nothing.only),
    sort: of(sorts, 'sort', nothing.sort),
    down: query.get('down') === '1',
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
}

/** A day of the calendar, written as one. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** The address of the page with something else asked for; `at` is where on it. */
export function addressOf(asked: Asked, change: Partial<Asked>, at = ''): string {
  const wanted = { ...asked, ...change };
  const query = new URLSearchParams();
  for (const name of Object.keys(nothing) as (keyof Asked)[]) {
    const value = wanted[name];
    if (value === nothing[name] || value === null) continue;
    query.set(name, value === true ? '1' : String(value));
  }
  return `?${query}${at && `#${at}`}`;
}

/** A department in the middle, and whatever else was compared with. */
export const focusOn = (asked: Asked, department: string): string =>
  addressOf(asked, { ...nothing, focus: department, since: asked.since });
