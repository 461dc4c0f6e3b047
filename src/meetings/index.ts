import type { Command, DueTimer, Effect, Feature, Outcome, TimeTurn, Turn } from '../engine/feature.ts';
import { sentence } from '../platform/card.ts';
import type { RawAnswers } from '../platform/form.ts';
import { actions, commanded as actionsCommanded, departedOwners } from './actions/index.ts';
import { agenda } from './agenda/index.ts';
import { calendarPage, feeds } from './feeds/index.ts';
import { life, meetingIn, refreshMeeting } from './life/index.ts';
import { lookOf } from './look.ts';
import type { Part } from './part.ts';
import { planning } from './planning/index.ts';

export { lookAfterImport } from './life/index.ts';

/** By what their actions, forms and timers begin with. */
const parts: Record<string, Part> = {
  planning,
  life,
  agenda,
  actions: { ...actions, commanded: actionsCommanded, departed: departedOwners },
  feeds,
};

const commands: readonly Command[] = [
  {
    name: 'meetings',
    aliases: ['例会'],
    help: {
      en: 'your meetings with suppliers and customers, this week and next',
      'zh-CN': '本周和下周与供方、内部客户的例会',
    },
  },
  {
    name: 'agenda',
    aliases: ['议题'],
    help: {
      en: 'what a meeting is about; {{/agenda}} DEPARTMENT: TEXT adds a point',
      'zh-CN': '例会要谈的事；要加一条，例如 {{/agenda|议题}} 生产部：周五的交货',
    },
  },
  {
    name: 'actions',
    aliases: ['改进'],
    help: { en: 'improvement actions agreed in meetings', 'zh-CN': '例会上定下的改进措施' },
  },
];

/** The weekly half hours of suppliers and customers: planned, prepared by facts, talked over, written down, followed up. */
export const meetings: Feature = {
  name: 'meetings',
  commands,
  commanded: async (turn, command, text) =>
    (await parts[command === 'meetings' ? 'life' : command]?.commanded?.(turn, text)) ?? whisperUnknown(turn),
  clicked,
  form: async (turn, name, context) => {
    const [part, rest] = partOf(name, '.');
    return part ? part.form(turn, rest, context) : unknown(turn);
  },
  submitted,
  wakes,
  recurring: Object.values(parts).flatMap((part) => part.recurring ?? []),
  recurs,
  views: [calendarPage],
  home: async (turn) => ofAll((part) => part.home?.(turn)),
  departed: async (turn, people) => ofAll((part) => part.departed?.(turn, people)),
  responded: async (turn, slot, answer) => {
    const id = meetingIn(slot);
    return id === null ? [] : ofAll((part) => part.responded?.(turn, id, answer));
  },
};

async function clicked(turn: Turn, action: string, value: string): Promise<Outcome> {
  const [part, rest] = partOf(action, '.');
  return part ? part.clicked(turn, rest, value) : whisperUnknown(turn);
}

async function submitted(turn: Turn, name: string, context: string, answers: RawAnswers): Promise<Outcome> {
  const [part, rest] = partOf(name, '.');
  if (!part) return { effects: [] };
  const outcome = await part.submitted(turn, rest, context, answers);
  if (name !== 'actions.add') return outcome;
  // What is taken on at the table is seen on everyone's table.
  const table = await refreshMeeting(turn, Number(context.split('|')[0]));
  return { ...outcome, effects: [...outcome.effects, ...table] };
}

async function wakes(turn: TimeTurn, timers: readonly DueTimer[]): Promise<Effect[]> {
  const effects: Effect[] = [];
  for (const [name, part] of Object.entries(parts)) {
    const own = timers.filter(({ key }) => key.startsWith(`${name}/`));
    if (own.length > 0) effects.push(...(await part.wakes(turn, own)));
  }
  return effects;
}

async function recurs(turn: TimeTurn, occurrences: readonly { name: string; at: Date }[]): Promise<Effect[]> {
  return ofAll((part) => {
    const own = occurrences.filter(({ name }) => part.recurring?.some((one) => one.name === name));
    return own.length > 0 ? part.recurs?.(turn, own) : undefined;
  });
}

/** What each part has to say, one after the other: they share a transaction. */
async function ofAll<T>(ask: (part: Part) => Promise<T[]> | undefined): Promise<T[]> {
  const all: T[] = [];
  for (const part of Object.values(parts)) all.push(...((await ask(part)) ?? []));
  return all;
}

function partOf(name: string, sign: '.' | '/'): [Part | undefined, string] {
  const at = name.indexOf(sign);
  const part = name.slice(0, at);
  return [Object.hasOwn(parts, part) ? parts[part] : undefined, name.slice(at + 1)];
}

const unknown = ({ org, person }: Turn) => sentence(lookOf(org, person).say('no.unknown'));

const whisperUnknown = (turn: Turn): Outcome => ({ effects: [], reply: { kind: 'whisper', card: unknown(turn) } });
