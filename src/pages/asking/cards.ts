import type { Person } from '../../org/organisation.ts';
import { type Button, type Card, sentence } from '../../platform/card.ts';
import type { Browser } from './browsers.ts';
import { words } from './messages.ts';

type Asked = Pick<Browser, 'id' | 'number' | 'until'>;

const sayTo = ({ locale, zone }: Person) => words(locale, zone);
const numberOf = ({ number }: Pick<Browser, 'number'>) => String(number ?? '–');
const text = (words: string): Card['elements'] => [{ kind: 'text', text: words }];

/** Asks the person whether the browser that shows this number is theirs; `page` is what it opens. */
export function askCard(to: Person, browser: Asked, page: string): Card {
  const say = sayTo(to);
  const number = numberOf(browser);
  const button = (action: string, label: string, style: Button['style']): Button => ({
    ...{ action: `pages.${action}`, value: browser.id, label, style },
  });
  return {
    title: say('ask.title', { page, number }),
    tone: 'act',
    elements: text(say('ask.text', { at: browser.until })),
    buttons: [button('yes', say('ask.yes', { number }), 'primary'), button('no', say('ask.no'), 'plain')],
  };
}

/** The browser is theirs now; all their views can be closed to it from here. */
export function openCard(to: Person, browser: Asked & Pick<Browser, 'opens'>): Card {
  const say = sayTo(to);
  const { opens, id } = browser;
  const leave: Button = { action: 'pages.leave', value: id, label: say('open.leave'), style: 'plain' };
  return {
    title: say(`open.${opens}.title`, { number: numberOf(browser) }),
    tone: 'good',
    elements: text(say(`open.${opens}.text`, { at: browser.until })),
    buttons: opens === 'views' ? [leave] : [],
  };
}

/** It is not theirs, was signed out, or they did not say in time. */
export function closedCard(to: Person, browser: Asked, why: 'refused' | 'left' | 'over'): Card {
  const say = sayTo(to);
  const title = say(`${why}.title`, { number: numberOf(browser) });
  return { ...sentence(title), elements: why === 'left' ? [] : text(say(`${why}.text`)) };
}

/** To whoever presses a button of a question that is answered already, or has ended. */
export function saidCard(to: Person, said: 'yes' | 'no' | 'over'): Card {
  return sentence(sayTo(to)(`said.${said}`));
}
