import type { Turn } from '../engine/feature.ts';
import { showDay, showTime } from '../messages/time.ts';
import { filesIn, type RawAnswers } from '../platform/form.ts';
import { readField } from './chips.ts';
import type { FormName } from './forms.ts';
import { words } from './messages.ts';
import { badTime } from './rules-supplier.ts';
import type { Command, Ruling } from './types.ts';

type Meant = Command | { problems: Record<string, string> };

/** What the answers to a form mean; a time nobody can read is asked for again. */
export function commandOf(name: Exclude<FormName, 'block'>, answers: RawAnswers, turn: Turn, now: Date): Meant {
  const by = turn.person.id;
  const text = answers.text ?? '';
  const at = (make: (instant: Date) => Command): Meant => withTime(turn, answers.at ?? '', now, make);
  switch (name) {
    case 'accept':
      return at((promise) => ({ kind: 'accept', by, promise }));
    case 'ask':
      return { kind: 'ask', by, question: text };
    case 'answer':
      return { kind: 'answer', by, text };
    case 'waitOutside':
      return at((checkAt) => ({ kind: 'waitOutside', by, who: answers.who ?? '', checkAt }));
    case 'notOurs':
      return { kind: 'notOurs', by, department: answers.to || null };
    case 'own':
      return { kind: 'own', by, department: answers.to ?? '' };
    case 'handTo':
      return { kind: 'handTo', by, person: answers.to ?? '' };
    case 'warn':
      return at((promise) => ({ kind: 'warn', by, promise, reason: text }));
    case 'deliver':
      return { kind: 'deliver', by, note: text, files: filesIn(answers.file) };
    case 'change': {
      const { at: needBy, words: needByWords } = readField(answers.needBy ?? '', now, turn.person.zone);
      return needBy && badTime(needBy, now)
        ? badly(turn, 'needBy', needBy, now)
        : { kind: 'change', by, need: answers.need ?? '', needBy, needByWords };
    }
    case 'confirm':
      return { kind: 'confirm', by, rating: Number(answers.rating), remark: text };
    case 'return':
      return { kind: 'return', by, what: text };
    case 'rule':
      return { kind: 'rule', by, outcome: answers.outcome as Ruling, words: text };
    case 'decline':
    case 'object':
    case 'withdraw':
    case 'dispute':
      return { kind: name, by, reason: text };
  }
}

function withTime(turn: Turn, value: string, now: Date, make: (at: Date) => Command): Meant {
  const { at } = readField(value, now, turn.person.zone);
  const { locale, zone } = turn.person;
  if (at) return badTime(at, now) ? badly(turn, 'at', at, now) : make(at);
  const example = showTime(new Date(now.getTime() + 24 * 3600_000), locale, zone);
  return { problems: { at: words(locale, zone)('problem.time', { example }) } };
}

/** Said at the field, so that it can be put right there. */
export function badly(turn: Turn, field: string, at: Date, now: Date): { problems: Record<string, string> } {
  const say = words(turn.person.locale, turn.person.zone);
  return {
    problems: {
      [field]: at <= now ? say('problem.past', { at }) : say('problem.far', { at: showDay(at, turn.person) }),
    },
  };
}
