import { Icon } from '../../../src/look/icons.tsx';
import { type Locale, type Organisation, personOfAccount } from '../../../src/org/organisation.ts';
import type { Say } from '../messages.ts';
import type { DemoControls } from '../options.ts';
import { dayAndTime } from './view.ts';

export interface DemoView {
  demo: DemoControls;
  position: number;
  say: Say;
  locale: Locale;
  org: Organisation;
}

/** The demo's time and its story, above the conversation. Sent again by itself, it takes its own place. */
export function DemoBar({ view, swap }: { view: DemoView; swap?: boolean }) {
  const { demo, say, locale } = view;
  const { day, time } = dayAndTime(demo.now(), locale, demo.zone);
  return (
    <section id="demo" class="demo" aria-label={say('demoTime')} {...(swap ? { 'hx-swap-oob': 'true' } : {})}>
      <div class="demo-time">
        <p class="demo-now">
          <Icon name="clock" size={18} />
          <span class="demo-clock">{time}</span>
          <span class="demo-day">{day}</span>
        </p>
        <fieldset class="moves" aria-label={say('demoMoves')}>
          {demo.moves.map((move) => (
            <button
              type="button"
              id={`move-${move.key}`}
              class="chip"
              hx-post="/console/demo/move"
              hx-vals={JSON.stringify({ key: move.key })}
              hx-disabled-elt="closest fieldset"
              hx-sync="#demo:drop"
              hx-swap="none"
            >
              {move.label[locale]}
            </button>
          ))}
        </fieldset>
      </div>
      <Story view={view} />
    </section>
  );
}

function Story({ view }: { view: DemoView }) {
  const { demo, position, say, locale } = view;
  const { steps, title, reset } = demo.story;
  const last = steps[position - 1];
  const done = position >= steps.length;
  return (
    <div class="story">
      <div class="story-text" aria-live="polite">
        <p class="story-place">
          <strong>{title[locale]}</strong>
          <span class="note">{position > 0 ? say('storyStep', { step: position, steps: steps.length }) : null}</span>
        </p>
        {last ? <p class="story-sentence">{last.text[locale]}</p> : null}
        {done ? <p class="story-sentence note">{say('storyEnd')}</p> : null}
      </div>
      <div class="story-buttons">
        {last?.watch ? <Watch account={last.watch} view={view} /> : null}
        {reset ? (
          <button
            type="button"
            id="story-reset"
            class="icon-button"
            aria-label={say('storyReset')}
            title={say('storyReset')}
            hx-post="/console/demo/reset"
            hx-sync="#demo:drop"
            hx-swap="none"
          >
            <Icon name="reset" size={18} />
          </button>
        ) : null}
        {done ? null : (
          <button
            type="button"
            id="story-next"
            class="button primary small"
            hx-post="/console/demo/next"
            hx-disabled-elt="this"
            hx-sync="#demo:drop"
            hx-swap="none"
          >
            <Icon name="play" size={15} />
            {say(position === 0 ? 'storyStart' : 'storyNext')}
          </button>
        )}
      </div>
    </div>
  );
}

function Watch({ account, view }: { account: string; view: DemoView }) {
  const person = personOfAccount(view.org, 'console', account);
  if (!person) return null;
  return (
    <button
      type="button"
      id="story-watch"
      class="button plain small"
      hx-post="/console/who"
      hx-vals={JSON.stringify({ account })}
      hx-target="#app"
      hx-select="#app"
      hx-swap="outerHTML"
    >
      <Icon name="eye" size={16} />
      {view.say('storyWatch', { name: person.name })}
    </button>
  );
}
