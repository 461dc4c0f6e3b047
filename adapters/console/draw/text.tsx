import type { Child } from 'hono/jsx';
import { visible } from '../../../src/look/words.tsx';
import type { Card } from '../../../src/platform/card.ts';
import type { Say } from '../messages.ts';

/** Characters of one text put on the page; the whole can be opened apart from it. */
const mostShown = 20_000;
/** Longer texts are folded until someone wants them. */
const folded = 600;

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

/** All of a card's words, one element a paragraph. */
export function textIn(card: Card): string {
  const parts = card.elements.map((element) => {
    switch (element.kind) {
      case 'text':
      case 'quote':
        return element.text;
      case 'facts':
        return element.facts.map((fact) => `${fact.label}: ${fact.value}`).join('\n');
      case 'drawing':
        return element.alt;
      default:
        return '';
    }
  });
  return [card.title, ...parts].filter(Boolean).join('\n\n');
}
