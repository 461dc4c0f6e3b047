import { describe, expect, test } from 'vitest';
import { type CommandNames, nameCommands } from '../../src/platform/command-names.ts';
import { shrinkCard } from '../../src/platform/shrink.ts';
import { read, shanghai, type World, whispered, world } from '../world.ts';

const words = (reply: Awaited<ReturnType<World['says']>>): string =>
  reply?.kind === 'whisper' ? read(reply.card) : '';

describe('help', () => {
  test('names every command by both its names in Chinese, by the Latin one in English, each as it can be typed', async () => {
    const w = await world({ at: shanghai('2026-05-06T09:00') });
    const chinese = words(await w.says('lin', '/帮助'));
    expect(chinese).toContain('/请求 · /request: 向卡住您的部门提出请求，例如 /请求 生产部 明早要500件A料');
    expect(chinese).toContain('/值班 · /duty: ');
    const english = words(await w.says('james', '/help'));
    expect(english).toContain('/request: ask the department that blocks you, e.g. /request production 500 pcs');
    expect(english).not.toMatch(/\p{Script=Han}|\{\{/u);
  });

  test('answers a command there is none of with the nearest, named in the person’s language', async () => {
    const w = await world({ at: shanghai('2026-05-06T09:00') });
    expect(whispered(await w.says('lin', '/chian R-1'))).toBe('没有 /chian 这个命令。是不是想用 /链路？');
    expect(whispered(await w.says('james', '/chian R-1'))).toBe('There is no command /chian. Did you mean /chain?');
  });
});

describe('a text that names commands', () => {
  const slack: CommandNames = { latinOnly: true, prefix: 'xy-' };

  test.each([
    ['用 {{/requests|请求列表}} 或 {{/duty}}', '用 /请求列表 或 /duty', '用 /xy-requests 或 /xy-duty'],
    ['{{id}}: {{ /duty }} {{/}} {{/Duty}} /duty', '{{id}}: {{ /duty }} {{/}} {{/Duty}} /duty', null],
  ])('%s', (text, anywhere, latin) => {
    expect(nameCommands(text)).toBe(anywhere);
    expect(nameCommands(text, slack)).toBe(latin ?? text);
  });

  test('is named before it is cut; words of a person stay as they were said', () => {
    const can = { sheets: null, edits: true, groups: false, rooms: false, buttons: 5, selects: 0, images: true };
    const short = { ...can, text: 12, title: 8, elements: 9, commands: slack };
    const said = '{{/duty}}';
    const card = {
      title: '{{/duty|值班}}',
      tone: 'plain' as const,
      elements: [
        { kind: 'text' as const, text: '{{/duty|值班}} shows' },
        { kind: 'quote' as const, text: said },
        { kind: 'facts' as const, facts: [{ label: '{{/duty|值班 · /duty}}', value: 'e.g. {{/duty}}' }] },
        { kind: 'list' as const, items: [{ text: '{{/duty}}', note: 'x' }] },
      ],
      buttons: [],
    };
    expect(shrinkCard(card, short, null)).toEqual({
      ...card,
      title: '/xy-duty',
      elements: [
        { kind: 'text', text: '/xy-duty sh…' },
        { kind: 'quote', text: said },
        { kind: 'facts', facts: [{ label: '/xy-duty', value: 'e.g. /xy-du…' }] },
        { kind: 'list', items: [{ text: '/xy-duty', note: 'x' }] },
      ],
    });
  });
});
