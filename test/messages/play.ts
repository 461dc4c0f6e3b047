import type { Locale, Organisation } from '../../src/org/organisation.ts';
import type { Capabilities, Reply, UnreadFile } from '../../src/platform/adapter.ts';
import type { Card } from '../../src/platform/card.ts';
import type { Field, Form } from '../../src/platform/form.ts';
import { cut, shrinkCard } from '../../src/platform/shrink.ts';
import { formOf, read, type Sent, shanghai, type World, world } from '../world.ts';
import { companies } from './companies.ts';

/** Words of the people in the gallery, in both languages. */
export type Both = readonly [en: string, zh: string];

/** As the console can. */
const roomy: Capabilities = {
  ...{ sheets: null, edits: true, groups: false, rooms: false, images: true },
  ...{ buttons: 12, selects: 0, text: 4_000, title: 200, elements: 40 },
};

const urgencies: readonly Sent['priority'][] = ['escalation', 'reply', 'update', 'bulk'];

/** Conversations go side by side, and which is the quicker one is luck. What is new comes before what has changed. */
const asPromised = (a: Sent, b: Sent): number =>
  a.at.getTime() - b.at.getTime() ||
  Number(a.replaces !== undefined) - Number(b.replaces !== undefined) ||
  urgencies.indexOf(a.priority) - urgencies.indexOf(b.priority) ||
  Number(a.id.slice(1)) - Number(b.id.slice(1));

/** Plays scenes and writes down every card and form that appears, as text. */
export class Play {
  readonly lines: string[] = [];
  readonly locale: Locale;
  private w: World | null = null;
  private read = 0;
  private drawn = new Set<string>();
  private org: Organisation | null = null;

  constructor(locale: Locale) {
    this.locale = locale;
  }

  private static watcher: ((card: Card) => void) | null = null;

  /** Hands every card that is drawn to `see`, until the returned function is called. */
  static watch(see: (card: Card) => void): () => void {
    Play.watcher = see;
    return () => {
      Play.watcher = null;
    };
  }

  /** Everything written so far. */
  get text(): string {
    return `${this.lines.join('\n')}\n`;
  }

  pick(words: Both): string {
    return words[this.locale === 'en' ? 0 : 1];
  }

  /** A new company on the morning of `at`; `change` makes another one of the demo company's org file. */
  async chapter(
    title: Both,
    at = '2026-05-06T09:00',
    { poorest = false, change = (file: string) => file } = {},
  ): Promise<void> {
    this.lines.push('', `## ${this.pick(title)}`);
    this.w = await world({ at: shanghai(at), company: change(companies[this.locale]), poorest });
    this.org = null;
    this.read = 0;
  }

  /** Does what only prepares a scene: nothing of it is written down, nor counts as drawn. */
  async quietly<T>(what: () => Promise<T>): Promise<T> {
    const [lines, drawn] = [this.lines.length, new Set(this.drawn)];
    const done = await what();
    await this.messages();
    this.lines.length = lines;
    this.drawn = drawn;
    return done;
  }

  /** Looks at what has come since the last look. */
  async looks(): Promise<void> {
    await this.messages();
  }

  get world(): World {
    if (!this.w) throw new Error('a chapter has to begin first');
    return this.w;
  }

  scene(title: Both): void {
    this.lines.push('', `### ${this.pick(title)}`);
  }

  async says(who: string, text: Both | string, files: string[] = []): Promise<Reply | null> {
    const words = typeof text === 'string' ? text : this.pick(text);
    const photos = files.map(() => ' 📷').join('');
    this.lines.push('', `**${await this.name(who)}**: \`${cut(words, 60)}\`${photos}`);
    return this.show(who, await this.world.says(who, words, files));
  }

  /** Sends a file without words. */
  async sends(who: string, file: string): Promise<void> {
    this.lines.push('', `**${await this.name(who)}**: 📷`);
    await this.show(who, await this.world.says(who, '', [file]));
  }

  /** Draws a card for someone by hand: it would take weeks of records to come about. */
  async draws(who: string, card: Card): Promise<void> {
    this.block(await this.name(who), this.card(shrinkCard(card, roomy, null)));
  }

  /** Looks at the bot's own page. */
  async opens(who: string): Promise<void> {
    this.lines.push('', `**${await this.name(who)}** → ⌂`);
    const reply = await this.world.engine.receive({
      id: `opened/${who}`,
      platform: 'console',
      account: who,
      kind: 'opened',
    });
    if (reply?.kind === 'home')
      for (const card of reply.cards) this.block(`(${await this.name(who)})`, this.card(card));
  }

  /** Sends a file that cannot be taken. */
  async sendsBadly(who: string, unread: UnreadFile): Promise<void> {
    this.lines.push('', `**${await this.name(who)}**: 📎 ${unread.name}`);
    const id = `unread/${unread.why}`;
    await this.world.engine.receive({
      id,
      platform: 'console',
      account: who,
      kind: 'said',
      text: '',
      unread: [unread],
    });
    await this.world.engine.flush();
    await this.messages();
  }

