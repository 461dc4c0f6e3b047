import { sql } from 'drizzle-orm';
import { bumpVersion } from '../../../src/org/store.ts';
import { type World, world } from '../../world.ts';

/** The shop floor has people without any messenger, the group for exports sits in Berlin, and the office is small. */
export const paperCompany = `
company: { name: 纸厂, timezone: Asia/Shanghai, locale: zh-CN, referees: [boss] }
calendars:
  office: { hours: { mon-fri: ["09:00-12:00", "13:00-18:00"] }, holidays: cn }
departments:
  - { key: office, name: 总经办, head: boss, calendar: office }
  - { key: sales, name: 销售部, parent: office, head: lin, deputy: zhou, calendar: office }
  - { key: export, name: 外贸组, parent: sales, head: ada, calendar: office }
  - { key: floor, name: 车间, parent: office, head: wang, calendar: office }
people:
  - { key: boss, name: 陈总, department: office }
  - { key: lin, name: 林晓燕, department: sales, post: 销售经理 }
  - { key: zhou, name: 周立, department: sales, post: 销售 }
  - { key: xu, name: 徐佳, department: sales, post: 销售 }
  - { key: ada, name: Ada Braun, department: export, post: 销售, locale: en, timezone: Europe/Berlin }
  - { key: ben, name: Ben Roth, department: export, post: "Sales, Europe", locale: en, timezone: Europe/Berlin }
  - { key: cai, name: 蔡明, department: export, post: 跟单 }
  - { key: wang, name: 王强, department: floor, post: 车间主任 }
  - { key: li, name: 老李, department: floor, post: 操作工 }
  - { key: ying, name: 小英, department: floor, post: 操作工 }
`;

/** That company, with nobody to write to on the shop floor but its head. */
export async function paperWorld(at: Date): Promise<World> {
  const w = await world({ at, company: paperCompany });
  await changePeople(w, ['li', 'ying'], { accounts: {} });
  return w;
}

/** Changes people as an import of the org file would. */
export async function changePeople(w: World, keys: readonly string[], change: object): Promise<void> {
  await w.db.transaction(async (tx) => {
    await tx.execute(
      sql`update org_items set spec = spec || ${JSON.stringify(change)}::jsonb
          where kind = 'person' and key in (select json_array_elements_text(${JSON.stringify(keys)}::json))`,
    );
    await bumpVersion(tx, w.clock.now());
  });
}

/** Someone new begins beside a colleague. */
export async function hire(w: World, beside: string, key: string, name: string): Promise<void> {
  await w.db.transaction(async (tx) => {
    const fresh = JSON.stringify({ id: key, key, name, accounts: { console: key } });
    await tx.execute(
      sql`insert into org_items (kind, key, spec, active, origin, changed_at)
          select kind, ${key}, spec || ${fresh}::jsonb, active, origin, changed_at from org_items
          where kind = 'person' and key = ${beside}`,
    );
    await bumpVersion(tx, w.clock.now());
  });
}
