// Forms: opened over the page, shown as far as their conditions go, and not thrown away by accident.

const dialog = () => document.getElementById('dialog');
const fields = () => [...dialog().querySelectorAll('[data-field]')];

document.addEventListener('htmx:afterSwap', (event) => {
  if (event.detail.target?.id !== 'sheet' || !dialog() || dialog().open) return;
  dialog().showModal();
  firstControl(dialog().querySelector('[data-field]:not([hidden])'))?.focus();
  dialog().addEventListener('close', () => document.getElementById('sheet')?.replaceChildren());
});

function firstControl(field) {
  if (!field) return null;
  const controls = [...field.querySelectorAll('input:not([type=hidden]), textarea, select')];
  return controls.find((control) => control.checked) ?? controls[0];
}

for (const kind of ['input', 'change']) {
  document.addEventListener(kind, (event) => {
    if (!event.target.closest?.('[data-dialog]')) return;
    dialog().dataset.dirty = 'yes';
    clearProblem(event.target.closest('[data-field]'));
  });
}

// Leaving.
function leave() {
  if (!dialog().dataset.dirty) return dialog().close();
  const ask = dialog().querySelector('[data-discard]');
  ask.hidden = false;
  ask.querySelector('[data-keep]').focus();
}
function stay() {
  dialog().querySelector('[data-discard]').hidden = true;
  firstControl(dialog().querySelector('[data-field]:not([hidden])'))?.focus();
}
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !dialog()?.open || event.defaultPrevented || event.isComposing) return;
  event.preventDefault();
  if (dialog().querySelector('[data-discard]').hidden) leave();
  else stay();
});
document.addEventListener(
  'cancel',
  (event) => {
    if (event.target !== dialog()) return;
    event.preventDefault();
    leave();
  },
  true,
);
document.addEventListener('click', (event) => {
  if (!dialog()?.open) return;
  if (event.target === dialog() || event.target.closest('[data-dialog-close]')) leave();
  else if (event.target.closest('[data-keep]')) stay();
  else if (event.target.closest('[data-throw-away]')) dialog().close();
});
addEventListener('beforeunload', (event) => dialog()?.open && dialog().dataset.dirty && event.preventDefault());

// Answers and what is wrong with them.
const isForm = (event) => event.target.matches('[data-dialog] > form');

function clearProblem(field) {
  if (!field) return;
  field.querySelector(':scope > .problem').textContent = '';
  for (const control of field.querySelectorAll('[aria-invalid]')) control.removeAttribute('aria-invalid');
}

document.addEventListener('htmx:beforeRequest', (event) => {
  if (!isForm(event)) return;
  for (const field of fields()) clearProblem(field);
  document.getElementById('dialog-problem').textContent = '';
});

// A problem with a field that the form does not have is still said.
document.addEventListener('htmx:oobErrorNoTarget', (event) => {
  const summary = document.getElementById('dialog-problem');
  if (summary && event.detail.content?.classList?.contains('problem'))
    summary.append(`${event.detail.content.textContent} `);
});

document.addEventListener('htmx:afterRequest', (event) => {
  if (!isForm(event) || !dialog()) return;
  const summary = document.getElementById('dialog-problem');
  if (!event.detail.successful) {
    summary.textContent = summary.dataset.failed;
    return;
  }
  const reply = event.detail.xhr.getResponseHeader('X-Console-Reply');
  if (reply === 'problems') setTimeout(showProblems);
  else if (reply !== 'form') dialog().close();
});

function showProblems() {
  const wrong = fields().filter((field) => field.querySelector(':scope > .problem').textContent !== '');
  for (const field of wrong) {
    for (const control of field.querySelectorAll('input:not([type=hidden], [type=file]), textarea, select'))
      control.setAttribute('aria-invalid', 'true');
  }
  const summary = document.getElementById('dialog-problem');
  if (summary.textContent === '') summary.textContent = summary.dataset.words;
  firstControl(wrong[0])?.focus();
}
