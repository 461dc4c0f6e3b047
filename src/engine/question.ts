import { showTime } from '../messages/time.ts';
import type { Person } from '../org/organisation.ts';
import type { Button, Card, Element, Select } from '../platform/card.ts';
import type { Field, Form, Option } from '../platform/form.ts';
import { cut } from '../platform/shrink.ts';
import { namesOf } from './choosing.ts';
import { listed } from './match-option.ts';
import { words } from './messages.ts';
import { addsOne, noMore } from './read-step.ts';

export interface Place {
  id: number;
  step: number;
  steps: number;
  first: boolean;
  /** How many buttons a card of the messenger has, and how many options its select. */
  buttons: number;
  selects: number;
  /** Values chosen so far, of several. */
  chosen?: readonly string[];
  /** Options that may have been meant. */
  offered?: readonly Option[];
}

const mostButtons = 3;

type Say = ReturnType<typeof words>;

/** One question of a form as a card: few options as buttons, more as a numbered list, and how to answer. */
export function questionCard(person: Person, form: Form, field: Field, place: Place, note?: string): Card {
  const say = words(person.locale, person.zone);
  const options = optionsOf(field, person, say);
  const several = field.kind === 'choices' && options.length <= place.selects;
  const asButtons = !several && options.length <= Math.min(mostButtons, place.buttons);
  const select = asButtons ? null : selectOf(field, options, place, say);
  const text = (line: string): Element => ({ kind: 'text', text: line });
  const elements: Element[] = [
    ...(note ? [text(note)] : []),
    ...(place.first && form.intro ? [text(form.intro)] : []),
    text(field.hint ? `${field.label}\n${field.hint}` : field.label),
    ...(field.kind === 'choices' && place.chosen?.length
      ? [text(field.secret ? say('chosenApart') : say('chosenSoFar', { names: namesOf(person, field, place.chosen) }))]
      : []),
    ...(field.kind === 'scale' ? [text(say('scaleHint', rangeOf(field)))] : []),
    ...(asButtons || select || field.kind === 'scale' ? [] : [numbered(options, say)]),
    text(
      [
        select ? say('chooseOrWords') : howTo(field, options.length > 0, asButtons, say),
        orWords(field, place, person, say),
      ].join('\n'),
    ),
  ];
  return {
    title:
      place.steps === 1 ? form.title : say('question', { title: form.title, step: place.step, steps: place.steps }),
    tone: 'act',
    elements,
    buttons: buttonsOf(field, place, asButtons ? options : select ? [] : (place.offered ?? []), say),
    ...(select ? { select } : {}),
  };
}

const rangeOf = ({ min, max, minLabel, maxLabel }: Extract<Field, { kind: 'scale' }>) => ({
  min,
  max,
  minLabel,
  maxLabel,
});

function numbered(options: readonly Option[], say: Say): Element {
  const items = options
    .slice(0, listed(options.length))
    .map((option, index) => ({ text: `${index + 1}. ${option.label}` }));
  const rest = options.length - items.length;
  return { kind: 'list', items: rest > 0 ? [...items, { text: say('moreOptions', { count: rest }) }] : items };
}

function howTo(field: Field, options: boolean, asButtons: boolean, say: Say): string {
  switch (field.kind) {
    case 'file':
      return say('sendFile');
    case 'time':
      return say(options ? 'timeOrNumber' : 'timeInWords');
    case 'choices':
      return say(asButtons ? 'pressOrWords' : 'numbersOrWords');
    case 'choice':
      return say(asButtons ? 'pressOrWords' : 'numberOrWords');
    case 'scale':
      return say('numberFromTo', rangeOf(field));
    case 'number':
      return field.unit ? say('numberIn', { unit: field.unit }) : say('numberOnly');
    case 'text':
      return say('inWords');
  }
}

/** The words that steer; with something in the field already, what skipping keeps. */
function orWords(field: Field, place: Place, person: Person, say: Say): string {
  const back = place.first ? [] : [say('wordBack')];
  const kept = field.initial ? [say('skipKeeps', { value: shownInitial(field, person) })] : [say('wordSkip')];
  const chosen = (place.chosen?.length ?? 0) > 0;
  const skip = chosen ? [say('wordDone'), say('wordClear')] : !field.required || field.initial ? kept : [];
  const line = say('orWords', { words: [...back, ...skip, say('wordCancel')].join(' · ') });
  return chosen ? `${line}\n${say('takeOut')}` : line;
}

function optionsOf(field: Field, person: Person, say: Say): Option[] {
  switch (field.kind) {
    case 'choice':
    case 'choices':
      return field.options;
    case 'time':
      return field.chips;
    case 'scale':
      return Array.from({ length: field.max - field.min + 1 }, (_, index) => String(field.min + index)).map(
        (value) => ({ value, label: value }),
      );
    case 'text':
    case 'number':
      return field.initial && field.initial.length <= 200
        ? [{ value: field.initial, label: say('keep', { value: shownInitial(field, person) }) }]
        : [];
    case 'file':
      return [];
  }
}

/** What stands in the field, as a person reads it: the label of an option, or the beginning of a text. */
function shownInitial(field: Field, { locale, zone }: Person): string {
  const initial = field.initial ?? '';
  const options = field.kind === 'time' ? field.chips : 'options' in field ? field.options : [];
  const chosen = options.find((option) => option.value === initial)?.label;
  const at = field.kind === 'time' && /^\d{4}-\d{2}-\d{2}T/.test(initial) ? new Date(initial) : null;
  return cut(chosen ?? (at ? showTime(at, locale, zone) : initial), 40);
}

/** Null where the messenger's select is too short for them, or there is nothing to choose from. */
function selectOf(field: Field, options: readonly Option[], place: Place, say: Say): Select | null {
  if (options.length === 0 || options.length > place.selects) return null;
  return {
    action: 'engine.answer',
    value: `${place.id}|${field.key}`,
    multiple: field.kind === 'choices',
    options: options.map(({ value, label }) => ({ value, label })),
    submit: say('choose'),
  };
}

/** One answer a button; of several answers each adds one, and the last says that these are all. */
function buttonsOf(field: Field, place: Place, options: readonly Option[], say: Say): Button[] {
  if (field.kind !== 'choices') return options.map((option) => answerButton(place.id, field, option));
  const chosen = new Set(place.chosen);
  const left = field.secret ? options : options.filter(({ value }) => !chosen.has(value));
  const more = left.map(({ value, label }) => answerButton(place.id, field, { value: `${addsOne}${value}`, label }));
  if (chosen.size === 0) return more;
  return [...more, { ...answerButton(place.id, field, { value: noMore, label: say('buttonDone') }), style: 'primary' }];
}

function answerButton(dialogue: number, field: Field, option: Option): Button {
  return {
    action: 'engine.answer',
    value: `${dialogue}|${field.key}|${option.value}`,
    label: option.label,
    style: 'plain',
  };
}
