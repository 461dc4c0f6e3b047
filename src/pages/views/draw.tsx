import type { Context } from 'hono';
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { Shown } from '../../engine/feature.ts';
import { Words } from '../../look/words.tsx';
import type { Locale, Person } from '../../org/organisation.ts';
import { type Card, sentence } from '../../platform/card.ts';
import { Brand, Head, html, Page } from '../draw/document.tsx';
import { Drawn } from '../draw/last.tsx';
import { InBoth } from '../draw/refused.tsx';
import { messengerName } from '../draw/start.tsx';
import type { Place, ViewDesk } from './desk.ts';
import { words } from './messages.ts';
import type { Visit } from './open.ts';
import type { Session } from './session.ts';

type Answer = Response | Promise<Response>;

const sayTo = ({ locale, zone }: Person) => words(locale, zone);

/** What anybody with the link sees: what it leads to and a button, which says how the person is recognised. */
export function drawStart({ c, person, ticket, place, title }: Visit, how: 'signIn' | 'chat' | 'console', to: string) {
  const say = sayTo(person);
  const messenger = messengerName(person, ticket.platform);
  return c.html(
    html(
      <Page locale={person.locale} title={title} asset={place.asset}>
        <form method="post" action={to} class="start">
          <h1>
            <Words text={title} />
          </h1>
          <p>{say(`start.${how}`, { messenger })}</p>
          <p class="hint">{say('start.lasts')}</p>
          <button type="submit" class="button primary">
            {say('start')}
          </button>
        </form>
      </Page>,
    ),
  );
}

interface Frame {
  person: Person;
  place: Place;
  title: string;
  department?: string;
  /** Scripts and sheets of the page's own, by their addresses. */
  scripts?: readonly string[];
  styles?: readonly string[];
  wide?: boolean | undefined;
  children: Child;
}

/** A page for a person who was recognised: it says for whom, and lets them sign out. */
function Framed({ person, place, title, department, scripts = [], styles = [], wide, children }: Frame) {
  return (
    <html lang={person.locale}>
      <Head title={title} asset={place.asset}>
        {[place.asset('views.css'), ...styles].map((address) => (
          <link rel="stylesheet" href={address} />
        ))}
        {scripts.map((address) => (
          <script type="module" src={address} />
        ))}
      </Head>
      <body class={wide ? 'view wide' : 'view'}>
        <header class="brand">
          <Brand locale={person.locale} />
          <span class="whose">
            <Words text={person.name} />
            {department ? (
              <span class="note">
                <Words text={department} />
              </span>
            ) : null}
          </span>
          <form method="post" action={`${place.base}/leave`}>
            <button type="submit" class="button small">
              {sayTo(person)('leave')}
            </button>
          </form>
        </header>
        <main class="sheet">{children}</main>
      </body>
    </html>
  );
}

type Shows = Omit<Shown & { kind: 'page' }, 'content'> & { content: string };

/** What a feature shows. */
export function drawView(session: Session, c: Context, feature: string, shown: Shows, department: string): Answer {
  const { person, place } = session;
  const addresses = (names: readonly string[] = []) => names.map((name) => place.asset(name, feature));
  const { title, wide, content } = shown;
  const frame = { person, place, title, department, wide };
  return c.html(
    html(
      <Framed {...frame} scripts={addresses(shown.scripts)} styles={addresses(shown.styles)}>
        {raw(content)}
      </Framed>,
    ),
  );
}

/** Why a feature shows nothing. */
export function drawSaid({ person, place }: Session, c: Context, card: Card, status: 403 | 404): Answer {
  return c.html(
    html(
      <Framed person={person} place={place} title={card.title}>
        <article class={`last tone-${card.tone}`}>
          <h1>
            <Words text={card.title} />
          </h1>
          {card.elements.map((element) => (
            <Drawn element={element} />
          ))}
        </article>
      </Framed>,
    ),
    status,
  );
}

/** There is no view at this address. */
export function drawUnknown(session: Session, c: Context): Answer {
  const say = sayTo(session.person);
  const card: Card = {
    ...sentence(say('unknown.title')),
    elements: [{ kind: 'text', text: say('unknown.text') }],
  };
  return drawSaid(session, c, card, 404);
}

/** The browser is nobody's any more. */
export function drawLeft({ person, place }: Session, c: Context): Answer {
  const say = sayTo(person);
  return c.html(
    html(
      <Page locale={person.locale} title={say('left.title')} asset={place.asset}>
        <div class="start">
          <h1>{say('left.title')}</h1>
          <p>{say('left.text')}</p>
        </div>
      </Page>,
    ),
  );
}

const statusOf = {
  forged: 404,
  expired: 410,
  gone: 410,
  nobody: 403,
  foreign: 403,
  lost: 403,
  away: 503,
  fault: 500,
  elsewhere: 403,
} as const;

/** A polite page in both languages, because nobody knows who reads it. `again` is where the page can be opened. */
export function drawNo({ somewhere }: ViewDesk, c: Context, why: keyof typeof statusOf, again?: string): Answer {
  const said = (locale: Locale) => {
    const say = words(locale, 'UTC');
    return { title: say(`no.${why}.title`), text: say(`no.${why}.text`), again: say('again') };
  };
  return c.html(html(<InBoth said={said} asset={somewhere.asset} again={again ?? null} />), statusOf[why]);
}
