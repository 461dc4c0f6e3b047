import type { PlainTextElement, PlainTextOption, RichTextBlock, RichTextElement, RichTextText } from '@slack/types';
import { limits } from './limits.ts';
import { packOption } from './packing.ts';
import { clean, escapedWithin, oneLine } from './text.ts';

/** A text that is shown as it is: nothing in it is a mention, a link or an emoji code. */
export const plain = (text: string, limit: number): PlainTextElement => ({
  type: 'plain_text',
  text: escapedWithin(oneLine(text), limit) || '–',
  emoji: false,
});

/** Words in a rich text block, which Slack never interprets. */
export const word = (text: string, style?: RichTextText['style']): RichTextText => ({
  type: 'text',
  text: clean(text) || ' ',
  ...(style ? { style } : {}),
});

export const bold = (text: string): RichTextText => word(text, { bold: true });

export const richText = (block_id: string, ...elements: RichTextBlock['elements']): RichTextBlock => ({
  type: 'rich_text',
  block_id,
  elements,
});

export const section = (...elements: RichTextElement[]) => ({ type: 'rich_text_section' as const, elements });

/** An option of a select. The same option is always the same object: Slack compares initial options with all of them. */
export function option(value: string, label: string, description?: string): PlainTextOption {
  return {
    text: plain(label, limits.optionText),
    value: packOption(value),
    ...(description ? { description: plain(description, limits.optionText) } : {}),
  };
}

/** Text with the addresses that begin with `base` as links; nothing else becomes one. */
export function linked(text: string, base: string | null): RichTextElement[] {
  const words = clean(text);
  if (base === null || !words.includes(base)) return [word(words)];
  return words.split(/(https?:\/\/[^\s<>"'，。；）)]+)/u).flatMap((part): RichTextElement[] => {
    if (part === '') return [];
    return part.startsWith(base) ? [{ type: 'link', url: part }] : [word(part)];
  });
}
