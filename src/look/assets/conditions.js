// Fields that are shown only while another one says so. A field switched off is not sent.

const fieldsOf = (form) => [...form.querySelectorAll('[data-field]')];

/** What a field says now; one that is not shown says what it said at the beginning, as on the server. */
function answerOf(form, key) {
  const field = fieldsOf(form).find((one) => one.dataset.field === key);
  if (!field || field.disabled) return field?.dataset.initial ?? '';
  const controls = [...field.querySelectorAll(`[name="${CSS.escape(`f:${key}`)}"]`)];
  const checkable = controls.some((control) => control.type === 'radio' || control.type === 'checkbox');
  const chosen = checkable ? controls.filter((control) => control.checked) : controls;
  return chosen.map((control) => control.value).join(',');
}

function applyConditions(form) {
  // A condition may hang on a field that another condition hides, so it takes a few rounds to settle.
  for (let round = 0; round < 5; round += 1) {
    let changed = false;
    for (const field of fieldsOf(form)) {
      if (field.dataset.when === undefined) continue;
      const hidden = !JSON.parse(field.dataset.is).includes(answerOf(form, field.dataset.when));
      changed ||= hidden !== field.hidden;
      field.hidden = hidden;
      field.disabled = hidden;
    }
    if (!changed) return;
  }
}

for (const kind of ['input', 'change']) {
  document.addEventListener(kind, (event) => {
    const form = event.target.closest?.('[data-form]');
    if (form) applyConditions(form);
  });
}
for (const form of document.querySelectorAll('[data-form]')) applyConditions(form);
// Back from another page, a browser has put the answers back without a word.
addEventListener('pageshow', () => document.querySelectorAll('[data-form]').forEach(applyConditions));
