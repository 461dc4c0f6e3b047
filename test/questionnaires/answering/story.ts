import { readFile } from 'node:fs/promises';
import { eq, sql } from 'drizzle-orm';
import { rows } from '../../../src/db/database.ts';
import { demoCompany } from '../../../src/demo/company.ts';
import { bumpVersion } from '../../../src/org/store.ts';
import type { Reply } from '../../../src/platform/adapter.ts';
import { parseQuestionnaire } from '../../../src/questionnaires/answering/file.ts';
import { importQuestionnaire } from '../../../src/questionnaires/answering/questionnaires.ts';
import { loadDraft, saidIn } from '../../../src/questionnaires/answering/store.ts';
import { roundPeople, rounds } from '../../../src/questionnaires/tables.ts';
import { formOf, read, type World, world } from '../../world.ts';

/** The demo company, where Zhao Min mounts parts and Sun Hao has a post and no account. */
export const company = demoCompany
  .replace('key: zhao, name: 赵敏, department: production', 'key: zhao, name: 赵敏, department: production, step: smt')
  .replace('key: luo, name: 罗勇, department: materials', 'key: luo, name: 罗勇, department: materials, post: 仓管员');

export const answering = (options: { poorest?: boolean; company?: string } = {}) => world({ company, ...options });

/** A round, as its owner has started it. */
export async function round(
  w: World,
  people: readonly string[],
  about: { questionnaire?: string; version?: number; owner?: string } = {},
): Promise<number> {
  const { questionnaire = 'self-awareness', version = 1, owner = 'chen' } = about;
  const [row] = await w.db.reader
    .insert(rounds)
    .values({ questionnaire, version, owner, audience: { kind: 'company' }, startedAt: w.clock.now() })
    .returning();
  const id = row?.id ?? 0;
  const org = await w.organisation();
  await w.db.reader.insert(roundPeople).values(
    people.map((person) => ({
      round: id,
      person,
      department: org.people.get(person)?.department ?? '',
      status: 'asked' as const,
    })),
  );
  return id;
}

export async function end(w: World, id: number): Promise<void> {
  await w.db.reader.update(rounds).set({ endedAt: w.clock.now() }).where(eq(rounds.id, id));
}

export const start = (w: World, person: string, id: number, whom = ''): Promise<Reply | null> =>
  w.clicks(person, 'questionnaires.answer.start', whom === '' ? String(id) : `${id}|${whom}`);

/** Presses a button of the answer someone just got. */
export async function follows(w: World, person: string, reply: Reply | null, action: string): Promise<Reply | null> {
  const buttons = reply?.kind === 'whisper' ? reply.card.buttons : [];
  const button = buttons.find((one) => one.action === `questionnaires.answer.${action}`);
  if (!button) throw new Error(`no button ${action} in ${JSON.stringify(reply)}`);
  return w.clicks(person, button.action, button.value);
}

/** What was whispered, every word. */
export function heard(reply: Reply | null): string {
  if (reply?.kind !== 'whisper') throw new Error(`no whisper, but ${JSON.stringify(reply)}`);
  return read(reply.card);
}

/** The keys of the fields a form asks. */
export const asks = (reply: Reply | null): string[] => formOf(reply).fields.map(({ key }) => key);

/** Of a form, the page it is. */
export const pageIn = (reply: Reply | null): string => formOf(reply).context.split('|').slice(2).join('|');

export const draftOf = (w: World, id: number, person: string) => loadDraft(w.db.reader, id, person);

export const said = (w: World, id: number) => saidIn(w.db.reader, id);

export async function statusOf(w: World, id: number, person: string): Promise<string> {
  const found = await w.db.reader.select().from(roundPeople).where(eq(roundPeople.round, id));
  return found.find((row) => row.person === person)?.status ?? 'nobody';
}

export const supplierPage = {
  kind: 'process',
  handsOn: '齐套的物料',
  requireKind: 'onTime',
  requireMeasure: '2小时',
  requireWords: '上线前到位',
  troubleAbout: 'complete',
  troubleWords: '常缺一两种',
};

export const customerPage = {
  kind: 'process',
  handsOn: '贴好的板',
  requireKind: 'correct',
  requireMeasure: '98%',
  requireWords: '',
};

/** Imports the manual's example, or another file, as its next version. */
export async function imports(w: World, text?: string): Promise<number> {
  const parsed = parseQuestionnaire(text ?? (await example()));
  if (!('spec' in parsed)) throw new Error(JSON.stringify(parsed.problems));
  const { spec } = parsed;
  return w.db.transaction(async (tx) => (await importQuestionnaire(tx, spec, w.clock.now(), false)).version);
}

/** The example of the manual. */
export async function example(): Promise<string> {
  const manual = await readFile('docs/questionnaires.md', 'utf8');
  return /```yaml\n([\s\S]*?)```/.exec(manual)?.[1] ?? '';
}

/** Every row of every table, as text, by table. */
export async function everything(w: World): Promise<Map<string, string[]>> {
  const tables = await rows<{ name: string }>(
    w.db.reader,
    sql`select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  const texts = new Map<string, string[]>();
  for (const { name } of tables) {
    const found = await rows<{ row: string }>(w.db.reader, sql`select t::text as row from ${sql.identifier(name)} t`);
    texts.set(
      name,
      found.map(({ row }) => row),
    );
  }
  return texts;
}

/** Tables that hold a text. */
export const tablesWith = async (w: World, text: string): Promise<string[]> =>
  [...(await everything(w))].filter(([, all]) => all.some((row) => row.includes(text))).map(([table]) => table);

/** Takes someone's accounts away, or has them leave, as an import of the org file would. */
export async function changes(w: World, key: string, change: { accounts: object } | 'leaves'): Promise<void> {
  await w.db.transaction(async (tx) => {
    await tx.execute(
      change === 'leaves'
        ? sql`update org_items set active = false where kind = 'person' and key = ${key}`
        : sql`update org_items set spec = spec || ${JSON.stringify(change)}::jsonb where kind = 'person' and key = ${key}`,
    );
    await bumpVersion(tx, w.clock.now());
  });
}
