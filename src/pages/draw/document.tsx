import type { Child } from 'hono/jsx';
import { Sign } from '../../look/icons.tsx';
import type { Locale } from '../../org/organisation.ts';
import { words } from '../messages.ts';

interface Props {
  locale: Locale;
  title: string;
  asset: (name: string) => string;
  /** With the scripts that make a form easier to fill in; it works without them. */
  live?: boolean;
  /** What else its head holds. */
  head?: Child;
  children: Child;
}

// In the order in which later ones overrule earlier ones.
const sheets = ['base.css', 'buttons.css', 'fields.css', 'pickers.css', 'page.css'];
const scripts = ['search.js', 'conditions.js', 'pickers.js', 'many.js', 'form.js'];

/** A whole page: a card on the product's ground. */
export function Page({ locale, title, asset, live, head, children }: Props) {
  return (
    <html lang={locale}>
      <Head title={title} asset={asset}>
        {live ? scripts.map((name) => <script type="module" src={asset(name)} />) : null}
        {head}
      </Head>
      <body>
        <header class="brand">
          <Brand locale={locale} />
        </header>
        <main class="sheet">{children}</main>
      </body>
    </html>
  );
}

/** What every page of ours says about itself, and loads. */
export function Head({ title, asset, children }: Pick<Props, 'title' | 'asset' | 'children'>) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f4f6f5" />
      <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0f1413" />
      <meta name="robots" content="noindex, nofollow" />
      <meta name="format-detection" content="telephone=no" />
      <title>{title}</title>
      <link rel="icon" type="image/svg+xml" href={asset('icon.svg')} />
      {sheets.map((name) => (
        <link rel="stylesheet" href={asset(name)} />
      ))}
      {children}
    </head>
  );
}

/** The product's sign and name. */
export function Brand({ locale }: { locale: Locale }) {
  return (
    <>
      <Sign size={26} />
      <span>{words(locale, 'UTC')('product')}</span>
    </>
  );
}

/** As it goes to the browser. */
export const html = (page: unknown): string => `<!doctype html>${String(page)}`;
