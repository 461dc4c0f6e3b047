import type { Locale } from '../../org/organisation.ts';
import { words } from '../messages.ts';
import { html, Page } from './document.tsx';

/** Why a page is not shown, or what was sent is not taken. */
export type Why =
  | 'forged'
  | 'expired'
  | 'used'
  | 'code'
  | 'codeElsewhere'
  | 'scan'
  | 'gone'
  | 'foreign'
  | 'lost'
  | 'away'
  | 'fault'
  | 'tooLarge'
  | 'elsewhere'
  | 'unreadable';

/** The status each is answered with. */
export const statusOf = {
  forged: 404,
  expired: 410,
  used: 410,
  code: 410,
  codeElsewhere: 403,
  scan: 403,
  gone: 410,
  foreign: 403,
  lost: 403,
  away: 503,
  fault: 500,
  tooLarge: 413,
  elsewhere: 403,
  unreadable: 400,
} as const satisfies Record<Why, number>;

const locales: readonly Locale[] = ['zh-CN', 'en'];

interface Both {
  said: (locale: Locale) => { title: string; text: string; again: string };
  asset: (name: string) => string;
  /** Where to begin again; null: nowhere. */
  again: string | null;
}

/** A sentence in both languages. */
export function InBoth({ said, asset, again }: Both) {
  const title = locales.map((locale) => said(locale).title).join(' · ');
  return (
    <Page locale="zh-CN" title={title} asset={asset}>
      <div class="refused">
        {locales.map((locale, index) => {
          const { title: heading, text, again: label } = said(locale);
          const Heading = index === 0 ? 'h1' : 'h2';
          return (
            <section lang={locale}>
              <Heading>{heading}</Heading>
              <p>{text}</p>
              {again === null ? null : (
                <a class="button primary" href={again}>
                  {label}
                </a>
              )}
            </section>
          );
        })}
      </div>
    </Page>
  );
}

/** Says why, and what to do next, in both languages: nobody knows who reads it. `again` is where the form can be opened. */
export function refusedPage(why: Why, asset: (name: string) => string, again: string | null): string {
  const said = (locale: Locale) => {
    const say = words(locale, 'UTC');
    return { title: say(`refused.${why}.title`), text: say(`refused.${why}.text`), again: say('again') };
  };
  return html(<InBoth said={said} asset={asset} again={again} />);
}
