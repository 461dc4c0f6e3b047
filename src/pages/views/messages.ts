import { catalogue } from '../../messages/catalogue.ts';

/** What stands around the pages of features, and what links say that lead to none. */
export const words = catalogue(
  {
    'start.signIn':
      'This page was made for one person. {{messenger}} will say who you are; nothing of it is shown before.',
    'start.chat':
      'This page was made for one person, who is asked in {{messenger}} whether this is them; a yes there opens it here. The question names a number, and this browser shows the same one.',
    'start.console': 'This page was made for the person in whose conversation the link stands.',
    'start.lasts': 'After that, this browser shows all pages of that person for twelve hours.',
    start: 'Continue as the person it was made for',
    leave: 'Sign out',
    'left.title': 'This browser is signed out',
    'left.text': 'To see your pages here again, open a link the bot has sent you.',
    'unknown.title': 'There is no such page',
    'unknown.text': 'Perhaps a part of the address got lost. Open the page through its link in the chat.',
    'no.forged.title': 'This link leads nowhere',
    'no.forged.text':
      'Perhaps a part of it got lost on the way, or links were renewed since. Open it from the message itself, or ask the bot for the page again.',
    'no.expired.title': 'This link has expired',
    'no.expired.text': 'Links to pages work for three days. Ask the bot for the page again; that takes a moment.',
    'no.gone.title': 'This page is no longer there',
    'no.gone.text': 'It was moved, or the person it was made for is no longer here. Ask the bot for it again.',
    'no.nobody.title': 'Please open this page through a link of the bot',
    'no.nobody.text':
      'Nobody is signed in here, or twelve hours have passed since. A link in your chat opens the page for you.',
    'no.foreign.title': 'This link was made for somebody else',
    'no.foreign.text':
      'It opens for the person who received it and for nobody else, so nothing of it is shown. The bot sends you a link of your own when you ask it.',
    'no.lost.title': 'Please continue once more',
    'no.lost.text': 'The sign-in belongs to another browser, or took too long. Open the page again here.',
    'no.away.title': 'The messenger did not answer',
    'no.away.text': 'So we could not ask who you are. Nothing is lost; please try again in a minute.',
    'no.fault.title': 'This page could not be shown',
    'no.fault.text': 'The mistake is ours and has been noted. Please try again in a minute.',
    'no.elsewhere.title': 'This came from another page',
    'no.elsewhere.text': 'Buttons of our pages work on those pages only. Open the page again here.',
    again: 'Open the page again',
  },
  {
    'start.signIn': '这个页面只给一个人看。接下来由{{messenger}}确认你的身份，在那之前不显示任何内容。',
    'start.chat':
      '这个页面只给一个人看。{{messenger}}里会问这个人是不是本人打开，并写明一个数字；这个浏览器会显示同样的数字，在那里答“是我”，页面就在这里打开。',
    'start.console': '这个页面只给一个人看，就是链接所在对话的主人。',
    'start.lasts': '之后十二小时内，这个浏览器可以看这个人的所有页面。',
    start: '以本人身份继续',
    leave: '退出',
    'left.title': '这个浏览器已退出',
    'left.text': '想再看你的页面，请打开机器人发给你的链接。',
    'unknown.title': '没有这个页面',
    'unknown.text': '可能地址不完整。请从聊天里的链接打开。',
    'no.forged.title': '这个链接打不开页面',
    'no.forged.text': '可能链接不完整，或者链接已经更换。请从消息里直接打开，或者向机器人重新要一次。',
    'no.expired.title': '这个链接已过期',
    'no.expired.text': '页面链接三天内有效。请向机器人重新要一次，很快就好。',
    'no.gone.title': '这个页面已经不在了',
    'no.gone.text': '页面已移走，或者链接的主人已不在这里。请向机器人重新要一次。',
    'no.nobody.title': '请通过机器人发的链接打开这个页面',
    'no.nobody.text': '这里还没有人登录，或者登录已满十二小时。聊天里的链接会为你打开页面。',
    'no.foreign.title': '这个链接是发给别人的',
    'no.foreign.text': '它只对收到的人有效，因此这里不显示任何内容。问一下机器人，它会给你自己的链接。',
    'no.lost.title': '请再继续一次',
    'no.lost.text': '身份确认来自另一个浏览器，或者时间太久了。请在这里重新打开页面。',
    'no.away.title': '聊天软件没有回应',
    'no.away.text': '所以暂时无法确认你的身份。内容没有丢失，请过一分钟再试。',
    'no.fault.title': '页面没能显示出来',
    'no.fault.text': '这是我们的问题，已经记录下来。请过一分钟再试。',
    'no.elsewhere.title': '请求来自别的页面',
    'no.elsewhere.text': '页面上的按钮只在本页有效。请在这里重新打开页面。',
    again: '重新打开页面',
  },
);

export type Say = ReturnType<typeof words>;
