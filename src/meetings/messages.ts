import { catalogue } from '../messages/catalogue.ts';
import { en as actionsEn, zh as actionsZh } from './actions/messages.ts';
import { en as agendaEn, zh as agendaZh } from './agenda/messages.ts';
import { en as feedsEn, zh as feedsZh } from './feeds/messages.ts';
import { en as lifeEn, zh as lifeZh } from './life/messages.ts';
import { en as planningEn, zh as planningZh } from './planning/messages.ts';

const en = {
  ...planningEn,
  ...lifeEn,
  ...agendaEn,
  ...actionsEn,
  ...feedsEn,
  nobody: 'nobody',
  parties: ' and ',
  list: ', ',
  'no.unknown': 'This button is no longer of use. {{/meetings}} shows your meetings.',
};

const zh = {
  ...planningZh,
  ...lifeZh,
  ...agendaZh,
  ...actionsZh,
  ...feedsZh,
  nobody: '无人',
  parties: '与',
  list: '、',
  'no.unknown': '这个按钮已经失效。发送 {{/meetings|例会}} 可以看到您的例会。',
};

/** Everything the meetings say. */
export const words = catalogue(en, zh);

export type Words = ReturnType<typeof words>;
