import { gapLine, kindName, requirementLine } from '../../map/gap-views.ts';
import { lookOf as mapLook, unitName } from '../../map/look.ts';
import { showDay } from '../../messages/time.ts';
import { departmentName } from '../../org/organisation.ts';
import { cut } from '../../platform/shrink.ts';
import { idOf, unended } from '../../requests/scene.ts';
import { showDate } from '../actions/times.ts';
import type { Look } from '../look.ts';
import type { AgendaFacts, AgendaLine } from '../types.ts';
import { isServedBadly } from './rules.ts';

/** A line in a reader's language. */
export interface LineWords {
  fact: string;
  /** What it holds up; null where it holds up nothing. */
  blocks: string | null;
  next: string | null;
}

/** Says a line: the fact, what it blocks, the next step. Departments and records are named, never a person. */
export function lineWords(look: Look, line: AgendaLine): LineWords {
  const { about } = line;
  switch (about.kind) {
    case 'overdue':
      return overdue(look, line, about);
    case 'returned':
      return returned(look, line, about);
    case 'lowRating':
      return lowRating(look, line, about);
    case 'ring':
      return ring(look, about);
    case 'answer':
      return answer(look, line, about);
    case 'gap':
      return gap(look, about);
    case 'trouble':
      return trouble(look, line, about);
    case 'agreement':
      return agreement(look, line, about);
    case 'action':
      return action(look, line, about);
    case 'added':
      return added(look, about);
    default:
      return about satisfies never;
  }
}

type About<K extends AgendaFacts['kind']> = Extract<AgendaFacts, { kind: K }>;

const sides = ({ org }: Look, { supplier, customer }: AgendaLine) => ({
  supplier: departmentName(org, supplier),
  customer: departmentName(org, customer),
});

/** How much of a person's words a line has room for. */
const QUOTED = 120;

/** A person's words within a sentence: on one line, and what is too long ends with an ellipsis, not within a word. */
export function excerpt(words: string, most = QUOTED): string {
  const line = unended(words.replace(/\s+/gu, ' '));
  const short = cut(line, most);
  if (short === line) return line;
  const atWord = /^(.*[\s,，、;；.。])\S*…$/u.exec(short)?.[1]?.replace(/[\s,，、;；.。]+$/u, '') ?? '';
  // Chinese has no spaces: there is little to gain, and much to lose, in going back to the last comma.
  return [...atWord].length > most * 0.8 ? `${atWord}…` : short;
}

/** What people call the record of a line: `R-1042`, `A-7`. */
function idOfLine({ source }: AgendaLine): string {
  if (source.kind === 'action') return `A-${source.id}`;
  return source.kind === 'request' ? idOf(source.number) : '';
}

const sentences = ({ viewer }: Look, parts: readonly string[]): string | null =>
  parts.length === 0 ? null : parts.join(viewer.locale === 'en' ? ' ' : '');

function overdue(look: Look, line: AgendaLine, about: About<'overdue'>): LineWords {
  const { say } = look;
  const names = { ...sides(look, line), id: idOfLine(line), due: about.due, need: excerpt(about.need) };
  const ids = about.waiting.map(idOf).join(say('list'));
  const held = [
    about.blocks.trim() === '' ? '' : say('agenda.blocks.words', { blocks: excerpt(about.blocks) }),
    ids === '' ? '' : say('agenda.blocks.requests', { ids, count: about.waiting.length }),
    about.returned === 0 ? '' : say('agenda.blocks.alsoReturned', { ...names, count: about.returned }),
  ].filter(Boolean);
  return {
    fact: say(about.acknowledged ? 'agenda.fact.overdue' : 'agenda.fact.unanswered', names),
    blocks: sentences(look, held.length > 0 ? held : [say('agenda.blocks.waits', names)]),
    next:
      about.blockedBy === null
        ? say('agenda.next.overdue', names)
        : say('agenda.next.upstream', { blocker: idOf(about.blockedBy) }),
  };
}

function returned(look: Look, line: AgendaLine, about: About<'returned'>): LineWords {
  const { say } = look;
  const names = { ...sides(look, line), id: idOfLine(line), what: excerpt(about.what), count: about.times };
  return {
    fact: say('agenda.fact.returned', names),
    blocks: say(about.open ? 'agenda.blocks.returned' : 'agenda.blocks.returnedClosed', names),
    next: say('agenda.next.returned'),
  };
}

