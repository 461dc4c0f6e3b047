import type { Field } from '../platform/form.ts';
import { exactOption, matchOption } from './match-option.ts';
import { words } from './messages.ts';

/** A typed message, or a pressed answer button of one dialogue's question. */
export type Step = { text: string; files: readonly string[] } | { dialogue: number; field: string; answer: string };

/** What a step means for the question it answers. */
export type Move =
  | { kind: 'answer'; value: string }
  | { kind: 'back' | 'skip' | 'cancel' }
  | { kind: 'unclear'; text: string; closest: string[] };

/** Reads a step as an answer to `field`, or as one of the words that steer a dialogue. */
export function readStep(field: Field, step: Step): Move {
  if ('dialogue' in step) return { kind: 'answer', value: step.answer };
  const text = step.text.trim();
  for (const kind of ['back', 'skip', 'cancel'] as const) if (isWord(kind, text)) return { kind };
  switch (field.kind) {
    case 'file':
      return { kind: 'answer', value: step.files.join(',') || text };
    case 'choice':
    case 'choices': {
      const match = matchOption(field.options, text, field.kind === 'choices');
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

const controls = { back: 'wordBack', skip: 'wordSkip', cancel: 'wordCancel' } as const;

/** "back", "skip" and "cancel" are understood in both languages. */
function isWord(kind: keyof typeof controls, text: string): boolean {
  const typed = text.toLowerCase().replace(/[.。!！]$/u, '');
  return (['en', 'zh-CN'] as const).some((locale) => words(locale, 'UTC')(controls[kind]) === typed);
}
