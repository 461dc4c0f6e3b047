import type { Child } from 'hono/jsx';
import type { Card } from '../../../src/platform/card.ts';
import type { Say } from '../messages.ts';

/** Characters of one text put on the page; the whole can be opened apart from it. */
const mostShown = 20_000;
/** Longer texts are folded until someone wants them. */
const folded = 600;

/**
 * Makes what cannot be seen visible: control characters as their pictures, and the marks that turn the direction of text
 * around as their names. Everything else stays as it was written.
 */
export function visible(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, (char) => {
    if (char === '\n' || char === '\t') return char;
    const code = char.codePointAt(0) ?? 0;
    if (code < 32) return String.fromCodePoint(0x2400 + code);
    return code === 127 ? '\u2421' : `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
  });
}

/** A short text of a person inside a line, isolated so that its direction stays its own. */
export function Words({ text }: { text: string }) {
  return <bdi>{visible(text)}</bdi>;
}

/** A text with line breaks, folded when long. `whole` is where all of it can be read when it is very long. */
export function Block({
  text,
  say,
  whole,
  class: name = 'words',
}: {
  text: string;
  say: Say;
  whole?: string | undefined;
  class?: string;
}) {
  const shown = text.length > mostShown ? text.slice(0, mostShown).toWellFormed() : text;
  const lines = shown.split('\n').length;
  const body: Child = (
    <p class={name} dir="auto">
      {visible(shown)}
    </p>
  );
  if (shown.length <= folded && lines <= 12) return body;
  return (
    <div class="fold" data-fold>
      <div class="fold-body">{body}</div>
      <button
        type="button"
        class="link"
        data-fold-button
        data-more={say('showMore')}
        data-less={say('showLess')}
        aria-expanded="false"
      >
        {say('showMore')}
      </button>
      {shown === text ? null : (
        <p class="hint">
          {say('shortened', { shown: number(mostShown), all: number(text.length) })}{' '}
          {whole ? <a href={whole}>{say('wholeText')}</a> : null}
        </p>
      )}
    </div>
  );
}

const number = (value: number) => value.toLocaleString('en-US');

/** Bytes as people say them. */
export function fileSize(bytes: number): string {
  return bytes >= 1024 * 1024
    ? `${+(bytes / 1024 / 1024).toFixed(1)} MB`
    : `${Math.max(1, Math.round(bytes / 1024))} KB`;
}

/** All of a card's words, one element a paragraph. */
export function textIn(card: Card): string {
  const parts = card.elements.map((element) => {
    switch (element.kind) {
      case 'text':
      case 'quote':
        return element.text;
      case 'facts':
        return element.facts.map((fact) => `${fact.label}: ${fact.value}`).join('\n');
      default:
        return '';
    }
  });
  return [card.title, ...parts].filter(Boolean).join('\n\n');
}
