import type { Person } from '../org/organisation.ts';
import type { Button, Card, Element } from '../platform/card.ts';
import type { Field, Form, Option } from '../platform/form.ts';
import { words } from './messages.ts';

export interface Place {
  id: number;
  step: number;
  steps: number;
  first: boolean;
}

const listedOptions = 30;

/** One question of a form as a card: its options as buttons and as a numbered list, for messengers with few buttons. */
export function questionCard(person: Person, form: Form, field: Field, place: Place, note?: string): Card {
  const say = words(person.locale, person.zone);
  const options = optionsOf(field, say('keep', { value: shownInitial(field) }));
  const elements: Element[] = [];
  if (note) elements.push({ kind: 'text', text: note });
  if (place.first && form.intro) elements.push({ kind: 'text', text: form.intro });
  elements.push({ kind: 'text', text: field.hint ? `${field.label}\n${field.hint}` : field.label });
  if (field.kind === 'scale')
    elements.push({
      kind: 'text',
      text: say('scaleHint', { min: field.min, max: field.max, minLabel: field.minLabel, maxLabel: field.maxLabel }),
    });
  if (field.kind === 'file') elements.push({ kind: 'text', text: say('sendFile') });
  if (options.length > 3) {
    elements.push({
      kind: 'list',
      items: options.slice(0, listedOptions).map((option, index) => ({ text: `${index + 1}. ${option.label}` })),
    });
    elements.push({ kind: 'text', text: say('numbered') });
  }
  const skippable = !field.required || Boolean(field.initial);
  const free = [
    ...(place.first ? [] : ['wordBack' as const]),
    ...(skippable ? ['wordSkip' as const] : []),
    'wordCancel' as const,
  ];
  elements.push({ kind: 'text', text: say('orWords', { words: free.map((key) => say(key)).join(' / ') }) });
  return {
    title: say('question', { title: form.title, step: place.step, steps: place.steps }),
    tone: 'act',
    elements,
    buttons: options.length > 3 ? [] : options.map((option) => answerButton(place.id, field, option)),
  };
}

function optionsOf(field: Field, keep: string): Option[] {
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
      return field.initial && field.initial.length <= 200 ? [{ value: field.initial, label: keep }] : [];
    case 'file':
      return [];
  }
}

function shownInitial(field: Field): string {
  const initial = field.initial ?? '';
  return [...initial].length > 20 ? `${[...initial].slice(0, 20).join('')}…` : initial;
}

function answerButton(dialogue: number, field: Field, option: Option): Button {
  return {
    action: 'engine.answer',
    value: `${dialogue}|${field.key}|${option.value}`,
    label: option.label,
    style: 'plain',
  };
}
