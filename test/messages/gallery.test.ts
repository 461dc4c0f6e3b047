import { expect, test } from 'vitest';
import type { Locale } from '../../src/org/organisation.ts';
import { gallery } from './gallery.ts';

const heads: Record<Locale, string> = {
  en: '# Every card and form, in English\n\nWritten by `npx vitest run test/messages/gallery.test.ts -u`; a test fails when it is not what the code draws now.\n`→` who receives it, `↻` a card changed in place, `▤` a form, `[…]` a button.\n',
  'zh-CN':
    '# 全部卡片和表单（中文）\n\n由 `npx vitest run test/messages/gallery.test.ts -u` 生成；与代码现在画出的不一致时测试会失败。\n`→` 收到的人，`↻` 原地更新的卡片，`▤` 表单，`[…]` 按钮。\n',
};

test.each(['en', 'zh-CN'] as const)(
  'the committed gallery is what the product draws: %s',
  async (locale) => {
    const drawn = `${heads[locale]}${await gallery(locale)}`;
    await expect(drawn).toMatchFileSnapshot(`../../docs/gallery.${locale}.md`);
  },
  240_000,
);
