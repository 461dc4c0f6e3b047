import type { Capabilities, Sheets } from './adapter.ts';
import type { Button, Card, Element } from './card.ts';
import { type CommandNames, nameCommands } from './command-names.ts';
import type { Field, Form } from './form.ts';

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
  const named = card.elements.map((element) => withCommands(element, can.commands));
  const shown = can.images ? named : named.map(inWords);
  const elements = fewer(shown, can.elements).map((element) => shrinkElement(element, can));
  const { select, ...rest } = card;
  return {
    ...rest,
    ...(select && select.options.length <= can.selects ? { select } : {}),
    title: cut(nameCommands(card.title, can.commands), can.title),
    elements,
    buttons: shrinkButtons(card.buttons, can, source, more),
  };
}

/** What people said and are called stays as it is. */
function withCommands(element: Element, names: CommandNames | undefined): Element {
  const named = (text: string) => nameCommands(text, names);
  switch (element.kind) {
    case 'text':
      return { ...element, text: named(element.text) };
    case 'facts':
      return {
        ...element,
        facts: element.facts.map(({ label, value }) => ({ label: named(label), value: named(value) })),
      };
    case 'list':
      return { ...element, items: element.items.map((item) => ({ ...item, text: named(item.text) })) };
    default:
      return element;
  }
}

/** A drawing's words say the same, so they stand by themselves. */
const inWords = (element: Element): Element =>
  element.kind === 'drawing' ? { kind: 'text', text: element.alt } : element;

/**
 * At most `limit` elements: texts that follow each other become one, and what is left out is never the last, the next step,
 * nor a link.
 */
function fewer(elements: readonly Element[], limit: number): Element[] {
  if (elements.length <= limit) return [...elements];
  const joined: Element[] = [];
  for (const element of elements) {
    const last = joined.at(-1);
    if (element.kind === 'text' && last?.kind === 'text')
      joined[joined.length - 1] = { kind: 'text', text: `${last.text}\n${element.text}` };
    else joined.push(element);
  }
  // Pictures and charts go first: what they show is asked for with a command.
  for (const kind of ['image', 'drawing', 'chart'] as const) {
    for (let at = joined.length - 1; at >= 0 && joined.length > limit; at--)
      if (joined[at]?.kind === kind) joined.splice(at, 1);
  }
  for (let at = joined.length - 2; at >= 0 && joined.length > limit; at--)
    if (joined[at]?.kind !== 'link') joined.splice(at, 1);
  return joined;
}

function shrinkButtons(buttons: Button[], can: Capabilities, source: string | null, more: string): Button[] {
  if (buttons.length <= can.buttons || source === null || can.buttons < 1) return buttons.slice(0, can.buttons);
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
      return { ...element, items: element.items.map((item) => ({ ...item, text: cut(item.text, can.text) })) };
    case 'people':
    case 'progress':
    case 'chart':
    case 'drawing':
    case 'link':
      return element;
  }
}

/** The form as one sheet of this messenger, without the optional fields it has no control for; null: it is to be asked one question at a time. */
export function sheetOf(form: Form, sheets: Sheets | null): Form | null {
  if (!sheets || (form.fields.length < sheets.from && !form.fields.some(isLongList))) return null;
  if (Buffer.byteLength(JSON.stringify(form.context)) > (sheets.context ?? Number.POSITIVE_INFINITY)) return null;
  const fits = (kind: Form['fields'][number]['kind']) => sheets.kinds.includes(kind);
  if (form.fields.some((field) => field.required && !fits(field.kind))) return null;
  const fields = form.fields.filter((field) => fits(field.kind));
  if (fields.reduce((sum, field) => sum + optionsIn(field), 0) > (sheets.options ?? Number.POSITIVE_INFINITY))
    return null;
  return fields.length === 0 ? null : { ...form, fields };
}

const optionsIn = (field: Field) => ('options' in field ? field.options.length : 0);

/** Names out of hundreds are picked more quickly than they are typed. */
const isLongList = (field: Field) => field.kind === 'choices' && field.search === true && field.options.length > 30;
