import type { Reply } from '../../src/platform/adapter.ts';
import type { Button, Card } from '../../src/platform/card.ts';
import type { Field, Form } from '../../src/platform/form.ts';
import { read, type World, world } from '../world.ts';
import type { Answers } from './self-awareness-pages.ts';
import type { Way } from './self-awareness-story.ts';

/** The messenger in the browser: forms stand beside the conversation, and courtesies are read and gone. */
export async function onConsole(at: Date, rhythm = false): Promise<Way> {
  const w = await world({ at, rhythm });
  const replies = new Map<string, Reply | null>();
  const whispers = new Map<string, Card[]>();
  const got = (person: string, reply: Reply | null) => {
    replies.set(person, reply);
    if (reply?.kind === 'whisper') whispers.set(person, [...(whispers.get(person) ?? []), reply.card]);
  };
  const cards = async (person: string): Promise<Card[]> => [
    ...(await w.messages(person)).map(({ card }) => card),
    ...(whispers.get(person) ?? []),
  ];
  return {
    says: async (person, text) => got(person, await w.says(person, text)),
    async presses(person, label) {
      const button = (await cards(person))
        .flatMap(({ buttons }): readonly Button[] => buttons)
        .findLast((one) => one.label === label);
      if (!button) throw new Error(`${person} has no button ${label}`);
      got(person, await w.clicks(person, button.action, button.value));
    },
    async fillsPages(person, pages) {
      for (const [title, answers] of Object.entries(pages))
        got(person, await fills(w, person, replies, title, answers));
    },
    reads: async (person) => (await cards(person)).map(read).join('\n'),
    sent: () => w.sent(),
    until: (target) => w.until(target),
    now: () => w.clock.now(),
    db: w.db,
    organisation: w.organisation,
  };
}

async function fills(
  w: World,
  person: string,
  replies: ReadonlyMap<string, Reply | null>,
  title: string,
  answers: Answers,
): Promise<Reply | null> {
  const reply = replies.get(person) ?? null;
  if (reply?.kind !== 'form' || !reply.form.title.includes(title))
    throw new Error(`${person} is not shown “${title}”, but ${JSON.stringify(reply)}`);
  return w.fills(person, reply, valuesIn(reply.form, answers));
}

function valuesIn(form: Form, answers: Answers): Record<string, string> {
  const values = Object.entries(answers).map(([label, value]) => {
    const field = form.fields.find((one) => one.label.includes(label));
    if (!field) throw new Error(`${form.title} asks for no ${label}`);
    return [
      field.key,
      [value]
        .flat()
        .map((one) => choiceIn(field, one))
        .join(','),
    ];
  });
  return Object.fromEntries(values);
}

function choiceIn(field: Field, label: string): string {
  const options = 'options' in field ? field.options : 'chips' in field ? field.chips : [];
  const option = options.find((one) => one.label === label) ?? options.find((one) => one.label.startsWith(label));
  return option?.value ?? label;
}
