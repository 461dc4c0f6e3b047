/** What a message looks like before any messenger drew it. Plain JSON: cards wait in a table. */
export interface Card {
  /** One line; also what a notification shows. */
  title: string;
  tone: Tone;
  elements: Element[];
  buttons: Button[];
  /** One choice among options, or several, sent with one press; only where `can.selects` allows, and then beside at most two buttons. */
  select?: Select;
}

/** `act`: this person has to do something. `warn`: a target is at risk. `good`: done. */
export type Tone = 'plain' | 'act' | 'warn' | 'good';

export type Element =
  | { kind: 'text'; text: string }
  /** Words of a person, shown verbatim and never interpreted. */
  | { kind: 'quote'; text: string; by?: string }
  | { kind: 'facts'; facts: { label: string; value: string }[] }
  | { kind: 'list'; items: { text: string; mark?: 'done' | 'now' | 'todo'; note?: string }[] }
  | { kind: 'people'; people: { name: string; role: string }[] }
  | { kind: 'progress'; label: string; share: number }
  /** Horizontal bars of one measure; `text` is the value in words. */
  | { kind: 'chart'; title: string; bars: { label: string; value: number; text: string }[] }
  | { kind: 'image'; file: string; alt: string }
  /** A picture that is drawn when the card leaves; `alt` says the same in words. */
  | { kind: 'drawing'; drawing: Drawing; alt: string }
  /** The address of a page of ours; never one that a person wrote. */
  | { kind: 'link'; label: string; url: string };

/** A chart or a graph as data: an ECharts option without functions (https://echarts.apache.org/en/option.html). */
export interface Drawing {
  /** CSS pixels; the picture has twice as many. */
  width: number;
  height: number;
  option: Record<string, unknown>;
}

export interface Button {
  /** `feature.action`; the feature's name comes before the first dot. */
  action: string;
  /** Opaque to everyone but the feature; at most 500 characters. */
  value: string;
  label: string;
  style: 'primary' | 'danger' | 'plain';
}

export interface Select {
  /** As of a button: the click comes back with `value`, `|`, and the chosen options separated by commas. */
  action: string;
  value: string;
  multiple: boolean;
  options: { value: string; label: string }[];
  /** On the button that sends. */
  submit: string;
}

/** A card of one plain sentence. */
export function sentence(title: string, tone: Tone = 'plain'): Card {
  return { title, tone, elements: [], buttons: [] };
}
