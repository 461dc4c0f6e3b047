// The box to write in: commands are completed, Enter sends, files are added.
/* global htmx */
import { sayProblem } from './page.js';

const box = () => document.getElementById('box');
const list = () => document.getElementById('commands');
const shown = () => [...list().children].filter((option) => !option.hidden);
const mostBytes = 1_000_000;

/** What has been typed of a command, or null once it is complete or was none. */
function typedCommand() {
  return /^\s*[/／](\S*)$/u.exec(box().value)?.[1]?.toLowerCase() ?? null;
}

function suggest() {
  const typed = typedCommand();
  for (const option of list().children) {
    option.hidden = typed === null || !option.dataset.words.split(' ').some((word) => word.startsWith(typed));
  }
  const options = shown();
  list().hidden = options.length === 0;
  activate(options[0]);
}

function activate(option) {
  for (const other of list().children) other.setAttribute('aria-selected', String(other === option));
  if (option && !list().hidden) {
    box().setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  } else box().removeAttribute('aria-activedescendant');
}

function insert(text) {
  box().value = text;
  list().hidden = true;
  activate(undefined);
  box().focus();
}

const active = () =>
  list().hidden ? undefined : shown().find((option) => option.getAttribute('aria-selected') === 'true');

function move(step) {
  const options = shown();
  activate(options[(options.indexOf(active()) + step + options.length) % options.length]);
}

document.addEventListener('keydown', (event) => {
  // Enter and arrows belong to the input method while it is composing Chinese.
  if (event.target.id !== 'box' || event.isComposing || event.keyCode === 229) return;
  const option = active();
  if (option && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) move(event.key === 'ArrowDown' ? 1 : -1);
  else if (option && event.key === 'Escape') insert(box().value);
  else if (option && (event.key === 'Tab' || (event.key === 'Enter' && !isWhole(option))))
    insert(option.dataset.insert);
  else if (event.key === 'Enter' && !event.shiftKey) send();
  else return;
  event.preventDefault();
});

/** A command typed to its end is sent, not completed once more. */
const isWhole = (option) => option.dataset.words.split(' ').includes(typedCommand());

function send() {
  list().hidden = true;
  document.getElementById('composer').requestSubmit();
}

document.addEventListener('input', (event) => event.target.id === 'box' && suggest());
document.addEventListener('focusout', (event) => {
  if (event.target.id !== 'box') return;
  setTimeout(() => {
    if (list() && document.activeElement !== box()) list().hidden = true;
  }, 150);
});
document.addEventListener('mousedown', (event) => event.target.closest('#commands') && event.preventDefault());
document.addEventListener('click', (event) => {
  const option = event.target.closest('#commands [role="option"]');
  if (option) insert(option.dataset.insert);
  const offered = event.target.closest('[data-try]');
  if (offered) insert(offered.dataset.try);
});

// What was written leaves the box when it is sent, and comes back when it could not be.
let sending = null;
document.addEventListener('htmx:configRequest', (event) => {
  if (event.target.id !== 'composer') return;
  if (new Blob([box().value]).size > mostBytes) {
    event.preventDefault();
    sayProblem(document.getElementById('main').dataset.tooLong);
  }
});
document.addEventListener('htmx:beforeSend', (event) => {
  if (event.target.id !== 'composer') return;
  const attached = document.getElementById('attached');
  sending = { text: box().value, files: [...attached.children] };
  box().value = '';
  attached.replaceChildren();
});
document.addEventListener('htmx:afterRequest', (event) => {
  if (event.target.id !== 'composer' || !sending) return;
  if (!event.detail.successful) {
    if (box().value === '') box().value = sending.text;
    document.getElementById('attached').append(...sending.files);
  }
  sending = null;
});

// Files are sent when they are chosen; what is too large is not even sent.
document.addEventListener('change', (event) => {
  const input = event.target;
  const frame = input.closest?.('[data-upload]');
  if (!frame || input.type !== 'file' || input.files.length === 0) return;
  const target = document.querySelector(input.getAttribute('hx-target'));
  for (const old of target.querySelectorAll('.problem')) old.remove();
  if (input.files[0].size > Number(frame.dataset.max)) {
    refuse(target, frame.dataset.tooLarge);
    input.value = '';
    return;
  }
  frame.setAttribute('aria-busy', 'true');
  htmx.trigger(input, 'upload');
});

function refuse(target, words) {
  const problem = document.createElement('p');
  problem.className = 'problem';
  problem.setAttribute('role', 'alert');
  problem.textContent = words;
  target.append(problem);
}

document.addEventListener('htmx:afterRequest', (event) => {
  const frame = event.target.closest('[data-upload]');
  if (!frame) return;
  frame.removeAttribute('aria-busy');
  const failed = !event.detail.successful && event.detail.xhr.status !== 422;
  if (failed) refuse(document.querySelector(event.target.getAttribute('hx-target')), frame.dataset.failed);
  event.target.value = '';
});

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-remove-upload]');
  if (!button) return;
  const again = button.closest('.file-box')?.querySelector('input[type=file]') ?? box();
  button.closest('[data-uploaded]').remove();
  again?.focus();
});

/** A picture pasted or dropped is a picture chosen. */
function choose(files) {
  const input = document.querySelector('#composer input[type=file]');
  if (!input || files.length === 0) return false;
  const transfer = new DataTransfer();
  transfer.items.add(files[0]);
  input.files = transfer.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
  return true;
}
document.addEventListener('paste', (event) => {
  if (event.target.id === 'box' && choose(event.clipboardData.files)) event.preventDefault();
});
document.addEventListener('dragover', (event) => event.target.closest('.chat') && event.preventDefault());
document.addEventListener('drop', (event) => {
  if (event.target.closest('.chat') && choose(event.dataTransfer.files)) event.preventDefault();
});
