import type { Field, Option } from '../platform/form.ts';
import type { Choices, Named } from './choosing.ts';
import { exactOption, matchOption } from './match-option.ts';
import { words } from './messages.ts';
import { readNames } from './read-names.ts';

/** A typed message, or a pressed answer button of one dialogue's question. */
export type Step = { text: string; files: readonly string[] } | { dialogue: number; field: string; answer: string };

/** What a step means for the question it answers. */
export type Move =
  | { kind: 'answer'; value: string }
  | { kind: 'back' | 'skip' | 'cancel' }
  | ({ kind: 'named' } & Named)
  | { kind: 'unclear'; text: string; closest: Option[] };

/** In the value of a button beside a question with several answers: one more of them, or no more. */
export const addsOne = '~add:';
export const noMore = '~done';

/** Reads a step as an answer to `field`, or as one of the words that steer a dialogue. */
export function readStep(field: Field, step: Step): Move {
  if ('dialogue' in step)
    return field.kind === 'choices' ? pressed(field, step.answer) : { kind: 'answer', value: step.answer };
  const text = step.text.trim();
  for (const kind of ['back', 'skip', 'cancel'] as const) if (isWord(kind, text)) return { kind };
  switch (field.kind) {
    case 'file':
      return { kind: 'answer', value: step.files.join(',') || text };
    case 'choices':
      return typed(field, text);
    case 'choice': {
      const match = matchOption(field.options, text);
      return 'value' in match
        ? { kind: 'answer', value: match.value }
        : { kind: 'unclear', text, closest: match.closest };
    }
    // Words that only resemble a proposed time are kept as they are.
    case 'time':
      return { kind: 'answer', value: exactOption(field.chips, text)?.value ?? text };
    default:
      return { kind: 'answer', value: text };
  }
}

const nothing = { add: [], remove: [], unclear: [], clear: false };

/** Names are the whole answer unless some are unclear, or the point is to take some out. */
function typed(field: Choices, text: string): Move {
  if (isWord('done', text)) return { kind: 'named', ...nothing, finish: true };
  if (isWord('clear', text)) return { kind: 'named', ...nothing, clear: true, finish: false };
  const read = readNames(field.options, text, true);
  if (read.add.length + read.remove.length + read.unclear.length === 0) read.unclear.push({ text, closest: [] });
  return { kind: 'named', ...read, clear: false, finish: read.remove.length === 0 };
}

/** One more, no more, or all that were chosen in a select. */
function pressed(field: Choices, answer: string): Move {
  if (answer === noMore) return { kind: 'named', ...nothing, finish: true };
  const one = answer.startsWith(addsOne);
  const values = new Set(one ? [answer.slice(addsOne.length)] : answer.split(','));
  const add = field.options.filter(({ value }) => values.has(value));
  const unclear = add.length < values.size && answer !== '' ? [{ text: answer, closest: [] }] : [];
  return { kind: 'named', ...nothing, add, unclear, finish: !one };
}

const controls = {
  back: 'wordBack',
  skip: 'wordSkip',
  cancel: 'wordCancel',
  done: 'wordDone',
  clear: 'wordClear',
} as const;

/** The words that steer are understood in both languages. */
function isWord(kind: keyof typeof controls, text: string): boolean {
  const typed = text.toLowerCase().replace(/[.。!！]$/u, '');
  return (['en', 'zh-CN'] as const).some((locale) => words(locale, 'UTC')(controls[kind]) === typed);
}
