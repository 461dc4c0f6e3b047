import { raw } from 'hono/html';
import { html, Page } from '../draw/document.tsx';
import { messengerName } from '../draw/start.tsx';
import type { Browser } from './browsers.ts';
import type { Door } from './door.ts';
import { words } from './messages.ts';

const sayFor = ({ person }: Door) => words(person.locale, person.zone);

/** Without scripts the page asks again by itself; with them it does so without flickering. */
const refresh = raw('<noscript><meta http-equiv="refresh" content="5"></noscript>');

/** The number, and where the question is. */
export function drawWaiting(door: Door, { number, until }: Browser): Response | Promise<Response> {
  const { c, person, link, asset, who } = door;
  const say = sayFor(door);
  const script = <script type="module" src={asset('wait.js')} />;
  const head = (
    <>
      {script}
      {refresh}
    </>
  );
  return c.html(
    html(
      <Page locale={person.locale} title={say('wait.title')} asset={asset} head={head}>
        <div class="start" data-wait>
          <h1>{say('wait.title')}</h1>
          <p>{say('wait.text', { messenger: messengerName(person, who.platform) })}</p>
          <p class="hint">{say('wait.numberLabel')}</p>
          <p class="big-number">{String(number)}</p>
          <p class="hint">{say('wait.until', { at: until })}</p>
          <a class="button primary" href={`${link}/wait`}>
            {say('wait.on')}
          </a>
        </div>
      </Page>,
    ),
  );
}

const statusOf = { refused: 403, over: 410, often: 429 } as const;

/** Why this browser does not get in, and the way to begin again. */
export function drawClosed(door: Door, why: keyof typeof statusOf): Response | Promise<Response> {
  const { c, person, link, asset } = door;
  const say = sayFor(door);
  return c.html(
    html(
      <Page locale={person.locale} title={say(`wait.${why}.title`)} asset={asset}>
        <div class="start">
          <h1>{say(`wait.${why}.title`)}</h1>
          <p>{say(`wait.${why}.text`)}</p>
          <a class="button" href={link}>
            {say('again')}
          </a>
        </div>
      </Page>,
    ),
    statusOf[why],
  );
}
