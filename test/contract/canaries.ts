import type { Card } from '../../src/platform/card.ts';

/** Words a person could write to make the bot do what they may not: by what they would do. */
export const canaries: Record<string, string> = {
  'call everyone on Slack': '<!channel> <!here> <!everyone> @channel @here @everyone',
  'call a person': '<@U0LIN> <@lin> <a atId=lin>林</a> @lin @all @所有人',
  'make a link': '[click](https://evil.example) <https://evil.example|the boss> <a href="https://evil.example">x</a>',
  'show a picture of theirs': '![x](https://evil.example/x.png)',
  'shout in markup': '# BIG\n> quoted\n**bold** _italic_ ~gone~ `code` ```block``` <font color="warning">red</font>',
  'break a card': '"}]}\\u0000 \u0007\u202e{{title}} ]]> </xml> & &amp; &lt;b&gt; \ud800',
  'be endless': '长'.repeat(20_000),
  'be nothing': ' \n\t ',
};

/** The words in every place where words of a person stand. */
export function canaryCard(text: string): Card {
  return {
    title: text.slice(0, 200) || '…',
    tone: 'act',
    elements: [
      { kind: 'quote', text, by: text.slice(0, 60) },
      { kind: 'text', text },
      { kind: 'facts', facts: [{ label: text.slice(0, 20), value: text }] },
      { kind: 'list', items: [{ text, note: text.slice(0, 50), mark: 'todo' }] },
      { kind: 'people', people: [{ name: text.slice(0, 40), role: text.slice(0, 40) }] },
      {
        kind: 'chart',
        title: text.slice(0, 60),
        bars: [{ label: text.slice(0, 40), value: 1, text: text.slice(0, 40) }],
      },
    ],
    buttons: [{ action: 'toy.press', value: text.slice(0, 300), label: text.slice(0, 60) || '…', style: 'plain' }],
  };
}
