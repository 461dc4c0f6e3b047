import { afterEach, describe, expect, test } from 'vitest';
import type { Sheet } from './hands.ts';
import { openLink, pageSheet } from './page-sheet.ts';
import type { SlackEmulator } from './slack/index.ts';
import { inTheNameOf, type Post, post } from './survival-forgery.ts';
import { about, ended, filing, happenings, living, quiet, reals, steps } from './survival-stage.ts';
import type { WecomEmulator } from './wecom/index.ts';
import type { PlatformWorld, Real } from './world.ts';

let kept: Post | null = null;
afterEach(async () => {
  await kept?.close();
  kept = null;
  await ended();
});

/** 罗 has promised R-1001; on Slack what is pressed passes by us. */
async function promised(real: Real): Promise<PlatformWorld> {
  const w = await living({ on: real });
  kept = real === 'slack' ? await post(w, w.emulator('luo') as SlackEmulator) : null;
  for (const [, press, fill] of steps.slice(0, 2)) {
    await press(w);
    await fill(w);
  }
  return w;
}

const lastLink = (w: PlatformWorld, person: string): string =>
  w.shown(person).findLast(({ links }) => links.some((link) => link.includes('/forms/')))?.links[0] ?? '';

async function openPage(w: PlatformWorld, person: string): Promise<Sheet | null> {
  return pageSheet((w.emulator(person) as WecomEmulator).browser(w.account(person)), lastLink(w, person));
}

describe.each(reals)('%s', (real) => {
  test.each([
    ['has no effect when they are dismissed in that moment, and what was theirs is with a colleague who is told', true],
    ['has an effect otherwise', false],
  ])('what two people do %s', async (_, dismissed) => {
    const w = await promised(real);
    const [lin, luo] = ['lin', 'luo'].map((person) => w.account(person)) as [string, string];
    const emulator = w.emulator('luo');
    await w.presses('luo', '被上游卡住');
    await filing(w);
    await quiet(w);
    const mine = real === 'wecom' ? await openPage(w, 'lin') : emulator.sheet(lin);
    expect(mine?.labels()).toContain('有多急？');
    const deliver = w.shown('luo').findLast(({ buttons }) => buttons.includes('交付'));
    // The news that they have left comes first of all that is on its way.
    emulator.faults.hold();
    kept?.hold();
    const deeds = [
      emulator.says(luo, '/request 生产部 夹带的请求'),
      emulator.pressesOn(luo, deliver?.id ?? '', '交付'),
      ...(real === 'wecom' ? [] : [mine?.submit()]),
    ].map((deed) => Promise.resolve(deed).catch(() => {}));
    const leaving = dismissed ? [emulator.dismiss(luo), emulator.dismiss(lin)] : [];
    await quiet(w);
    await emulator.faults.release();
    await Promise.all(leaving);
    kept?.release();
    await Promise.all(deeds);
    if (real === 'wecom') await mine?.submit().catch(() => {});
    await w.settle();
    await quiet(w);
    const after = await happenings(w);
    if (!dismissed) return expect(after.at(-1)).toBe('1002 filed');
    if (real === 'wecom') expect(await openPage(w, 'lin').catch(() => null)).toBeNull();
    expect(after).toEqual(['1001 filed', '1001 accepted', ...after.slice(2).filter((line) => line.endsWith('Left'))]);
    expect(about(w)).toMatchObject({
      xie: [expect.stringContaining('R-1001（销售部）现由您处理')],
      xu: [expect.stringContaining('谢芳')],
    });
  });

  test('a card in other hands gives no right, and a link to a form nothing', async () => {
    const w = await promised(real);
    const before = await happenings(w);
    for (const other of ['lin', 'feng']) expect(await inTheNameOf(w, 'luo', other, kept)).toBeGreaterThan(0);
    expect(await inTheNameOf(w, 'lin', 'feng', kept)).toBeGreaterThan(real === 'wecom' ? -1 : 0);
    await w.settle();
    await quiet(w);
    expect(await happenings(w)).toEqual(before);
    expect(w.emulator('feng').sheet(w.account('feng'))).toBeNull();
    if (real !== 'wecom') return;
    await filing(w);
    const wecom = w.emulator('lin') as WecomEmulator;
    for (const browser of [wecom.browser(w.account('feng')), wecom.stranger()]) {
      const { page, sheet } = await openLink(browser, lastLink(w, 'lin')).catch(() => ({ page: null, sheet: null }));
      expect(sheet).toBeNull();
      expect(page?.text ?? '').not.toContain('SO-2051');
    }
    expect(await happenings(w)).toEqual(before);
  });
});
