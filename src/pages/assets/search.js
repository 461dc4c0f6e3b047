// Lists of many options, narrowed by typing. Without this script they are lists that open.

for (const box of document.querySelectorAll('[data-searched]')) {
  const select = box.querySelector('select');
  const chosen = select.selectedOptions[0]?.value ? select.selectedOptions[0] : null;

  const value = make('input', { type: 'hidden', name: select.name, value: chosen?.value ?? '' });
  value.dataset.comboValue = '';
  const list = make('div', { id: `${select.id}-list`, role: 'listbox', hidden: '' });
  list.setAttribute('aria-label', document.querySelector(`label[for="${CSS.escape(select.id)}"]`)?.textContent ?? '');
  for (const [index, option] of [...select.options].filter((one) => one.value).entries()) {
    const item = make('div', {
      role: 'option',
      tabindex: '-1',
      id: `${select.id}-o${index}`,
      'aria-selected': String(option === chosen),
      'data-value': option.value,
      'data-words': option.dataset.words,
    });
    item.textContent = option.textContent;
    list.append(item);
  }
  const input = make('input', {
    type: 'text',
    id: select.id,
    role: 'combobox',
    'aria-expanded': 'false',
    'aria-controls': list.id,
    'aria-autocomplete': 'list',
    'aria-describedby': select.getAttribute('aria-describedby') ?? '',
    autocomplete: 'off',
    placeholder: box.dataset.hint,
    value: chosen?.textContent ?? '',
  });
  if (select.hasAttribute('aria-required')) input.setAttribute('aria-required', 'true');
  const empty = make('p', { class: 'no-match', role: 'status', 'data-words': box.dataset.noMatch });
  select.replaceWith(value, input, list, empty);
  box.classList.add('combo');
  box.dataset.combo = '';
}

function make(name, attributes) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
