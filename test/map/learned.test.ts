import { expect, test } from 'vitest';
import { demoCompany } from '../../src/demo/company.ts';
import { eraseRefusals } from '../../src/map/erase.ts';
import { mapProposals } from '../../src/map/tables.ts';
import { parseOrgFile } from '../../src/org/file.ts';
import { applyImport, describeChanges, planImport } from '../../src/org/import.ts';
import { learnAgreement, learnLink } from '../../src/org/store.ts';
import type { World } from '../world.ts';
import { world } from '../world.ts';
import { customer, publish, statement, supplier, within } from './kit.ts';
import { presses } from './story.ts';

const link = {
  supplier: 'quality',
  supplierStep: null,
  customer: 'sales',
  customerStep: null,
  kind: 'functional' as const,
  measure: null,
};
const agreement = {
  key: 'quality>sales:onTime',
  version: 1,
  supplier: 'quality',
  customer: 'sales',
  requirement: within(4, 'h'),
  service: null,
  deliver: '4h',
  since: '2026-05-06T02:00:00.000Z',
};

async function imports(w: World, text: string): Promise<string> {
  const parsed = parseOrgFile(text);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return w.db.transaction(async (tx) => {
    const plan = await planImport(tx, parsed.file, { openWork: async () => [], newId: (key) => key });
    if (plan.kind === 'refused') throw new Error('refused');
    await applyImport(tx, plan, w.clock.now());
    return describeChanges(plan.changes);
  });
}

test('an import leaves alone what was agreed and taken over in chat, unless the file names it too', async () => {
  const w = await world();
  const learned = await w.db.transaction(async (tx) => {
    await learnAgreement(tx, agreement, w.clock.now());
    return [await learnLink(tx, link, w.clock.now()), await learnLink(tx, link, w.clock.now())];
  });
  expect(learned).toEqual([true, false]);
  await imports(w, demoCompany);
  const org = await w.organisation();
  expect(org.agreements).toEqual([agreement]);
  expect(org.links).toContainEqual(link);
  const named = demoCompany.replace(
    'links: ',
    'links:\n  - { supplier: quality, customer: sales, kind: functional }\n  #',
  );
  expect(await imports(w, named)).toContain('was learned in chat, and is now kept in the org file');
  expect(
    (await w.organisation()).links.filter((one) => one.supplier === 'quality' && one.customer === 'sales'),
  ).toHaveLength(1);
});

test('a later version of an agreement takes the place of the one before', async () => {
  const w = await world();
  await w.db.transaction((tx) => learnAgreement(tx, agreement, w.clock.now()));
  const before = (await w.organisation()).version;
  await w.db.transaction((tx) => learnAgreement(tx, { ...agreement, version: 2, deliver: '1d' }, w.clock.now()));
  const org = await w.organisation();
  expect(org.agreements).toMatchObject([{ version: 2, deliver: '1d' }]);
  expect(org.version).toBe(before + 1);
});

test('why someone refused is erased with them; that they did stays', async () => {
  const w = await world();
  await publish(w.db, [
    statement('sales', { suppliers: [supplier('materials')] }),
    statement('materials', { customers: [customer('finance')] }),
  ]);
  const wording = { kind: 'onTime', amount: '4', unit: 'h', words: '四小时内' };
  await w.clicks('he', 'map.propose', 'unseenCustomer:materials>sales', wording);
  await w.until(new Date('2026-05-06T06:00:00Z'));
  await presses(w, 'lin', 'refuse', { reason: '孩子要接' });
  w.sent();
  await w.db.transaction((tx) => eraseRefusals(tx, 'lin', '（已删除）'));
  expect(await w.db.reader.select().from(mapProposals)).toMatchObject([
    { status: 'refused', settledBy: 'lin', reason: '（已删除）' },
  ]);
});
