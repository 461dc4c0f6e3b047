import type { DueTimer, Effect, Feature, Outcome, TimeTurn, Turn } from '../engine/feature.ts';
import { sentence } from '../platform/card.ts';
import { actions } from './actions/index.ts';
import { agenda } from './agenda/index.ts';
import { feeds } from './feeds/index.ts';
import { life } from './life/index.ts';
import { lookOf } from './look.ts';
import type { Part } from './part.ts';
import { planning } from './planning/index.ts';

/** By what their actions, forms and timers begin with. */
const parts: Record<string, Part> = { planning, life, agenda, actions, feeds };

/** The weekly half hours of suppliers and customers: planned, prepared by facts, talked over, written down, followed up. */
export const meetings: Feature = {
  name: 'meetings',
  commands: [],
  clicked,
  form: async (turn, name, context) => {
    const [part, rest] = partOf(name, '.');
    return part ? part.form(turn, rest, context) : unknown(turn);
  },
  submitted: async (turn, name, context, answers) => {
    const [part, rest] = partOf(name, '.');
    return part ? part.submitted(turn, rest, context, answers) : { effects: [] };
  },
  wakes,
};

async function clicked(turn: Turn, action: string, value: string): Promise<Outcome> {
  const [part, rest] = partOf(action, '.');
  return part ? part.clicked(turn, rest, value) : { effects: [], reply: { kind: 'whisper', card: unknown(turn) } };
}

async function wakes(turn: TimeTurn, timers: readonly DueTimer[]): Promise<Effect[]> {
  const effects: Effect[] = [];
  for (const [name, part] of Object.entries(parts)) {
    const own = timers.filter(({ key }) => key.startsWith(`${name}/`));
    if (own.length > 0) effects.push(...(await part.wakes(turn, own)));
  }
  return effects;
}

function partOf(name: string, sign: '.' | '/'): [Part | undefined, string] {
  const at = name.indexOf(sign);
  return [parts[name.slice(0, at)], name.slice(at + 1)];
}

const unknown = ({ org, person }: Turn) => sentence(lookOf(org, person).say('no.unknown'));
