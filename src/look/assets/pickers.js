// Controls a browser does not have: a list narrowed by typing, and times as chips beside one's own words.

const comboOf = (element) => element.closest?.('[data-combo]');
const parts = (combo) => ({
  input: combo.querySelector('[role=combobox]'),
  value: combo.querySelector('[data-combo-value]'),
  list: combo.querySelector('[role=listbox]'),
  empty: combo.querySelector('[role=status]'),
  options: [...combo.querySelectorAll('[role=option]')],
});
const fold = (text) => text.normalize('NFKC').trim().toLowerCase();

function open(combo, filter) {
  const { input, list, options, empty } = parts(combo);
  const words = fold(filter).split(/\s+/);
  for (const option of options) option.hidden = !words.every((word) => fold(option.dataset.words).includes(word));
  const shown = options.filter((option) => !option.hidden);
  list.hidden = shown.length === 0;
  empty.textContent = shown.length === 0 ? empty.dataset.words : '';
  input.setAttribute('aria-expanded', String(!list.hidden));
  activate(combo, shown.find((option) => option.getAttribute('aria-selected') === 'true') ?? shown[0]);
}

function close(combo) {
  const { input, list, options, value, empty } = parts(combo);
  list.hidden = true;
  empty.textContent = '';
  input.setAttribute('aria-expanded', 'false');
  input.removeAttribute('aria-activedescendant');
  // Half a word is no choice: what stands in the field is what was chosen.
  const chosen = options.find((option) => option.dataset.value === value.value);
  input.value = chosen ? chosen.textContent : '';
}

function activate(combo, option) {
  const { input, options } = parts(combo);
  for (const other of options) other.classList.toggle('active', other === option);
  if (!option) return input.removeAttribute('aria-activedescendant');
  input.setAttribute('aria-activedescendant', option.id);
  option.scrollIntoView({ block: 'nearest' });
}

function choose(combo, option) {
  const { value, options, input } = parts(combo);
  for (const other of options) other.setAttribute('aria-selected', String(other === option));
  value.value = option?.dataset.value ?? '';
  close(combo);
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

document.addEventListener('input', (event) => {
  const combo = event.target.matches('[role=combobox]') && comboOf(event.target);
  if (!combo) return;
  if (event.target.value === '') choose(combo, undefined);
  open(combo, event.target.value);
});
document.addEventListener('click', (event) => {
  const combo = comboOf(event.target);
  if (!combo) return;
  const option = event.target.closest('[role=option]');
  if (option) choose(combo, option);
  else if (event.target.matches('[role=combobox]')) open(combo, '');
});
// The list takes no focus, so that leaving the field means leaving the list.
document.addEventListener(
  'mousedown',
  (event) => event.target.closest('[data-combo] [role=listbox]') && event.preventDefault(),
);
document.addEventListener(
  'focusout',
  (event) => event.target.matches('[role=combobox]') && comboOf(event.target) && close(comboOf(event.target)),
);

// Before the dialog hears of it: Esc closes an open list first, not the form.
document.addEventListener(
  'keydown',
  (event) => {
    const combo = event.target.matches?.('[role=combobox]') && comboOf(event.target);
    if (!combo || event.isComposing) return;
    const { list, options } = parts(combo);
    const shown = options.filter((option) => !option.hidden);
    const at = shown.findIndex((option) => option.classList.contains('active'));
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (list.hidden) open(combo, '');
      else activate(combo, shown[(at + (event.key === 'ArrowDown' ? 1 : -1) + shown.length) % shown.length]);
    } else if (event.key === 'Enter') {
      if (!list.hidden && shown[at]) choose(combo, shown[at]);
    } else if (event.key === 'Escape' && !list.hidden) close(combo);
    else return;
    event.preventDefault();
  },
  true,
);

// Times.
document.addEventListener('click', (event) => {
  event.target.closest('[data-open-time]')?.parentElement.querySelector('[data-pick-time]').showPicker();
});
document.addEventListener('input', (event) => {
  const time = event.target.closest?.('[data-time]');
  if (!time) return;
  const own = time.querySelector('.chips .pick:last-child input');
  const words = time.querySelector('.own-words input[type=text]');
  if (event.target.matches('[data-pick-time]')) {
    words.value = event.target.value.replace('T', ' ');
    own.checked = true;
  } else if (event.target === words) own.checked = true;
  else if (event.target === own) words.focus();
});
