import type { DueTimer, Effect, Feature, Outcome, TimeTurn, Turn } from '../engine/feature.ts';
import { type Card, sentence } from '../platform/card.ts';
import type { Form, RawAnswers } from '../platform/form.ts';
import { departed } from './departed.ts';
import { changeForm, handOverForm } from './forms.ts';
import { lookForGaps } from './gaps.ts';
import { about, answered, handoverUndelivered, handoverWoke, submittedHandOver } from './handover.ts';
import { lookOf } from './look.ts';
import { submittedChange } from './override.ts';
import { askReadiness, clickedReady, readinessWoke } from './readiness.ts';
import { showDuty } from './show.ts';
import { nextAsking, nextGapLook } from './times.ts';

export { readiness } from './store.ts';
export { missingHolidays } from './times.ts';

/** Who is on duty: shown, handed to a colleague who agrees, confirmed before each rest, and kept without holes. */
export const duty: Feature = {
  name: 'duty',
  commands: [
    {
      name: 'duty',
      aliases: ['值班'],
      help: {
        en: 'who is on duty now and next, hand a date over, e.g. {{/duty}} production',
        'zh-CN': '现在和接下来谁值班、换班，例如 {{/duty|值班}} 生产部',
      },
    },
  ],
  commanded: (turn, _command, text) => showDuty(turn, text),
  clicked,
  form: formFor,
  submitted,
  wakes,
  recurring: [
    { name: 'readiness', next: nextAsking, catchUp: 'latest' },
    { name: 'gaps', next: nextGapLook, catchUp: 'latest' },
  ],
  recurs,
  departed,
  undelivered,
};

async function clicked(turn: Turn, action: string, value: string): Promise<Outcome> {
  switch (action) {
    case 'show':
      return showDuty(turn, value);
    case 'ready':
      return clickedReady(turn, value);
    case 'agree':
    case 'refuse':
    case 'withdraw':
      return answered(turn, action, value);
    default: {
      const form = await formFor(turn, action, value);
      return { effects: [], reply: 'fields' in form ? { kind: 'form', form } : { kind: 'whisper', card: form } };
    }
  }
}

async function formFor(turn: Turn, name: string, context: string): Promise<Form | Card> {
  switch (name) {
    case 'handOver':
    case 'cannot':
      return handOverForm(turn, context);
    case 'change':
      return changeForm(turn, context);
    default:
      return sentence(lookOf(turn.org, turn.person).say('no.unknown'));
  }
}

async function submitted(turn: Turn, name: string, _context: string, answers: RawAnswers): Promise<Outcome> {
  return name === 'change' ? submittedChange(turn, answers) : submittedHandOver(turn, answers);
}

async function wakes(turn: TimeTurn, timers: readonly DueTimer[]): Promise<Effect[]> {
  const effects: Effect[] = [];
  for (const timer of timers) {
    const woke = timer.key.startsWith('handover/') ? handoverWoke : readinessWoke;
    effects.push(...(await woke(turn, timer)));
  }
  return effects;
}

/** Occurrences are hints: each looks at what is true by now, so one that comes late or twice says nothing twice. */
async function recurs(turn: TimeTurn, occurrences: readonly { name: string }[]): Promise<Effect[]> {
  const names = new Set(occurrences.map((occurrence) => occurrence.name));
  return [
    ...(names.has('gaps') ? await lookForGaps(turn) : []),
    ...(names.has('readiness') ? await askReadiness(turn) : []),
  ];
}

async function undelivered(turn: TimeTurn, payload: unknown): Promise<Effect[]> {
  const read = about.safeParse(payload);
  return read.success ? handoverUndelivered(turn, read.data.handover) : [];
}
