import { Words } from '../../look/words.tsx';
import type { Person } from '../../org/organisation.ts';
import type { Platform } from '../../platform/adapter.ts';
import { words } from '../messages.ts';
import { html, Page } from './document.tsx';
import type { Reader } from './form.tsx';

const messengers = {
  slack: 'messengerSlack',
  wecom: 'messengerWecom',
  dingtalk: 'messengerDingtalk',
  console: 'messengerConsole',
  paper: 'paper',
} as const satisfies Record<Platform, string>;

/** What a messenger is called in the person's language. */
export const messengerName = ({ locale, zone }: Pick<Person, 'locale' | 'zone'>, platform: Platform) =>
  words(locale, zone)(messengers[platform]);

interface Start {
  reader: Reader;
  title: string;
  platform: Platform;
  /** The messenger says who it is; otherwise the person is asked in the chat. */
  signedIn: boolean;
  /** Where the one button goes. */
  begin: string;
}

/** What anybody with the link sees: the form's title, and a button. Robots that look at links press none. */
export function startPage({ reader, title, platform, signedIn, begin }: Start): string {
  const { say, locale, asset } = reader;
  return html(
    <Page locale={locale} title={title} asset={asset}>
      <form method="post" action={begin} class="start">
        <h1>
          <Words text={title} />
        </h1>
        <p>{say(signedIn ? 'startText' : 'startAsk', { messenger: say(messengers[platform]) })}</p>
        <button type="submit" class="button primary">
          {say('start')}
        </button>
      </form>
    </Page>,
  );
}
