// The map's search answers while one types; in the drawing of a small company, one department's hand-offs stand out.
// Without this script the search is a form, and the drawing is there all the same.

const MOST = 10;

const find = document.querySelector('[data-find]');
const input = find.querySelector('input[type=search]');
const box = find.querySelector('[data-found]');
const list = find.querySelector('[data-found-list]');
const note = find.querySelector('[data-found-note]');
const all = [...document.querySelectorAll('a[data-words]')].map((link) => ({
  words: link.dataset.words,
  name: link.querySelector('bdi').textContent,
  address: link.getAttribute('href'),
}));

/** As the server folds: one width, one case, one space. */
const folded = (text) => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();

/** Names that begin with it come first. */
function fitting(wanted) {
  const fits = all.filter(({ words }) => words.includes(wanted));
  const begins = ({ name }) => folded(name).startsWith(wanted);
  return [...fits.filter(begins), ...fits.filter((one) => !begins(one))];
}

function show() {
  const wanted = folded(input.value);
  box.hidden = wanted === '';
  if (wanted === '') return;
  const fits = fitting(wanted);
  list.replaceChildren(...fits.slice(0, MOST).map(entry));
  const rest = fits.length - MOST;
  note.textContent = fits.length === 0 ? find.dataset.none : rest > 0 ? find.dataset.rest.replace('{n}', rest) : '';
}

function entry({ name, address }) {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = address;
  link.textContent = name;
  item.append(link);
  return item;
}

const links = () => [...list.querySelectorAll('a')];

input.addEventListener('input', show);
input.addEventListener('focus', show);

find.addEventListener('keydown', (event) => {
  if (box.hidden) return;
  const at = links().indexOf(document.activeElement);
  if (event.key === 'ArrowDown') (links()[at + 1] ?? links()[0])?.focus();
  else if (event.key === 'ArrowUp') (at > 0 ? links()[at - 1] : input).focus();
  else if (event.key === 'Escape') {
    input.value = '';
    input.focus();
    box.hidden = true;
  } else return;
  event.preventDefault();
});

// What is found alone, or is called exactly that, is what is meant.
find.addEventListener('submit', (event) => {
  const fits = fitting(folded(input.value));
  const meant = fits.length === 1 ? fits[0] : fits.find(({ name }) => folded(name) === folded(input.value));
  if (!meant) return;
  event.preventDefault();
  location.assign(meant.address);
});

document.addEventListener('pointerdown', (event) => {
  if (!find.contains(event.target)) box.hidden = true;
});
find.addEventListener('focusout', (event) => {
  if (event.relatedTarget && !find.contains(event.relatedTarget)) box.hidden = true;
});

for (const drawing of document.querySelectorAll('[data-drawing]')) {
  const threads = [...drawing.querySelectorAll('[data-from]')];
  const nodes = [...drawing.querySelectorAll('[data-node]')];
  const look = (event) => {
    const node =
      event.type === 'pointerleave' || event.type === 'focusout' ? null : event.target.closest('[data-node]');
    const of = node?.dataset.node;
    const near = new Set([of]);
    for (const thread of threads) {
      const { from, to } = thread.dataset;
      const mine = from === of || to === of;
      thread.classList.toggle('near', mine);
      if (mine) near.add(from).add(to);
    }
    for (const one of nodes) one.classList.toggle('near', near.has(one.dataset.node));
    drawing.classList.toggle('looking', of !== undefined);
  };
  for (const name of ['pointerover', 'pointerleave', 'focusin', 'focusout']) drawing.addEventListener(name, look);
}
