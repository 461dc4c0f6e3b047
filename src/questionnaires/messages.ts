import { catalogue } from '../messages/catalogue.ts';
import { en as answeringEn, zh as answeringZh } from './answering/messages.ts';
import { en as roundsEn, zh as roundsZh } from './rounds/messages.ts';
import { en as sheetsEn, zh as sheetsZh } from './sheets/messages.ts';

const en = {
  ...answeringEn,
  ...roundsEn,
  ...sheetsEn,
  'no.unknown': 'This button is no longer of use. {{/mine}} shows what waits for your answer.',
};

const zh = {
  ...answeringZh,
  ...roundsZh,
  ...sheetsZh,
  'no.unknown': '这个按钮已经失效。发送 {{/mine|我的}} 可以看到哪些问卷等您回答。',
};

/** Everything the questionnaires say. */
export const words = catalogue(en, zh);

export type Words = ReturnType<typeof words>;
