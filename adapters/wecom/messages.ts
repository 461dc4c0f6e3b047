import { catalogue } from '../../src/messages/catalogue.ts';

/** WeCom's own words: what stands around the cards, on the menu, and on the page a notice leads to. */
export const words = catalogue(
  {
    source: 'Xiayou · as of {{hour}}',
    above: '… in full in the message above',
    pair: '{{label}}: {{value}}',
    note: '{{text}} ({{note}})',
    quote: '“{{text}}” {{by}}',
    alsoSay: 'Or write: {{words}}',
    fillIn: 'Fill in',
    page: 'Page',
    formHint: 'Opens a page that is yours alone.',
    menuRequest: 'Request',
    menuMine: 'Mine',
    menuWaiting: 'Waiting for me',
    menuDuty: 'On duty',
    menuHelp: 'Help',
    cardPage: 'All there is to this notice stands in the conversation. You can close this page.',
  },
  {
    source: '下游 · 截至 {{hour}}',
    above: '……全文见上一条消息',
    pair: '{{label}}：{{value}}',
    note: '{{text}}（{{note}}）',
    quote: '“{{text}}” {{by}}',
    alsoSay: '也可以回复：{{words}}',
    fillIn: '填写',
    page: '网页',
    formHint: '打开后的页面只供您本人填写。',
    menuRequest: '请求',
    menuMine: '我的',
    menuWaiting: '待办',
    menuDuty: '值班',
    menuHelp: '帮助',
    cardPage: '这条通知的全部内容都在会话里，可以关闭本页。',
  },
);
