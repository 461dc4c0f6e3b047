// What is wrong is shown at once, nothing is sent twice, and nothing is thrown away by accident.

const form = document.querySelector('[data-form]');
const submit = form.querySelector('[type=submit]');
form.dataset.live = '';
// Conditions are watched over by now.
for (const field of form.querySelectorAll('[data-off]')) field.removeAttribute('data-off');

const controlsOf = (field) => [...field.querySelectorAll('input:not([type=hidden]), textarea, select')];

const wrong = [...form.querySelectorAll('[data-wrong]')];
for (const field of wrong) for (const control of controlsOf(field)) control.setAttribute('aria-invalid', 'true');
if (wrong[0]) focus(wrong[0]);
else form.querySelector('[data-summary]')?.focus();

function focus(field) {
  const controls = controlsOf(field);
  (controls.find((control) => control.checked) ?? controls[0] ?? field).focus();
  field.scrollIntoView({ block: 'center' });
}

form.addEventListener('click', (event) => {
  const link = event.target.closest('[data-summary] a');
  if (!link) return;
  event.preventDefault();
  focus(document.getElementById(link.hash.slice(1)));
});

// Leaving.
let touched = form.querySelector('[data-summary]') !== null;
let sending = false;
addEventListener('beforeunload', (event) => {
  if (touched && !sending) event.preventDefault();
});
// Back by the browser's button: the page is as it was left, and can be sent.
addEventListener('pageshow', () => {
  sending = false;
  submit.disabled = false;
});

for (const kind of ['input', 'change']) {
  form.addEventListener(kind, (event) => {
    touched = true;
    const field = event.target.closest('[data-field]');
    if (!field) return;
    say(field, event.target.type === 'file' ? tooLarge(event.target) : '');
  });
}

function say(field, problem) {
  field.querySelector(':scope > .problem').textContent = problem;
  field.toggleAttribute('data-wrong', problem !== '');
  for (const control of controlsOf(field)) {
    if (problem) control.setAttribute('aria-invalid', 'true');
    else control.removeAttribute('aria-invalid');
  }
}

/** Refused here, before minutes are spent on sending it. */
function tooLarge(input) {
  const { max, tooLarge: words } = input.closest('[data-file]').dataset;
  return [...input.files].some((file) => file.size > Number(max)) ? words : '';
}

form.addEventListener('submit', (event) => {
  const large = [...form.querySelectorAll('input[type=file]')].find((input) => !input.disabled && tooLarge(input));
  if (sending || large) {
    event.preventDefault();
    if (large) focus(large.closest('[data-field]'));
    return;
  }
  sending = true;
  // After the browser has taken the form: a button that is off would not be sent with it.
  setTimeout(() => {
    submit.disabled = true;
  });
});
