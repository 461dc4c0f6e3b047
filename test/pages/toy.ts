import { html } from 'hono/html';
import type { Feature, View } from '../../src/engine/feature.ts';
import { settings } from '../../src/engine/tables.ts';
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

const notes: View = {
  name: 'notes',
  title: { en: 'The notes', 'zh-CN': '笔记' },
  async show({ tx, person, link }, query) {
    const of = query.get('of');
    if (of === 'nothing') return { kind: 'no', card: sentence('There are no such notes') };
    if (of === 'others') return { kind: 'no', card: sentence('Not for you'), status: 403 };
    if (of === 'fault') throw new Error('the notes are broken');
    if (of === 'file') return { kind: 'file', name: 'a/b"c\n笔记.csv', type: 'text/csv', bytes: Buffer.from('a,b') };
    if (of === 'writing') await tx.insert(settings).values({ key: 'toy', value: 1 });
    const content = html`<p id="notes">${person.name} reads ${of ?? 'all'}</p>
      <a href="${link(person.id, 'toy/notes?of=last') ?? ''}">last</a>`;
    return { kind: 'page', title: `Notes of ${person.name}`, content, scripts: ['pickers.js'], wide: of === 'wide' };
  },
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
      views: [notes],
      assets: { folder: 'src/look/assets' },
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
