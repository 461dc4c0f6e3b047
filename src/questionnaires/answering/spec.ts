import { z } from 'zod';

/** A company's own questionnaire as it is stored, parsed again when loaded: the row may be an older program's. */

const text = z.object({ 'zh-CN': z.string(), en: z.string() });
const option = z.object({ value: z.string(), label: text });

const kind = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), max: z.number().int(), long: z.boolean() }),
  z.object({
    kind: z.literal('number'),
    unit: text.nullable(),
    min: z.number().nullable(),
    max: z.number().nullable(),
  }),
  z.object({ kind: z.literal('choice'), options: z.array(option) }),
  z.object({ kind: z.literal('choices'), options: z.array(option) }),
  z.object({
    kind: z.literal('scale'),
    min: z.number().int(),
    max: z.number().int(),
    minLabel: text,
    maxLabel: text,
  }),
  z.object({ kind: z.literal('time') }),
  z.object({ kind: z.literal('file') }),
  z.object({ kind: z.literal('party'), several: z.boolean() }),
]);

const question = z.object({
  key: z.string(),
  ask: text,
  hint: text.nullable(),
  required: z.boolean(),
  when: z.object({ question: z.string(), is: z.array(z.string()) }).nullable(),
  anonymous: z.boolean(),
  answer: kind,
});

export const ownSpec = z.object({
  kind: z.literal('own'),
  key: z.string(),
  version: z.number().int(),
  title: text,
  intro: text.nullable(),
  questions: z.array(question),
});

export type OwnSpec = z.infer<typeof ownSpec>;
