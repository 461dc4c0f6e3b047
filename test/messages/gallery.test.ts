import { describe, expect, test } from 'vitest';
import type { Locale } from '../../src/org/organisation.ts';
import { drawsEvery } from '../contract/draws.ts';
import { drawing } from '../contract/subjects.ts';
import { played } from './played.ts';

const heads: Record<Locale, string> = {
  en: '# Every card and form, in English\n\nWritten by `npx vitest run test/messages/gallery.test.ts -u`; a test fails when it is not what the code draws now.\n`→` who receives it, `↻` a card changed in place, `▤` a form, `[…]` a button.\n',
  'zh-CN':
    '# 全部卡片和表单（中文）\n\n由 `npx vitest run test/messages/gallery.test.ts -u` 生成；与代码现在画出的不一致时测试会失败。\n`→` 收到的人，`↻` 原地更新的卡片，`▤` 表单，`[…]` 按钮。\n',
};

test.each(['en', 'zh-CN'] as const)(
  'the committed gallery is what the product draws: %s',
  async (locale) => {
    const drawn = `${heads[locale]}${(await played(locale)).text}`;
    await expect(drawn).toMatchFileSnapshot(`../../docs/gallery.${locale}.md`);
  },
  600_000,
);

// Here, because the scenes are played for it already.
describe('every card of the product is drawn within the limits of the messenger, and says its title', () => {
  test.each(drawing)(
    '$name',
    async (subject) => {
      const cards = [...(await played('en')).cards, ...(await played('zh-CN')).cards];
      expect(cards.length).toBeGreaterThan(300);
      await drawsEvery(subject, cards);
    },
    600_000,
  );
});
