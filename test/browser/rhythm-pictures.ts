import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type MovableClock, stoppedClock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { readMeetings } from '../../src/meetings/store.ts';
import type { Meeting } from '../../src/meetings/types.ts';
import type { Locale } from '../../src/org/organisation.ts';
import { requestFacts } from '../../src/requests/tables.ts';
import { testDatabase } from '../db/pool.ts';
import { shanghai } from '../world.ts';
import { companyAt } from './map-pictures.ts';

type Service = Awaited<ReturnType<typeof companyAt>>;

const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
const day = 86_400_000;
const hour = 3_600_000;
/** Whose conversation is shown: the head of production. */
const reader = 'wang';

/** A digest on Monday morning, and the table of a meeting, after weeks of requests and two that are open. */
export async function takeRhythmPictures(on: Browser, folder: string, locale: Locale): Promise<void> {
  const db = await testDatabase();
  await writeWeeks(db);
  const clock = stoppedClock(shanghai('2026-06-10T10:00'));
  const service = await companyAt(db, locale, clock);
  await asksOfProduction(service, locale);
  await until(service, clock, shanghai('2026-06-15T09:25'));
  if (locale === 'en') await shoot(on, service, locale, join(folder, 'digest-phone-en.png'), null);
  const meeting = await theMeeting(db);
  await until(service, clock, new Date((meeting.from?.getTime() ?? 0) + 12 * 60_000));
  await talks(service, await theMeeting(db), locale);
  if (locale === 'zh-CN') await shoot(on, service, locale, join(folder, 'meeting-phone-zh.png'), '例会进行中');
  await service.close();
  await db.close();
}

/** Twelve weeks in which production delivered about twenty times a week, and came to be on time. */
async function writeWeeks(db: Database): Promise<void> {
  const late = [6, 5, 6, 5, 4, 3, 4, 3, 3, 2, 2, 1];
  const rows = late.flatMap((few, week) =>
    Array.from({ length: 17 + ((week * 5) % 6) }, (_, index) => {
      const filedAt = new Date(
        shanghai('2026-03-23T08:30').getTime() + week * 7 * day + (index % 4) * day + index * 60_000,
      );
      const onTime = index >= few;
      return fact(1 + week * 50 + index, index % 3 === 0 ? 'quality' : 'materials', filedAt, onTime);
    }),
  );
  await db.transaction(async (tx) => {
    await tx.insert(requestFacts).values(rows);
  });
}

function fact(number: number, customer: string, filedAt: Date, onTime: boolean): typeof requestFacts.$inferInsert {
  const doneAt = new Date(filedAt.getTime() + (onTime ? 26 : 55) * hour);
  return {
    ...{
      number,
      customer,
      supplier: 'production',
      service: 'deliver-batch',
      urgency: 'normal',
      how: 'confirmed',
      filedAt,
    },
    ...{ closedAt: doneAt, doneAt, dueAt: new Date(filedAt.getTime() + 48 * hour), onTime, warned: number % 2 === 0 },
    ...{ acknowledgeMs: 40 * 60_000 + (number % 7) * 9 * 60_000, deliverMs: (onTime ? 8 : 20) * hour },
    ...{ rating: onTime ? 4 + (number % 2) : 3, returned: 0, ownMs: 9 * hour, totalMs: 26 * hour },
  };
}

/** Two requests of material control, one of them taken. */
async function asksOfProduction({ acts, engine }: Service, locale: Locale): Promise<void> {
  const needs =
    locale === 'en'
      ? [
          ['SO-2107: 3,000 finished pieces short', 'the shipment on Friday'],
          ['SO-2111: the date of the second lot', 'the promise to the customer'],
        ]
      : [
          ['SO-2107 缺 3000 件成品', '周五的发货'],
          ['SO-2111 第二批什么时候能入库', '对客户的交期承诺'],
        ];
  for (const [need = '', blocks = ''] of needs) {
    await acts.submit('he', 'requests.file', '{}', { to: 'production', need, blocks, urgency: 'normal' });
    await engine.flush();
  }
}

/** Time goes on, stopping at everything that becomes due. */
async function until({ engine }: Service, clock: MovableClock, at: Date): Promise<void> {
  await engine.plan();
  for (let next = await engine.next(); next && next <= at; next = await engine.next()) {
    if (next > clock.now()) clock.set(next);
    await engine.plan();
    await engine.tick();
    await engine.flush();
  }
  clock.set(at);
  await engine.tick();
  await engine.flush();
}

/** The one of production and material control. */
async function theMeeting(db: Database): Promise<Meeting> {
  const week = await readMeetings(db.reader, { week: '2026-06-15' });
  const meeting = week.find(
    ({ departments }) => departments.includes('production') && departments.includes('materials'),
  );
  if (!meeting) throw new Error('production and material control have no meeting that week');
  return meeting;
}

/** They tick a point, decide, and agree on an improvement. */
async function talks({ acts, engine }: Service, { id, points }: Meeting, locale: Locale): Promise<void> {
  const en = locale === 'en';
  const decision = en ? 'Short lots are told by noon of the same day' : '缺料当天中午前说，不等到交期';
  const improvement = {
    text: en ? 'One board of lots that both read' : '两个部门看同一块批次看板',
    owner: 'liu',
    due: shanghai('2026-06-29T20:00').toISOString(),
    sign: en ? 'No question about a lot for two weeks' : '连续两周没有人再问批次',
    cause: '~none',
  };
  if (points.length > 0) await acts.submit(reader, 'meetings.life.tick', `${id}|`, { talked: '0' });
  await acts.submit(reader, 'meetings.life.decide', String(id), { text: decision });
  await acts.submit(reader, 'meetings.actions.add', `${id}|`, improvement);
  await engine.tick();
  await engine.flush();
}

/** The reader's conversation on a telephone: from the card with that title on, else its end. */
async function shoot(on: Browser, { url }: Service, locale: Locale, path: string, title: string | null): Promise<void> {
  const context = await on.newContext({ viewport: desktop, locale, deviceScaleFactor: 1.5 });
  const page: Page = await context.newPage();
  await page.goto(`${url}/console?as=${reader}`);
  await page.getByRole('button', { name: locale === 'en' ? 'English' : '中文' }).click();
  await page.setViewportSize(phone);
  await page.waitForTimeout(1500);
  if (title !== null) {
    await page
      .locator('#log')
      .getByText(title)
      .last()
      .evaluate((card) => card.scrollIntoView({ block: 'start' }));
    await page.locator('#log').evaluate((log) => log.scrollBy(0, -30));
  }
  await page.screenshot({ path });
  await context.close();
}
