import { createHash, createHmac, randomBytes } from 'node:crypto';
import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Outcome, TimeTurn, Turn } from '../../engine/feature.ts';
import type { Codes } from '../../pages/code.tsx';
import { type Card, sentence } from '../../platform/card.ts';
import { dropOwnDrafts } from '../answering/store.ts';
import { roundCodes, rounds } from '../tables.ts';
import { type Look, lookOf } from './look.ts';
import { minutesFor, questionnaireOf, titleOf } from './offered.ts';
import { paperPeopleOf } from './paper.ts';
import { loadRound } from './store.ts';
import { button, refusalCard, text } from './views.ts';

const BYTES = 16;

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** One sheet is printed under one key of 128 bits, from which each person's code of 128 bits follows; only its hash is kept. */
const codeOf = (key: string, round: number, person: string): string =>
  createHmac('sha256', Buffer.from(key, 'base64url'))
    .update(`${round}/${person}`)
    .digest()
    .subarray(0, BYTES)
    .toString('base64url');

/**
 * Makes a code for everyone of theirs who has no account. Codes printed before open nothing any more, and what was begun
 * with them and not finished is dropped: whoever prints a new one, and opens it, would read it.
 */
export async function makeCodes(turn: Turn, value: string): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const [id = '', department = ''] = value.split('|');
  const whisper = (card: Card): Outcome => ({ effects: [], reply: { kind: 'whisper', card } });
  const round = await loadRound(turn.tx, Number(id));
  if (!round) return whisper(sentence(look.say('round.no.round')));
  if (round.endedAt) return whisper(refusalCard(look, { why: 'ended', at: round.endedAt }));
  const people = (await paperPeopleOf(turn, round, department)).map(({ person }) => person);
  if (people.length === 0) return whisper(sentence(look.say('round.no.paperPeople')));
  const key = randomBytes(BYTES).toString('base64url');
  const url = turn.link(turn.person.id, `questionnaires/codes?${new URLSearchParams({ round: id, department, key })}`);
  if (!url || !codeAddress(url)) return whisper(noPages(look, value));
  await turn.tx.delete(roundCodes).where(and(eq(roundCodes.round, round.id), inArray(roundCodes.person, people)));
  await dropOwnDrafts(turn.tx, round.id, people);
  await turn.tx.insert(roundCodes).values(
    people.map((person) => ({
      hash: hashOf(codeOf(key, round.id, person)),
      round: round.id,
      person,
      madeAt: turn.now,
    })),
  );
  const title = titleOf(await questionnaireOf(turn.tx, round), turn.person.locale);
  return whisper({
    title: look.say('round.codes.made', { title, count: people.length }),
    tone: 'good',
    elements: [text(look.say('round.codes.text')), { kind: 'link', label: look.say('round.codes.print'), url }],
    buttons: [],
  });
}

/** Where nobody can open a page, answers are entered. */
const noPages = (look: Look, value: string): Card => ({
  ...sentence(look.say('round.no.codes')),
  buttons: [button(look, 'round.enter', value, 'enter', 'primary')],
});

/** The address in front of a code, as people outside reach it, read off a link to a page of ours; null where there is none. */
export function codeAddress(link: string | null): string | null {
  const [, outside] = /^(https?:\/\/.+)\/views\/link\/[^/]+$/.exec(link ?? '') ?? [];
  return outside === undefined ? null : `${outside}/forms/code/`;
}

/** The codes of a sheet that still open something, in order of departments and people. */
export async function codesOf(
  turn: TimeTurn & Pick<Turn, 'person'>,
  query: URLSearchParams,
): Promise<{ title: string; minutes: number; sheets: { person: string; department: string; code: string }[] } | null> {
  const [id, key] = [Number(query.get('round')), query.get('key') ?? ''];
  const round = await loadRound(turn.tx, id);
  if (!round || round.endedAt || key.length !== 22) return null;
  const people = await paperPeopleOf(turn, round, query.get('department') ?? '');
  const known = await turn.tx.select({ hash: roundCodes.hash }).from(roundCodes).where(eq(roundCodes.round, id));
  const hashes = new Set(known.map(({ hash }) => hash));
  const sheets = people
    .map(({ person, department }) => ({ person, department, code: codeOf(key, id, person) }))
    .filter(({ code }) => hashes.has(hashOf(code)));
  const questionnaire = await questionnaireOf(turn.tx, round);
  return { title: titleOf(questionnaire, turn.person.locale), minutes: minutesFor(questionnaire), sheets };
}

/** What printed codes open: the questionnaire of their round, for their person, in the first browser that opens them. */
export const codes: Codes = {
  async opens(tx, code, browser, bind) {
    if (!/^[\w-]{22}$/.test(code)) return 'unknown';
    const [found] = await tx
      .select({
        hash: roundCodes.hash,
        person: roundCodes.person,
        round: roundCodes.round,
        browser: roundCodes.browser,
      })
      .from(roundCodes)
      .innerJoin(rounds, eq(rounds.id, roundCodes.round))
      .where(and(eq(roundCodes.hash, hashOf(code)), isNull(rounds.endedAt)))
      .for('update', { of: roundCodes });
    if (!found) return 'unknown';
    const mine = browser === '' ? null : hashOf(browser);
    if (found.browser !== null && found.browser !== mine) return 'elsewhere';
    if (bind && found.browser === null) {
      // A page that was open when this code was printed may have been sent since.
      await dropOwnDrafts(tx, found.round, [found.person]);
      await tx.update(roundCodes).set({ browser: mine, usedAt: bind }).where(eq(roundCodes.hash, found.hash));
    }
    const { hash, person, round } = found;
    return { person, action: 'questionnaires.answer.start', value: String(round), name: `${round}-${hash}` };
  },
  async counts(on, person, name) {
    const [, round = '', hash] = /^(\d{1,9})-([0-9a-f]{64})$/.exec(name) ?? [];
    const mine = and(eq(roundCodes.round, Number(round)), eq(roundCodes.person, person));
    const standing = await on.select({ hash: roundCodes.hash }).from(roundCodes).where(mine);
    // Once everything is answered there is none, and the last page stays.
    return standing.every((one) => one.hash === hash);
  },
};
