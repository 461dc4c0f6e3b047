import { describe, expect, test } from 'vitest';
import { companies } from '../messages/companies.ts';
import { read, shanghai } from '../world.ts';
import { answers, everythingFits, last, poorest, press } from './poorest.ts';

describe.each(['zh-CN', 'en'] as const)('the rush order on the simplest messenger, %s', (locale) => {
  const say = (en: string, zh: string) => (locale === 'en' ? en : zh);

  test('is filed, accepted, blocked, delivered and confirmed by short questions', async () => {
    const w = await poorest({ at: shanghai('2026-05-01T10:00'), company: companies[locale] });
    await answers(w, 'lin', say('/request materials 500 pcs', '/请求 物控部 500 件'), 'skip', 'skip', 'skip');
    await answers(w, 'lin', 'SO-2051', say('urgent', '紧急'), 'skip');
    expect(await last(w, 'lin')).toContain(say('R-1001 is with Material control', 'R-1001 已送到物控部'));
    expect(await last(w, 'luo')).toContain(say('Sales asks Material control', '销售部向物控部提出请求'));

    await press(w, 'luo', say('Accept with a time', '承诺时间'));
    expect(await last(w, 'luo')).toContain(say('Promised for', '承诺时间'));
    await answers(w, 'luo', 'skip');
    // A card that cannot be changed is followed by a message with the news.
    expect(await last(w, 'lin')).toContain(say('Luo Yong promises Fri 1 May 18:00', '罗勇承诺 5月1日(周五) 18:00'));

    await press(w, 'luo', say('Blocked by …', '被上游卡住'));
    await answers(w, 'luo', say('production', '生产部'), say('600 pcs short', '缺 600 件'), 'skip');
    expect(await last(w, 'zhao')).toContain(say('Material control asks Production', '物控部向生产部提出请求'));
    expect(await last(w, 'lin')).toContain(say('waits for R-1002 (Production)', '在等 R-1002（生产部）'));

    await press(w, 'zhao', say('Deliver', '交付'));
    await answers(w, 'zhao', say('600 pcs', '600 件'), 'skip');
    expect(await last(w, 'luo')).toContain(say('Production has delivered', '生产部已交付'));
    await press(w, 'luo', say('Confirm', '确认'));
    expect(await last(w, 'luo')).toContain(say('Answer with a number from 1 to 5.', '请回复 1 到 5 之间的数字。'));
    expect(await answers(w, 'luo', '9')).toContain(say('The largest possible value is 5.', '最大值为 5。'));
    await answers(w, 'luo', '５', 'skip');
    const words = (await w.messages('luo')).map((seen) => read(seen.card)).join('\n');
    expect(words).toContain(say('is no longer in the way', '不用再等 R-1002'));

    await press(w, 'luo', say('Deliver', '交付'));
    await answers(w, 'luo', 'skip', 'skip');
    await press(w, 'lin', say('Confirm', '确认'));
    await answers(w, 'lin', '5', say('Thank you', '谢谢'));
    expect(await last(w, 'lin')).toContain(say('R-1001: where the time went', 'R-1001：时间花在哪里'));
    expect(await last(w, 'luo')).toMatch(say('R-1001', 'R-1001'));
    everythingFits(w);
  });
});
