// The conversation as it happens: messages find their place, the stream lives while the page is looked at.
/* global htmx */

const log = () => document.getElementById('log');

/** Whether the end of the conversation is in view, so that it should stay so. */
let atEnd = true;
function toEnd() {
  atEnd = true;
  offerNewest(false);
  log()?.scrollTo({ top: log().scrollHeight, behavior: 'instant' });
}

/** Whoever reads further up is told that something came, and not moved. */
function offerNewest(offered) {
  const button = document.getElementById('newest');
  if (button) button.hidden = !offered;
}
document.addEventListener('click', (event) => {
  if (!event.target.closest('#newest')) return;
  toEnd();
  document.getElementById('box').focus();
});

document.addEventListener(
  'scroll',
  (event) => {
    const { id, scrollHeight, scrollTop, clientHeight } = event.target;
    if (id !== 'log') return;
    atEnd = scrollHeight - scrollTop - clientHeight < 90;
    if (atEnd) offerNewest(false);
  },
  true,
);
// Pictures arrive after their message.
document.addEventListener('load', (event) => atEnd && event.target.closest?.('#log') && toEnd(), true);
addEventListener('resize', () => atEnd && toEnd());

const number = (article) => Number(/^m(\d+)$/.exec(article?.id ?? '')?.[1] ?? Number.NaN);

/** A message the page knows takes its own place, an old one it does not show stays away, the others come last. */
function place(entry) {
  const article = entry.querySelector('.message');
  const known = document.getElementById(article?.id)?.closest('.entry');
  if (known) known.replaceWith(entry);
  else {
    const first = number(log().querySelector('.message:not(.whisper)'));
    if (number(article) < first) return;
    log().append(entry);
  }
  htmx.process(entry);
  if (known) return;
  if (atEnd || article.matches('.own, .whisper')) toEnd();
  else offerNewest(true);
}

document.addEventListener('htmx:oobBeforeSwap', (event) => {
  if (event.detail.target.id !== 'log') return;
  event.preventDefault();
  for (const entry of [...event.detail.fragment.children]) place(entry);
});

function newest() {
  const shown = [...document.querySelectorAll('#log .entry')].map((entry) => Number(entry.dataset.revision ?? 0));
  return Math.max(Number(document.getElementById('main')?.dataset.revision ?? 0), ...shown);
}

/** Browsers allow six connections to a host: a page that nobody looks at gives its own back. */
function connect() {
  const live = document.getElementById('live');
  const main = document.getElementById('main');
  if (!live || !main?.dataset.stream || document.hidden || live.hasAttribute('sse-connect')) return;
  live.setAttribute('sse-connect', `${main.dataset.stream}&since=${newest()}`);
  const ear = document.createElement('div');
  ear.setAttribute('sse-swap', 'update');
  ear.setAttribute('hx-swap', 'none');
  live.replaceChildren(ear);
  htmx.process(live);
}

function disconnect() {
  const live = document.getElementById('live');
  if (!live?.hasAttribute('sse-connect')) return;
  htmx.trigger(live, 'htmx:beforeCleanupElement');
  const fresh = document.createElement('div');
  fresh.id = 'live';
  live.replaceWith(fresh);
}

document.addEventListener('visibilitychange', () => (document.hidden ? disconnect() : connect()));
addEventListener('pagehide', disconnect);
addEventListener('pageshow', connect);

// A short loss is nobody's business.
let lost;
document.addEventListener('htmx:sseError', () => {
  lost ??= setTimeout(() => {
    const offline = document.getElementById('offline');
    if (offline) offline.textContent = offline.dataset.words;
  }, 3000);
});
document.addEventListener('htmx:sseOpen', () => {
  clearTimeout(lost);
  lost = undefined;
  const offline = document.getElementById('offline');
  if (offline) offline.textContent = '';
});

function arrive() {
  toEnd();
  connect();
}
document.addEventListener('htmx:afterSettle', (event) => event.detail.target?.id === 'app' && arrive());
arrive();
