import { catalogue } from '../messages/catalogue.ts';
import { en } from './messages-en.ts';
import { zh } from './messages-zh.ts';

/** Everything the digest says in messages. */
export const words = catalogue(en, zh);

export type Words = ReturnType<typeof words>;
