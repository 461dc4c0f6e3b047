import type { Feature } from '../../src/engine/feature.ts';
import { type Card, sentence } from '../../src/platform/card.ts';
import type { Form } from '../../src/platform/form.ts';

/** A feature whose forms do what a test wants next. */
export interface Toy {
  feature: Feature;
  /** What was submitted, oldest first: `form: answer`. */
  readonly taken: string[];
  /** Forms that can no longer be filled in. */
  closed: boolean;
  /** What is wrong with every answer now. */
  wrong: string | null;
  /** Waited for before answers are taken. */
  before: () => Promise<void>;
}

const form = (name: string, context: string, label: string): Form => ({
  action: `toy.${name}`,
  context,
  title: `The form ${name}`,
  submit: 'Send',
  fields: [{ key: 'what', kind: 'text', max: 100, label, required: true }],
});

const warning: Card = {
  ...sentence('Taken, with a question', 'warn'),
  elements: [{ kind: 'text', text: 'Is it so?' }],
  buttons: [{ action: 'toy.agree', value: '7', label: 'It is', style: 'primary' }],
};

/** Answers `follow` with another form, `ask` with words that have a button, and all else with nothing. */
export function toyFeature(): Toy {
  const toy: Toy = {
    taken: [],
    closed: false,
    wrong: null,
    before: async () => {},
    feature: {
      name: 'toy',
      commands: [],
      form: async (_, name, context) => (toy.closed ? sentence('closed') : form(name, context, `What, ${context}`)),
      async submitted(_, name, context, answers) {
        await toy.before();
        if (toy.wrong !== null) return { effects: [], reply: { kind: 'problems', fields: { what: toy.wrong } } };
        toy.taken.push(`${name}: ${answers.what}`);
        if (answers.what === 'follow')
          return { effects: [], reply: { kind: 'form', form: form('second', `after ${context}`, '') } };
        return answers.what === 'ask' ? { effects: [], reply: { kind: 'whisper', card: warning } } : { effects: [] };
      },
      async clicked(_, action, value) {
        toy.taken.push(`${action}: ${value}`);
        return { effects: [], reply: { kind: 'whisper', card: sentence('Agreed', 'good') } };
      },
    },
  };
  return toy;
}
