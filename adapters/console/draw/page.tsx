import type { Child } from 'hono/jsx';
import type { Command } from '../../../src/engine/feature.ts';
import { Icon } from '../../../src/look/icons.tsx';
import { Words } from '../../../src/look/words.tsx';
import type { Locale } from '../../../src/org/organisation.ts';
import { nameCommands } from '../../../src/platform/command-names.ts';
import type { Say } from '../messages.ts';
import { Face } from './card.tsx';
import { Composer, shownCommand } from './composer.tsx';
import { type Member, Roles } from './sidebar.tsx';
import type { Viewer } from './view.ts';

const htmxConfig = {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyEnabled: false,
  defaultSwapStyle: 'innerHTML',
  // Otherwise what was just put on the page does not work for a moment, and Enter would submit it the old way.
  defaultSettleDelay: 0,
  // A refusal has words to show, so it is put on the page like any other answer.
  responseHandling: [
    { code: '204', swap: false },
    { code: '[23]..', swap: true },
    { code: '422', swap: true },
    { code: '[45]..', swap: false, error: true },
  ],
};

// In the order in which later ones overrule earlier ones.
const sheets = [
  'base',
  'buttons',
  'layout',
  'people',
  'chat',
  'cards',
  'elements',
  'faces',
  'forms',
  'fields',
  'pickers',
  'demo',
  'motion',
];
const stylesheets = sheets.map((name) => `${name}.css`);
const scripts = ['page.js', 'live.js', 'composer.js', 'conditions.js', 'dialog.js', 'pickers.js', 'many.js'];

/** The document around everything. */
export function Page({
  say,
  locale,
  asset,
  children,
}: {
  say: Say;
  locale: Locale;
  asset: (name: string) => string;
  children: Child;
}) {
  return (
    <html lang={locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f4f6f5" />
        <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0f1413" />
        <meta name="htmx-config" content={JSON.stringify(htmxConfig)} />
        <title>{say('title')}</title>
        <link rel="icon" type="image/svg+xml" href={asset('icon.svg')} />
        {stylesheets.map((name) => (
          <link rel="stylesheet" href={asset(name)} />
        ))}
        <script src={asset('htmx.js')} defer />
        <script src={asset('sse.js')} defer />
        {scripts.map((name) => (
          <script type="module" src={asset(name)} />
        ))}
      </head>
      <body hx-ext="sse">{children}</body>
    </html>
  );
}

interface AppProps {
  locale: Locale;
  account: string | null;
  demo?: Child;
  sidebar: Child;
  children: Child;
}

/** Everything that changes with the person one is. */
export function App({ locale, account, demo, sidebar, children }: AppProps) {
  // Each page says whose it is, so that two tabs can be two people.
  const as = account === null ? {} : { 'X-Console-As': encodeURIComponent(account) };
  return (
    <div id="app" class={demo ? 'app with-demo' : 'app'} data-lang={locale} hx-headers={JSON.stringify(as)}>
      {demo}
      {sidebar}
      <div class="shade" data-close-people />
      {children}
    </div>
  );
}

interface ChatProps {
  viewer: Viewer;
  member: Member | undefined;
  department: string;
  log: Child;
  earlier: number | null;
  revision: number;
  commands: readonly Command[];
}

/** The conversation: who one is, what was said, and the box to write in. */
export function Chat({ viewer, member, department, log, earlier, revision, commands }: ChatProps) {
  const { say, account } = viewer;
  const as = encodeURIComponent(account);
  return (
    <main
      id="main"
      class="chat"
      data-stream={`/console/stream?as=${as}`}
      data-revision={revision}
      data-failed={say('failed')}
      data-too-long={say('tooLong')}
    >
      <a class="skip" href="#box">
        {say('skipToBox')}
      </a>
      <ChatHead viewer={viewer} member={member} department={department} />
      <div id="log" class="log" role="log" aria-live="polite" aria-label={say('conversation')} tabindex={0}>
        {earlier === null ? null : <Earlier before={earlier} say={say} />}
        {log}
        <Empty viewer={viewer} commands={commands} />
      </div>
      <button type="button" id="newest" class="newest" hidden>
        <Icon name="down" size={16} />
        {say('newMessages')}
      </button>
      <Composer viewer={viewer} commands={commands} />
      <div id="sheet" />
      <div id="live" />
    </main>
  );
}

function ChatHead({ viewer, member, department }: Pick<ChatProps, 'viewer' | 'member' | 'department'>) {
  const { say, person } = viewer;
  return (
    <header class="chat-head">
      <button
        type="button"
        class="icon-button only-narrow"
        data-open-people
        aria-label={say('openPeople')}
        aria-expanded="false"
        aria-controls="sidebar"
      >
        <Icon name="menu" />
      </button>
      <Face name={person.name} size="large" />
      <div class="chat-who">
        <h1>
          <span class="sr">{say('you', { name: '' })}</span>
          <Words text={person.name} />
        </h1>
        <p>
          <Words text={department} />
          {member ? <Roles member={member} say={say} /> : null}
        </p>
      </div>
      <p id="offline" class="offline" role="status" data-words={say('offline')} />
    </header>
  );
}

/** Fetches the messages before those shown, in its own place. */
export function Earlier({ before, say }: { before: number; say: Say }) {
  return (
    <button
      type="button"
      class="button plain small earlier"
      hx-get={`/console/earlier?before=${before}`}
      hx-swap="outerHTML"
      hx-target="this"
    >
      {say('earlier')}
    </button>
  );
}

/** Hidden by the stylesheet as soon as there is a message. */
function Empty({ viewer, commands }: { viewer: Viewer; commands: readonly Command[] }) {
  const { say, locale, person } = viewer;
  // The first few, and help, which shows the others.
  const offered = [...commands.slice(0, Math.min(3, commands.length - 1)), ...commands.slice(-1)];
  return (
    <div class="empty">
      <svg class="steps" viewBox="0 0 220 96" aria-hidden="true">
        <path d="M10 18h58a16 16 0 0 1 16 16v4a16 16 0 0 0 16 16h28a16 16 0 0 1 16 16v2a14 14 0 0 0 14 14h52" />
        <circle cx="40" cy="18" r="9" />
        <circle cx="114" cy="54" r="9" />
        <circle cx="182" cy="86" r="9" />
      </svg>
      <h2>{say('emptyTitle', { name: person.name })}</h2>
      <p>{say('emptyText')}</p>
      <p class="hint">{say('emptyTry')}</p>
      <ul>
        {offered.map((command) => (
          <li>
            <button type="button" class="try" data-try={`${shownCommand(command, locale)} `}>
              <kbd>{shownCommand(command, locale)}</kbd>
              <span>{nameCommands(command.help[locale])}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
