// Several of many: a line that finds them, and what is chosen as boxes above it. Without this script names are written there.

const shownAtMost = 50;
const fold = (text) => text.normalize('NFKC').trim().toLowerCase();
const lists = new WeakMap();

/** The options of a field, read once for all fields that share them. */
function optionsOf(box) {
  const source = document.getElementById(box.dataset.list);
  if (!source) return [];
  if (!lists.has(source)) {
    const read = ([value, label, ...words]) => ({
      value,
      label,
      name: fold(label),
      all: fold([label, ...words].join(' ')),
    });
    lists.set(
      source,
      source.textContent.split('\n').map((line) => read(line.split('\t'))),
    );
  }
  return lists.get(source);
}

const boxOf = (element) => element.closest?.('[data-many]');
const inputOf = (box) => box.querySelector('[data-names]');
const listOf = (box) => box.querySelector('[role=listbox]');
const chosenIn = (box) => [...box.querySelectorAll('[data-chosen] input')].map((input) => input.value);
const isFull = (box) => chosenIn(box).length >= Number(box.dataset.most ?? Infinity);

/** What is typed finds names that begin with it, then those that hold it, then those that are spoken of so. */
function found(box, typed) {
  const words = fold(typed).split(/\s+/);
  const chosen = new Set(chosenIn(box));
  const ranks = [[], [], []];
  for (const option of optionsOf(box)) {
    if (chosen.has(option.value) || !words.every((word) => option.all.includes(word))) continue;
    ranks[option.name.startsWith(words[0]) ? 0 : option.name.includes(words[0]) ? 1 : 2].push(option);
  }
  return ranks.flat();
}

/** Made when the field is first entered, also in a form that came later. */
function prepare(box) {
  const input = inputOf(box);
  if (input.getAttribute('role') === 'combobox') return;
  const list = make('div', { id: `${input.id}-list`, role: 'listbox', hidden: '', 'aria-label': input.ariaLabel });
  input.after(list, make('p', { class: 'no-match', role: 'status' }));
  const about = { role: 'combobox', 'aria-expanded': 'false', 'aria-controls': list.id, 'aria-autocomplete': 'list' };
  for (const [key, value] of Object.entries(about)) input.setAttribute(key, value);
}

function open(box) {
  const input = inputOf(box);
  const list = listOf(box);
  const full = isFull(box);
  const options = full ? [] : found(box, input.value);
  list.replaceChildren(...options.slice(0, shownAtMost).map((option, index) => drawn(list, option, index)));
  list.hidden = options.length === 0;
  const rest = options.length - shownAtMost;
  const more = rest > 0 ? box.dataset.more.replace('{}', String(rest)) : '';
  say(box, full ? box.dataset.full : options.length === 0 ? box.dataset.noMatch : more);
  input.setAttribute('aria-expanded', String(!list.hidden));
  // On a telephone the list may begin below the edge of the screen.
  list.scrollIntoView({ block: 'nearest' });
  activate(box, list.firstElementChild);
}

function drawn(list, { value, label }, index) {
  const option = make('div', { role: 'option', tabindex: '-1', id: `${list.id}-${index}`, 'aria-selected': 'false' });
  option.dataset.value = value;
  option.append(make('bdi', {}, label));
  return option;
}

function activate(box, option) {
  for (const other of listOf(box).children) other.classList.toggle('active', other === option);
  if (!option) return inputOf(box).removeAttribute('aria-activedescendant');
  inputOf(box).setAttribute('aria-activedescendant', option.id);
  option.scrollIntoView({ block: 'nearest' });
}

function close(box) {
  listOf(box).hidden = true;
  inputOf(box).setAttribute('aria-expanded', 'false');
  inputOf(box).removeAttribute('aria-activedescendant');
}

function choose(box, { value, label }) {
  const pick = make('label', { class: 'pick' });
  const name = make('span');
  name.append(make('bdi', {}, label));
  pick.append(make('input', { type: 'checkbox', name: box.dataset.name, value, checked: '' }), name);
  box.querySelector('[data-chosen]').append(pick);
  inputOf(box).value = '';
  close(box);
  say(box, isFull(box) ? box.dataset.full : '');
  changed(box);
}

const say = (box, words) => {
  box.querySelector('[role=status]').textContent = words;
};
const changed = (box) => inputOf(box).dispatchEvent(new Event('change', { bubbles: true }));

function make(name, attributes = {}, text = '') {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

const fieldOf = (target) => (target.matches?.('[data-names]') ? boxOf(target) : null);

document.addEventListener('focusin', ({ target }) => fieldOf(target) && prepare(fieldOf(target)));
document.addEventListener('input', ({ target }) => fieldOf(target) && open(fieldOf(target)));
document.addEventListener('click', ({ target }) => {
  const box = boxOf(target);
  const option = target.closest('[role=option]');
  if (!box) return;
  if (option) choose(box, { value: option.dataset.value, label: option.textContent });
  else if (fieldOf(target)) open(box);
});
// The list takes no focus, so that leaving the field means leaving the list.
document.addEventListener('mousedown', (event) => {
  if (event.target.closest('[data-many] [role=listbox]')) event.preventDefault();
});
// A name written to its end is chosen. What is no name yet stays, and is read where the form goes.
document.addEventListener('focusout', ({ target }) => {
  const box = fieldOf(target);
  if (!box) return;
  close(box);
  const typed = fold(target.value);
  const exact = isFull(box) ? [] : optionsOf(box).filter(({ name }) => name === typed);
  if (exact.length === 1 && !chosenIn(box).includes(exact[0].value)) choose(box, exact[0]);
});
// What is taken back is gone, and the list offers it again.
document.addEventListener('change', ({ target }) => {
  const box = target.matches('[data-chosen] input') ? boxOf(target) : null;
  if (!box || target.checked) return;
  target.closest('.pick').remove();
  prepare(box);
  say(box, '');
  inputOf(box).focus();
  changed(box);
});

// Before the dialog hears of it: Esc closes an open list first, not the form.
document.addEventListener(
  'keydown',
  (event) => {
    const box = fieldOf(event.target);
    if (!box || event.isComposing) return;
    const list = listOf(box);
    const options = [...list.children];
    const at = options.findIndex((option) => option.classList.contains('active'));
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (list.hidden) open(box);
      else activate(box, options[(at + (event.key === 'ArrowDown' ? 1 : -1) + options.length) % options.length]);
    } else if (event.key === 'Enter') {
      const option = options[at];
      if (!list.hidden && option) choose(box, { value: option.dataset.value, label: option.textContent });
    } else if (event.key === 'Escape' && !list.hidden) close(box);
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);
