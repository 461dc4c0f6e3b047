import { expect, test } from 'vitest';
import { cardData } from '../../adapters/dingtalk/draw.ts';
import { words } from '../../adapters/dingtalk/messages.ts';
import { drawCard as drawSlack } from '../../adapters/slack/draw.ts';
import { drawCard as drawWecom } from '../../adapters/wecom/draw.ts';
import { outbox } from '../../src/engine/tables.ts';
import { readActions } from '../../src/meetings/actions/store.ts';
import type { Card } from '../../src/platform/card.ts';
import { announceOne, heard, monday, newest, now, presses, told, tuesdayAtTen } from '../meetings/life/kit.ts';
import { formOf, whispered, world } from '../world.ts';

const texts = [
  '<!channel> <@U012> <https://evil.example|点这里> *b*',
  '[工资表](https://evil.example) ![x](https://evil.example/x.png) @all @所有人',
  '\u202Egnp.exe\u202C a\u0007b\r\nDTEND:20990101',
  '👩‍👩‍👧‍👦 𠮷野家 {{fact}} $t(life.head.plain) $&',
  "=cmd|'/c calc'!A1 <script>alert(1)</script>",
];

/** Every string a messenger would read as markup. */
function marked(blocks: unknown): string[] {
  if (Array.isArray(blocks)) return blocks.flatMap(marked);
  if (typeof blocks !== 'object' || blocks === null) return [];
  const { type, text } = blocks as { type?: unknown; text?: unknown };
  return [...(type === 'mrkdwn' && typeof text === 'string' ? [text] : []), ...Object.values(blocks).flatMap(marked)];
}

function drawsCalmly(card: Card): void {
  const slack = drawSlack(card, { pictures: new Map(), base: null });
  for (const text of [slack.text, ...marked(slack.blocks)]) expect(text).not.toMatch(/<!channel|<@U|<https:\/\/evil/);
  const { title = '', body = '' } = cardData(card, words('zh-CN', 'Asia/Shanghai'));
  expect(`${title}\n${body}`).not.toMatch(/\]\(|@all|@所有人|<script/);
  const reader = { locale: 'zh-CN' as const, zone: 'Asia/Shanghai' };
  const page = 'https://bot.example.com/wecom/card';
  expect(() => drawWecom(card, { reader, now: monday, taskId: 'ab-m1', page })).not.toThrow();
}

test('what people write for a meeting and at its table comes out as it was written, and does nothing anywhere', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  for (const text of texts)
    expect((await w.clicks('lin', 'meetings.agenda.addTo', `materials|${text}`))?.kind).toBe('whisper');
  expect(whispered(await w.clicks('lin', 'meetings.agenda.addTo', `materials|${'长'.repeat(10_000)}`))).toContain(
    '300',
  );
  await w.until(tuesdayAtTen);
  expect((await now(w, meeting)).points.map(({ line }) => 'text' in line.about && line.about.text)).toEqual(texts);
  for (const text of texts) {
    expect(heard(await presses(w, 'lin', 'decide', meeting, { text }))).toBe('记下了。');
    const form = formOf(await w.clicks('he', 'meetings.actions.add', `${meeting.id}|`));
    const answers = { text, sign: text, owner: 'luo', due: '2026-05-20T12:00:00.000Z', cause: '~none' };
    await w.acts.submit('he', form.action, form.context, answers);
  }
  expect((await readActions(w.db.reader, {})).map(({ text }) => text)).toEqual(texts);
  const long = '字'.repeat(10_000);
  for (const [name, answers] of [
    ['decide', { text: long }],
    ['finish', { words: long }],
    ['notHeld', { reason: 'other', words: long }],
  ] as const)
    expect((await presses(w, 'lin', name, meeting, answers))?.kind, name).toBe('problems');
  await presses(w, 'lin', 'finish', meeting, { words: texts.join('\n'), talked: '0,1,2,3,4' });
  await presses(w, 'he', 'object', meeting, { words: texts.join('\n') });
  for (const text of texts) expect(await newest(w, 'lin')).toContain(text);
  for (const { card } of w.transcript) drawsCalmly(card);
  const waiting = (await w.db.reader.select().from(outbox)).filter(({ status }) => status === 'dead');
  expect(waiting).toEqual([]);
  told(w);
});
