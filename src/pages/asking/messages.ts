import { catalogue } from '../../messages/catalogue.ts';

/** How a person is asked in the chat whether a browser is theirs, and what the browser shows meanwhile. */
export const words = catalogue(
  {
    'ask.title': 'Someone opens “{{page}}” in a browser that shows the number {{number}}. Is that you?',
    'ask.text':
      'Compare the two numbers before you answer. With another number, or when you have just opened nothing, answer no: somebody else has the link, and sees nothing so far. The question ends at {{at}}.',
    'ask.yes': 'Yes, number {{number}}',
    'ask.no': 'No',
    'open.views.title': 'The browser with the number {{number}} shows your pages now',
    'open.views.text': 'Until {{at}}, or until you sign it out, there or here.',
    'open.form.title': 'The browser with the number {{number}} shows your form now',
    'open.form.text': 'It is open there for twelve hours; what you send counts as yours.',
    'open.leave': 'Sign it out',
    'refused.title': 'The browser with the number {{number}} shows nothing',
    'refused.text':
      'Whoever holds it is told so. If somebody else has a link of yours, ask them how they came by it; without your yes it opens for nobody.',
    'left.title': 'The browser with the number {{number}} is signed out',
    'over.title': 'The question about the browser with the number {{number}} has ended',
    'over.text': 'It was not answered in time, so that browser shows nothing. The link can be opened again.',
    'said.yes': 'You have said yes already; the browser shows your pages.',
    'said.no': 'You have said no already; the browser shows nothing. The link can be opened again.',
    'said.over': 'This question has ended. If you want to see the page, open the link again.',
    'wait.title': 'Is that you?',
    'wait.text':
      'A question to you is in {{messenger}}. If it names this number, answer yes there; this page then goes on by itself.',
    'wait.numberLabel': 'The number of this browser',
    'wait.until': 'The question ends at {{at}}.',
    'wait.on': 'I have answered, continue',
    'wait.refused.title': 'The answer was no',
    'wait.refused.text':
      'The person this link was made for says it is not them in this browser, so nothing is shown here. If it was you after all, open the link again.',
    'wait.over.title': 'The question has ended',
    'wait.over.text': 'It was not answered within ten minutes, so nothing is shown here.',
    'wait.often.title': 'You have been asked several times just now',
    'wait.often.text':
      'So that a link in foreign hands does not become a nuisance, there are no more questions in the chat for the moment. Answer the newest one there, have the bot send a new link, or try again in a quarter of an hour.',
    again: 'Open the link again',
  },
  {
    'ask.title': '有人在浏览器里打开“{{page}}”，页面显示数字 {{number}}，是您吗？',
    'ask.text':
      '回答前请先核对两边的数字。数字不一致，或者您刚才没有打开过页面，请选“不是”：说明别人拿到了链接，目前对方什么也看不到。{{at}} 前可以回答。',
    'ask.yes': '是我，数字 {{number}}',
    'ask.no': '不是',
    'open.views.title': '显示数字 {{number}} 的浏览器现在可以看您的页面',
    'open.views.text': '到 {{at}} 为止；也可以随时在那边或在这里退出。',
    'open.form.title': '显示数字 {{number}} 的浏览器现在可以填您的表单',
    'open.form.text': '十二小时内有效，在那里提交的内容视为您本人提交。',
    'open.leave': '让它退出',
    'refused.title': '显示数字 {{number}} 的浏览器什么也看不到',
    'refused.text': '对方的页面上会写明。如果别人拿到了您的链接，可以问问是怎么得到的；没有您的同意，谁也打不开。',
    'left.title': '显示数字 {{number}} 的浏览器已退出',
    'over.title': '关于显示数字 {{number}} 的浏览器，询问已结束',
    'over.text': '没有及时回答，所以那边什么也没有显示。可以重新打开链接。',
    'said.yes': '您已经答过“是”，那个浏览器可以看您的页面。',
    'said.no': '您已经答过“不是”，那个浏览器什么也看不到。可以重新打开链接。',
    'said.over': '这次询问已结束。想看页面，请重新打开链接。',
    'wait.title': '是您本人吗？',
    'wait.text': '{{messenger}}里有一条给您的询问。如果那里写的也是这个数字，请回答“是我”，本页会自动继续。',
    'wait.numberLabel': '这个浏览器的数字',
    'wait.until': '{{at}} 前可以回答。',
    'wait.on': '我已回答，继续',
    'wait.refused.title': '聊天里的回答是“不是”',
    'wait.refused.text': '链接的主人说这不是本人，所以这里不显示任何内容。如果其实就是您，请重新打开链接。',
    'wait.over.title': '询问已结束',
    'wait.over.text': '十分钟内没有回答，所以这里不显示任何内容。',
    'wait.often.title': '刚才已经问过您好几次了',
    'wait.often.text':
      '为了不让落到别人手里的链接打扰您，聊天里暂时不再询问。请回答最近的一次，或者让机器人发一个新链接，或者过一刻钟再试。',
    again: '重新打开链接',
  },
);