  /** Presses a button of request `number` (or a ring), and fills in the form it opens. */
  async press(
    who: string,
    action: string,
    value: number | string,
    answers?: Record<string, string>,
  ): Promise<Reply | null> {
    this.lines.push('', `**${await this.name(who)}** → \`${action}\``);
    const opened = await this.world.clicks(who, action.includes('.') ? action : `requests.${action}`, String(value));
    if (opened?.kind !== 'form' || !answers) return this.show(who, opened);
    this.form(opened.form);
    return this.show(who, await this.world.fills(who, opened, answers));
  }

  async fill(who: string, opened: Reply | null, answers: Record<string, string>): Promise<Reply | null> {
    return this.show(who, await this.world.fills(who, opened, answers));
  }

  /** Presses the newest button of that name, on a message or on the card they just got. */
  async pressNewest(
    who: string,
    action: string,
    on: Reply | null = null,
    answers?: Record<string, string>,
  ): Promise<Reply | null> {
    const cards = [
      ...(await this.world.messages(who)).map(({ card }) => card),
      ...(on?.kind === 'whisper' ? [on.card] : []),
    ];
    const button = cards.flatMap(({ buttons }) => buttons).findLast((one) => one.action === action);
    if (!button) throw new Error(`${who} has no button ${action}`);
    return this.press(who, action, button.value, answers);
  }

  async advance(ms: number): Promise<void> {
    await this.world.advance(ms);
    await this.messages();
  }

  async until(at: string): Promise<void> {
    await this.world.until(shanghai(at));
    await this.messages();
  }

  private async show(who: string, reply: Reply | null): Promise<Reply | null> {
    if (reply?.kind === 'form') this.form(formOf(reply));
    if (reply?.kind === 'whisper') this.block(`(${await this.name(who)})`, this.card(reply.card));
    if (reply?.kind === 'problems') this.block(`(${await this.name(who)})`, Object.values(reply.fields).join('\n'));
    await this.messages();
    return reply;
  }

  /** Cards sent since the last look; the same card to several people once, and no card twice. */
  private async messages(): Promise<void> {
    const fresh = this.world.transcript.slice(this.read).sort(asPromised);
    this.read = this.world.transcript.length;
    this.world.sent();
    const byText = new Map<string, string[]>();
    for (const { account, card, replaces } of fresh) {
      const text = this.card(card);
      const to = `${await this.name(account)}${replaces ? ' ↻' : ''}`;
      byText.set(text, [...(byText.get(text) ?? []), to]);
    }
    for (const [text, to] of byText) {
      if (this.drawn.has(text)) continue;
      this.drawn.add(text);
      this.block([...new Set(to)].join(', '), text);
    }
  }

  /** With the colon of the language. */
  private card(card: Card): string {
    Play.watcher?.(card);
    return this.locale === 'en' ? read(card) : read(card).replaceAll(/(?<=\p{Script=Han}|）): /gu, '：');
  }

  private form(form: Form): void {
    const text = formText(form);
    if (this.drawn.has(form.action + text.replace(/R-\d+/g, ''))) return;
    this.drawn.add(form.action + text.replace(/R-\d+/g, ''));
    this.block('▤', text);
  }

  private block(to: string, text: string): void {
    this.lines.push(
      '',
      `→ ${to}`,
      '',
      '```text',
      text
        .split('\n')
        .map((line) => cut(line, 240))
        .join('\n'),
      '```',
    );
  }

  private async name(id: string): Promise<string> {
    this.org ??= await this.world.organisation();
    const { org } = this;
    const person = org.people.get(id);
    if (!person) return id;
    const department = org.departments.get(person.department)?.name ?? '';
    return this.locale === 'en' ? `${person.name} (${department})` : `${person.name}（${department}）`;
  }
}

/** A form as one reads it. */
function formText(form: Form): string {
  return [form.title, ...(form.intro ? [form.intro] : []), ...form.fields.flatMap(fieldLines), `[${form.submit}]`].join(
    '\n',
  );
}

function fieldLines(field: Field): string[] {
  const initial = 'options' in field ? field.options.find((one) => one.value === field.initial)?.label : field.initial;
  const head = `· ${field.label}${field.required ? ' *' : ''}${field.hint ? ` | ${field.hint}` : ''}`;
  const options = 'options' in field ? field.options : field.kind === 'time' ? field.chips : [];
  const chosen = field.kind === 'time' ? options.find((one) => one.value === field.initial)?.label : initial;
  const shown = options.slice(0, 12).map((option) => option.label);
  const more = options.length > 12 ? [`+${options.length - 12}`] : [];
  return [
    head,
    ...(shown.length > 0 ? [`    ( ${[...shown, ...more].join(' | ')} )`] : []),
    ...(field.kind === 'scale' ? [`    ${field.min} ${field.minLabel} … ${field.max} ${field.maxLabel}`] : []),
    ...(chosen ? [`    = ${chosen}`] : []),
  ];
}
