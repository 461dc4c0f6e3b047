import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { applyImport, describeChanges, planImport } from '../../src/org/import.ts';
import { loadOrganisation } from '../../src/org/store.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { company, fileOf, orgOf, problemsOf } from './yaml.ts';

const now = new Date('2026-05-01T10:00:00+08:00');
const withChannel = (channel: string) =>
  company('', `  - { key: production, name: 生产部, head: wang, deputy: liu,\n      channel: ${channel} }`);

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
beforeEach(() => truncateAll(db));
afterAll(() => db.close());

async function imported(yaml: string): Promise<string> {
  return db.transaction(async (tx) => {
    const plan = await planImport(tx, fileOf(yaml), { openWork: async () => [], newId: (key) => key });
    if (plan.kind === 'refused') throw new Error('refused');
    await applyImport(tx, plan, now);
    return describeChanges(plan.changes);
  });
}

describe('a department’s channel', () => {
  test('is named by its id, and a department without one has none', () => {
    expect(orgOf(withChannel('{ slack: C0123ABCD }')).departments.get('production')?.channel).toEqual({
      slack: 'C0123ABCD',
    });
    expect(orgOf(withChannel('')).departments.get('production')?.channel).toBeNull();
    expect(orgOf(company()).departments.get('production')?.channel).toBeNull();
  });

  test.each([
    ['a name', '{ slack: "#production" }', 'org.yaml:4 departments[production].channel.slack: "#production" is no id'],
    ['a person', '{ slack: U0123ABCD }', '"U0123ABCD" is no id of a Slack channel; click the channel’s name'],
    ['a conversation of two', '{ slack: D0123ABCD }', 'it begins with C (or G) and looks like C0123ABCD'],
    ['small letters', '{ slack: c0123abcd }', '"c0123abcd" is no id'],
    ['nothing', '{}', 'departments[production].channel: "slack" is missing'],
    ['another messenger', '{ wecom: C0123ABCD }', '"wecom" is not known here'],
    ['a bare id', 'C0123ABCD', 'departments[production].channel: must be a block of "key: value" entries'],
  ])('is no %s', (_, channel, expected) => {
    expect(problemsOf(withChannel(channel)).join('\n').replaceAll("'", '’')).toContain(expected);
  });

  test('comes and goes with an import, which says so', async () => {
    await imported(company());
    expect(await imported(withChannel('{ slack: C0123ABCD }'))).toContain('channel.slack: none → C0123ABCD');
    expect((await loadOrganisation(db.reader)).departments.get('production')?.channel).toEqual({ slack: 'C0123ABCD' });
    expect(await imported(company())).toContain('channel.slack: C0123ABCD → none');
    expect((await loadOrganisation(db.reader)).departments.get('production')?.channel).toBeNull();
  });

  test('is no change to departments that have none, which are stored as they always were', async () => {
    const [department] = fileOf(company()).departments;
    expect(department).not.toHaveProperty('channel');
    await imported(company());
    expect(await imported(company())).toContain('Nothing to change');
  });
});
