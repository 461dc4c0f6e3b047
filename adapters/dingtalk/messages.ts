import { catalogue } from '../../src/messages/catalogue.ts';

/** The adapter's own words, around what the features say. */
export const words = catalogue(
  {
    updated: 'Updated {{time}}',
    news: 'Xiayou: there is something new for you',
    fact: '{{label}}: {{value}}',
    problem: '{{label}} — {{problem}}',
    formWrong: '{{title}} (please check what is marked)',
    only: 'Only if “{{field}}” is {{values}}',
    or: ' or ',
    unit: 'In {{unit}}',
    ownWords: '{{label}} · other time',
    ownWordsHint: 'in your own words, such as tomorrow morning',
    voice: 'voice message',
    video: 'video',
  },
  {
    updated: '{{time}} 更新',
    news: '下游：有新的内容',
    fact: '{{label}}：{{value}}',
    problem: '{{label}}，{{problem}}',
    formWrong: '{{title}}，请检查标出的项目',
    only: '仅当“{{field}}”为{{values}}时填写',
    or: '或',
    unit: '单位：{{unit}}',
    ownWords: '{{label}} · 其他时间',
    ownWordsHint: '可用自己的话，例如明天上午',
    voice: '语音消息',
    video: '视频',
  },
);

/** In one reader's language and zone. */
export type Say = ReturnType<typeof words>;