function lowRating(look: Look, line: AgendaLine, about: About<'lowRating'>): LineWords {
  const { say } = look;
  const names = { ...sides(look, line), id: idOfLine(line), rating: about.rating };
  const said = about.remark.trim() === '' ? about.need : about.remark;
  return {
    fact: quoting(look, say('agenda.fact.lowRating', names), said),
    blocks: say('agenda.blocks.lowRating'),
    next: say('agenda.next.lowRating', names),
  };
}

/** A fact with what someone said of it. */
function quoting({ say }: Look, fact: string, words: string): string {
  return words.trim() === '' ? fact : say('agenda.fact.quoting', { fact, words: excerpt(words) });
}

function ring({ org, say }: Look, { departments, links }: About<'ring'>): LineWords {
  const names = departments.map((key) => departmentName(org, key)).join(say('list'));
  return {
    fact: say('agenda.fact.ring', { departments: names, ids: links.map(idOf).join(say('list')) }),
    blocks: say('agenda.blocks.ring'),
    next: say('agenda.next.ring'),
  };
}

function answer(look: Look, line: AgendaLine, about: About<'answer'>): LineWords {
  const { org, viewer, say } = look;
  const names = sides(look, line);
  const { requirement } = about;
  const what = requirement
    ? excerpt(requirementLine(mapLook(org, viewer), requirement))
    : say('agenda.wholeService', names);
  // Where nobody said that it matters, it is not said either.
  const matters = about.importance !== null && isServedBadly(about);
  return {
    fact: quoting(
      look,
      say('agenda.fact.answer', { ...names, requirement: what, numbers: numbersOf(look, about) }),
      about.words,
    ),
    blocks: matters ? say('agenda.blocks.answer', names) : null,
    next: say('agenda.next.answer', names),
  };
}

/** How important something is to a customer, and how it is served, as far as it was said. */
export function numbersOf(
  { say }: Look,
  { importance, service }: Pick<About<'answer'>, 'importance' | 'service'>,
): string {
  const said = [
    ...(importance === null ? [] : [say('agenda.importance', { value: importance })]),
    ...(service === null ? [] : [say('agenda.service', { value: service })]),
  ];
  return said.length > 0 ? said.join(say('list')) : say('agenda.noNumbers');
}

function gap(look: Look, about: About<'gap'>): LineWords {
  const map = mapLook(look.org, look.viewer);
  const { supplier, customer } = about.gap;
  const names = { supplier: unitName(map, supplier), customer: unitName(map, customer) };
  const words = 'trouble' in about.gap ? about.gap.trouble.words : '';
  return {
    fact: quoting(look, gapLine(map, about.gap), words),
    blocks: map.say(`blocks.${about.gap.kind}`, names),
    next: look.say('agenda.next.gap'),
  };
}

function trouble(look: Look, line: AgendaLine, about: About<'trouble'>): LineWords {
  const { org, viewer, say } = look;
  const names = { ...sides(look, line), kind: kindName(mapLook(org, viewer), about.about) };
  return {
    fact: quoting(look, say('agenda.fact.trouble', names), about.words),
    blocks: say('agenda.blocks.trouble', names),
    next: say('agenda.next.gap'),
  };
}

function agreement(look: Look, line: AgendaLine, about: About<'agreement'>): LineWords {
  const { org, viewer, say } = look;
  const requirement = excerpt(requirementLine(mapLook(org, viewer), about.requirement));
  const more = { version: about.version, since: showDay(about.since, viewer), requirement };
  return {
    fact: say('agenda.fact.agreement', { ...sides(look, line), ...more }),
    blocks: null,
    next: say('agenda.next.agreement'),
  };
}

function action(look: Look, line: AgendaLine, about: About<'action'>): LineWords {
  const { say } = look;
  const names = sides(look, line);
  const fact = { ...names, id: idOfLine(line), due: showDate(about.due, look), text: excerpt(about.text) };
  const sign = excerpt(about.sign);
  return {
    fact: say(about.overdue ? 'agenda.fact.actionOverdue' : 'agenda.fact.action', fact),
    blocks: about.overdue ? say('agenda.blocks.action') : null,
    next: about.overdue ? say('agenda.next.actionOverdue', names) : say('agenda.next.action', { sign }),
  };
}

function added({ org, say }: Look, { department, text }: About<'added'>): LineWords {
  return {
    fact: say('agenda.fact.added', { department: departmentName(org, department), text: excerpt(text, 300) }),
    blocks: null,
    next: null,
  };
}
