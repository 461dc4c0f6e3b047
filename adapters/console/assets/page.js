// What every part of the page needs: names for requests, focus, folded texts, the list of people.
/* global htmx */

/** A name for one press of a button, so that a request repeated by the network is one event. */
function requestId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

document.addEventListener('htmx:configRequest', (event) => {
  event.detail.headers['X-Request-Id'] = requestId();
});

// A disabled button loses the focus; whoever works by keyboard would be thrown back to the beginning.
let pressed = null;
document.addEventListener('htmx:beforeRequest', (event) => {
  pressed = document.activeElement;
  if (event.target.id === 'composer' || event.target.closest('dialog')) pressed = null;
});
document.addEventListener('htmx:afterRequest', () => {
  const id = pressed?.id;
  if (!id || (document.activeElement && document.activeElement !== document.body)) return;
  setTimeout(() => {
    const there = document.getElementById(id);
    if (document.activeElement !== document.body) return;
    (there && !there.matches(':disabled') ? there : document.getElementById('box'))?.focus({ preventScroll: true });
  });
});

/** Says on the page that something did not go through. */
export function sayProblem(words) {
  const place = document.getElementById('composer-problem');
  if (place) place.textContent = words ?? '';
}

for (const failure of ['htmx:responseError', 'htmx:sendError', 'htmx:timeout']) {
  document.addEventListener(failure, (event) => {
    if (event.target.closest('dialog, [data-upload]')) return;
    const { tooLong, failed } = document.getElementById('main')?.dataset ?? {};
    sayProblem(event.detail.xhr?.status === 413 ? tooLong : failed);
  });
}
document.addEventListener('htmx:beforeRequest', () => sayProblem(''));

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-fold-button]');
  if (!button) return;
  const open = button.closest('[data-fold]').classList.toggle('open');
  button.setAttribute('aria-expanded', String(open));
  button.textContent = open ? button.dataset.less : button.dataset.more;
});

// The list of people is a sheet on narrow screens.
function showPeople(open) {
  const app = document.getElementById('app');
  app?.classList.toggle('people-open', open);
  for (const button of document.querySelectorAll('[data-open-people]'))
    button.setAttribute('aria-expanded', String(open));
  if (open) document.getElementById('find-person')?.focus();
  else document.querySelector('[data-open-people]')?.focus();
}
document.addEventListener('click', (event) => {
  if (event.target.closest('[data-open-people]')) showPeople(true);
  else if (event.target.closest('[data-close-people]')) showPeople(false);
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && document.querySelector('.people-open') && !document.querySelector('dialog[open]'))
    showPeople(false);
});

document.addEventListener('input', (event) => {
  if (!event.target.matches('[data-find]')) return;
  const wanted = event.target.value.trim().toLowerCase();
  let found = 0;
  for (const group of document.querySelectorAll('#people [data-group]')) {
    let shown = 0;
    for (const row of group.querySelectorAll('li')) {
      row.hidden = !row.dataset.words.includes(wanted);
      if (!row.hidden) shown += 1;
    }
    group.hidden = shown === 0;
    found += shown;
  }
  const nobody = document.querySelector('[data-nobody]');
  nobody.textContent = found === 0 ? nobody.dataset.words : '';
});

// Up and down walk through the people.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  if (!event.target.closest('#people, .find')) return;
  const all = [...document.querySelectorAll('#people .person')].filter((person) => person.offsetParent);
  const next = all[all.indexOf(event.target) + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
});

// Another person, language or messenger: the whole page was exchanged, the place in the list was not meant to be.
let placeInList = 0;
document.addEventListener('htmx:beforeSwap', (event) => {
  if (event.detail.target?.id === 'app') placeInList = document.getElementById('people')?.scrollTop ?? 0;
});
document.addEventListener('htmx:afterSettle', (event) => {
  if (event.detail.target?.id !== 'app') return;
  const app = document.getElementById('app');
  document.documentElement.lang = app.dataset.lang;
  document.getElementById('people').scrollTop = placeInList;
  const by = event.detail.requestConfig?.elt;
  if (by?.matches('[data-who], #story-watch') && matchMedia('(pointer: fine)').matches)
    document.getElementById('box')?.focus();
  else if (by?.id) document.getElementById(by.id)?.focus();
});
