import type { Card } from '../../src/platform/card.ts';
import { cut } from '../../src/platform/shrink.ts';
import { bodyOf } from './draw.ts';
import { limits } from './limits.ts';
import type { Say } from './messages.ts';
import { cutBytes, plain } from './text.ts';

/** A message without a card template, as `batchSend` takes it; `msgParam` is JSON in a text. */
export interface RobotText {
  msgKey: string;
  msgParam: string;
}

const toneMark = { plain: '', act: '▶ ', warn: '⚠ ', good: '✓ ' };

/** Title and elements as markdown. */
export function markdownOf(card: Card, say: Say): { title: string; text: string } {
  const title = cutBytes(plain(card.title).replace(/\s*\n\s*/g, ' '), limits.valueBytes);
  const body = bodyOf(card, say, limits.messageBytes - limits.valueBytes * 4);
  return { title, text: [`#### ${toneMark[card.tone]}${title}`, body].filter(Boolean).join('\n\n') };
}

/** A card as a message: its buttons post the codes, in their order, as the person's own message. */
export function robotText(card: Card, codes: readonly string[], say: Say): RobotText {
  const { title, text } = markdownOf(card, say);
  const buttons = card.buttons.slice(0, limits.messageButtons).map(({ label }, index) => {
    const shown = cut(plain(label), limits.buttonLabel);
    return { label: shown, url: postUrl(`${shown} ▸${codes[index] ?? ''}`) };
  });
  const [only] = buttons;
  if (!only) return message('sampleMarkdown', { title, text });
  if (buttons.length === 1) {
    return message('sampleActionCard', { title, text, singleTitle: only.label, singleURL: only.url });
  }
  const actions = buttons.flatMap(({ label, url }, index) => [
    [`actionTitle${index + 1}`, label],
    [`actionURL${index + 1}`, url],
  ]);
  return message(`sampleActionCard${buttons.length}`, { title, text, ...Object.fromEntries(actions) });
}

const message = (msgKey: string, param: Record<string, string>): RobotText => ({
  msgKey,
  msgParam: JSON.stringify(param),
});

/** Makes the client post a text as the person's own message; seen in answers of DingTalk's staff, not in the documentation. */
const postUrl = (text: string) => `dtmd://dingtalkclient/sendMessage?content=${encodeURIComponent(text)}`;
