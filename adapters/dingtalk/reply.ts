import type { Inlet, Reply } from '../../src/platform/adapter.ts';
import type { Card } from '../../src/platform/card.ts';
import type { Form, RawAnswers } from '../../src/platform/form.ts';
import { byKey, type Cards } from './cards.ts';
import { type CardData, cardData, noForm } from './draw.ts';
import { fits, formData } from './draw-form.ts';
import { markdownOf } from './draw-message.ts';
import { DingtalkError } from './errors.ts';
import type { Json } from './json.ts';
import type { CardEvent } from './parse.ts';
import type { Ports } from './ports.ts';
import type { Texts } from './texts.ts';

/** Where the two talk alone: good for 90 minutes after a message, at most. */
export interface Webhook {
  url: string;
  until: number;
}

export interface Replies {
  /** What the person sees at once on the card they pressed; what else there is to say is said beside it. */
  onCard(event: CardEvent, account: string, reply: Reply | null): Promise<CardData>;
  /** To whoever wrote. `event` names the message, so that one answered twice shows one form. */
  inChat(event: string, account: string, reply: Reply | null): Promise<void>;
  /** A message of this person came with it. */
  remember(account: string, webhook: Webhook): void;
  /** Resolves when all that was begun is over. Courtesies never reject. */
  settled(): Promise<void>;
}

interface ReplyPorts extends Ports {
  cards: Cards | null;
  texts: Texts;
  inlet: Pick<Inlet, 'form'>;
}

/** Answers, as courtesies: what fails is logged and not tried again. */
export function createReplies(ports: ReplyPorts): Replies {
  const webhooks = new Map<string, Webhook>();
  const begun = new Set<Promise<void>>();
  const courtesy = (what: string, work: Promise<void>) => {
    const done = work
      .catch((error: unknown) => ports.log.warn({ err: error, what }, 'dingtalk courtesy not delivered'))
      .finally(() => begun.delete(done));
    begun.add(done);
  };
  const whisper = (event: string, account: string, card: Card) =>
    courtesy('whisper', tell(ports, webhooks, { event, account, card }));
  const self: Replies = {
    remember: (account, webhook) => void webhooks.set(account, webhook),
    settled: async () => void (await Promise.all(begun)),
    async onCard(event, account, reply) {
      const closed = event.callback.kind === 'submitted' ? noForm : {};
      switch (reply?.kind) {
        case 'form':
          return (
            (await sheet(ports, account, reply.form, event.id)) ??
            fallback(ports, account, reply.form, whisper, event.id)
          );
        case 'problems':
          return problems(ports, event, account, reply.fields);
        case 'whisper':
          whisper(event.id, account, reply.card);
          return closed;
        default:
          return closed;
      }
    },
    async inChat(event, account, reply) {
      if (reply?.kind === 'whisper') whisper(event, account, reply.card);
      if (reply?.kind !== 'form') return;
      const data = await sheet(ports, account, reply.form, event);
      if (!data || !ports.cards) return void fallback(ports, account, reply.form, whisper, event);
      const { say } = await ports.reader(account);
      const intro: Card = {
        title: reply.form.title,
        tone: 'plain',
        elements: reply.form.intro ? [{ kind: 'text', text: reply.form.intro }] : [],
        buttons: [],
      };
      courtesy('form', ports.cards.show(`f-${shortOf(event)}`, account, { ...cardData(intro, say), ...data }));
    },
  };
  return self;
}

/** Shown in answer to `event`: an event answered twice shows the same drawing. */
async function sheet(
  ports: ReplyPorts,
  account: string,
  form: Form,
  event: string,
  again?: Parameters<typeof formData>[2],
) {
  const { say } = await ports.reader(account);
  const data = formData(form, say, again, shortOf(event));
  return fits(data) ? data : null;
}

/** A form too large for a card is a page, where there is an address for one. */
function fallback(
  { options, log }: ReplyPorts,
  account: string,
  form: Form,
  whisper: (event: string, account: string, card: Card) => void,
  event: string,
): CardData {
  const link = options.formLink(account, form);
  if (link === null) log.error({ form: form.action }, 'a form is too large for a dingtalk card');
  else
    whisper(event, account, {
      title: form.title,
      tone: 'plain',
      elements: [{ kind: 'link', label: form.submit, url: link }],
      buttons: [],
    });
  return {};
}

/** The form once more, with what was filled in and what is wrong with it. */
async function problems(
  ports: ReplyPorts,
  event: CardEvent,
  account: string,
  wrong: Record<string, string>,
): Promise<CardData> {
  if (event.callback.kind !== 'submitted') return {};
  const { action, context, answers } = event.callback;
  const form = await ports.inlet.form(account, action, context);
  if (!form) return noForm;
  const values: RawAnswers = { ...answers };
  return (await sheet(ports, account, form, event.id, { problems: wrong, values })) ?? noForm;
}

/** To one person alone: where they wrote while that is possible, else as a message of its own. */
async function tell(
  ports: ReplyPorts,
  webhooks: Map<string, Webhook>,
  { event, account, card }: { event: string; account: string; card: Card },
): Promise<void> {
  const { say } = await ports.reader(account);
  if (card.buttons.length > 0) {
    if (!ports.cards) return ports.texts.tell(account, card);
    return ports.cards.show(`w-${shortOf(event)}`, account, { ...cardData(card, say), ...noForm });
  }
  const webhook = webhooks.get(account);
  if (webhook && webhook.until > ports.clock.now().getTime() && ports.quota.share('messages') < 0.95) {
    try {
      return await ports.api.webhook(webhook.url, { msgtype: 'markdown', markdown: markdownOf(card, say) });
    } catch (error) {
      // It may die before its time. Whatever else went wrong there may have been said already.
      if (!(error instanceof DingtalkError) || error.code !== '300001') throw error;
      webhooks.delete(account);
    }
  }
  return ports.texts.tell(account, card);
}

/** The event's own part of a card's name, which has an end. */
function shortOf(event: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(event)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(36);
}

/** The answer to a card callback: the clicker's own data, changed by key. */
export const answerOf = (data: CardData): Json =>
  Object.keys(data).length === 0
    ? { response: {} }
    : { response: { cardUpdateOptions: byKey, userPrivateData: { cardParamMap: data } } };
