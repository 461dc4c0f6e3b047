import { and, eq, inArray, ne, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Tx } from '../db/database.ts';
import { eraseWishes } from '../digest/store.ts';
import { eraseReasons } from '../duty/erase.ts';
import { dialogues, liveCards, outbox } from '../engine/tables.ts';
import { eraseRefusals } from '../map/erase.ts';
import { eraseFromActions } from '../meetings/actions/erase.ts';
import { eraseFromAgenda } from '../meetings/agenda/erase.ts';
import { eraseFeeds } from '../meetings/feeds/erase.ts';
import { eraseFromMeetings } from '../meetings/life/erase.ts';
import { erasePlanning } from '../meetings/planning/erase.ts';
import { eraseFromDirectory } from '../org/directory.ts';
import { storedPersonSpec } from '../org/spec.ts';
import { bumpVersion } from '../org/store.ts';
import { orgItems } from '../org/tables.ts';
import { forgetAllOf } from '../pages/asking/browsers.ts';
import { files } from '../platform/tables.ts';
import { eraseAnswers } from '../questionnaires/answering/retention.ts';
import { eraseFromRounds } from '../questionnaires/rounds/erase.ts';
import { eraseTexts } from '../requests/erase.ts';
import { idOf } from '../requests/scene.ts';
import { requests } from '../requests/tables.ts';
import { StartError } from '../service/errors.ts';
import { counted, type OperatorCommand, ok, readArguments } from './command.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { namePattern, replaceEverywhere } from './replace.ts';

const syntax = { name: 'person:erase', usage: 'npm run person:erase -- KEY' };
const shape = z.object({ key: z.string() });
const neutral = { 'zh-CN': '（已删除）', en: '(erased)' };

/**
 * Erases a person's data: name, accounts, and the words they wrote or that name them. The history keeps that someone did
 * what was done, and its chain still verifies, because it hashes commitments and not the words.
 */
export const personErase: OperatorCommand = {
  ...syntax,
  async read(argv) {
    return { key: readArguments(argv, syntax, [1, 1]).words[0] };
  },
  async run({ db, clock }, args) {
    const { key } = shape.parse(args);
    return db.transaction(async (tx) => {
      const person = await personOf(tx, key);
      await refuseWhileOpen(tx, person.id, key);
      const word = neutral[person.locale];
      const pattern = namePattern(person.name, await colleagues(tx, key));
      const texts = await eraseTexts(tx, { id: person.id, name: person.name, pattern, word });
      const places = await replaceEverywhere(tx, person.name, pattern, word);
      await eraseReasons(tx, person.id, word);
      await eraseRefusals(tx, person.id, word);
      await eraseFromActions(tx, person.id, word);
      await eraseFromAgenda(tx, person.id, word);
      await eraseFromMeetings(tx, person.id, word);
      await eraseFeeds(tx, person.id);
      await erasePlanning(tx, person.id);
      await eraseWishes(tx, person.id);
      await eraseAnswers(tx, person.id, person.name, pattern, word);
      await eraseFromRounds(tx, person.id);
      await forgetMessages(tx, person.id);
      await forgetAllOf(tx, [person.id]);
      await forgetAccounts(tx, await eraseFromDirectory(tx, person));
      await forgetPerson(tx, key, { ...person, name: word });
      await bumpVersion(tx, clock.now());
      return ok(
        [
          `${key} is erased: the name in ${counted(places, 'place')}, and ${counted(texts, 'text')} of requests. The history still verifies.`,
          `Take ${key} out of the org file too, or the next import brings the name back.`,
          'Messages that were sent stay in the messengers, and copies of what others were shown here for 90 days, longer while a card is kept true. Photos and files are kept with their requests. Backups keep everything until they are deleted.',
        ].join('\n'),
      );
    });
  },
};

type Stored = z.infer<typeof storedPersonSpec>;

async function personOf(tx: Tx, key: string): Promise<Stored> {
  const [row] = await tx.select().from(orgItems).where(isPerson(key)).for('update');
  if (row) return storedPersonSpec.parse(row.spec);
  throw new StartError(
    `There is no person with the key ${key}: use the key of the org file, such as "wang", not the name.`,
  );
}

/** What everyone else is called, those who have left too. */
async function colleagues(tx: Tx, key: string): Promise<string[]> {
  const found = await tx
    .select({ name: sql<string>`${orgItems.spec} ->> 'name'` })
    .from(orgItems)
    .where(and(eq(orgItems.kind, 'person'), ne(orgItems.key, key)));
  return found.map(({ name }) => name);
}

const isPerson = (key: string) => and(eq(orgItems.kind, 'person'), eq(orgItems.key, key));

/** What someone still works on must not lose its words. */
async function refuseWhileOpen(tx: Tx, id: string, key: string): Promise<void> {
  const open = await tx
    .select({ number: requests.number })
    .from(requests)
    .where(and(ne(requests.stage, 'closed'), or(eq(requests.asker, id), eq(requests.handler, id))))
    .orderBy(requests.number);
  if (open.length === 0) return;
  const list = open.slice(0, 10).map(({ number }) => idOf(number));
  throw new StartError(
    `${key} still has open requests (${list.join(', ')}${open.length > list.length ? ' …' : ''}): ` +
      'let them be closed, withdrawn or handed to a colleague first.',
  );
}

/** What was sent to them is only needed to change it. Files that belong to nothing were theirs alone. */
async function forgetMessages(tx: Tx, id: string): Promise<void> {
  const unsent = and(eq(outbox.person, id), inArray(outbox.status, ['waiting', 'dead', 'held']));
  await tx.update(outbox).set({ status: 'dropped', leaseId: null, leaseUntil: null }).where(unsent);
  const nameless = { account: '', messageId: null, target: null, error: null };
  await tx.update(outbox).set(nameless).where(eq(outbox.person, id));
  await tx.delete(liveCards).where(eq(liveCards.person, id));
  await tx.delete(dialogues).where(eq(dialogues.person, id));
  await tx.delete(files).where(and(eq(files.owner, id), eq(files.kept, false)));
}

/** The key is a name too, often in pinyin; the opaque id stays, because the history refers to it. */
async function forgetPerson(tx: Tx, key: string, person: Stored): Promise<void> {
  const fresh = `erased-${person.id}`;
  const spec: Stored = { ...person, key: fresh, email: null, accounts: {} };
  await tx.delete(orgItems).where(and(eq(orgItems.kind, 'person'), eq(orgItems.key, fresh)));
  await tx.update(orgItems).set({ key: fresh, spec, active: false }).where(isPerson(key));
}
