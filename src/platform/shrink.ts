import type { Capabilities } from './adapter.ts';
import type { Button, Card, Element } from './card.ts';

/** Cuts a text to `limit` characters (code points), with an ellipsis. */
export function cut(text: string, limit: number): string {
  const points = [...text];
  return points.length <= limit ? text : `${points.slice(0, Math.max(0, limit - 1)).join('')}…`;
}

/**
 * A card as the messenger can show it: texts cut, pictures in words, and the buttons that do not fit behind one called
 * "more", which asks with a form. `source` is where the whole card can be found again.
 */
export function shrinkCard(card: Card, can: Capabilities, source: string | null, more = '…'): Card {
  const elements = card.elements.map((element) => shrinkElement(element, can)).slice(0, can.elements);
  return {
    ...card,
    title: cut(card.title, can.title),
    elements,
    buttons: shrinkButtons(card.buttons, can, source, more),
  };
}

function shrinkButtons(buttons: Button[], can: Capabilities, source: string | null, more: string): Button[] {
  if (buttons.length <= can.buttons || source === null) return buttons.slice(0, Math.max(can.buttons, 0));
  const shown = buttons.slice(0, can.buttons - 1);
  return [...shown, { action: 'engine.more', value: `${source}|${shown.length}`, label: more, style: 'plain' }];
}

function shrinkElement(element: Element, can: Capabilities): Element {
  switch (element.kind) {
    case 'text':
    case 'quote':
      return { ...element, text: cut(element.text, can.text) };
    case 'facts':
      return {
        ...element,
        facts: element.facts.map((fact) => ({ label: fact.label, value: cut(fact.value, can.text) })),
      };
    case 'image':
      return can.images ? element : { kind: 'text', text: `[${element.alt}]` };
    case 'list':
    case 'people':
    case 'progress':
    case 'chart':
      return element;
  }
}
