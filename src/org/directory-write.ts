import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, isSeq, type Pair, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import { describeProblems, parseOrgFile } from './file.ts';
import type { Messenger } from './organisation.ts';
import type { OrgFile } from './spec.ts';

/** The account a person of the org file is to have. */
export interface AccountEdit {
  /** The person's key. */
  key: string;
  account: string;
}

/** The accounts cannot be written into this text; the message says which line a human has to write. */
export class EditError extends Error {
  override name = 'EditError';
}

/**
 * Writes accounts into the text of an org file, and leaves every other character as it is: comments, quotes, columns.
 * Throws EditError where the text is written in a way that would not survive it.
 */
export function writeAccounts(text: string, platform: Messenger, edits: readonly AccountEdit[]): string {
  if (edits.length === 0) return text;
  const document = parseDocument(text, { schema: 'failsafe', uniqueKeys: false, logLevel: 'error' });
  const list = document.get('people', true);
  const people = isSeq(list) ? list.items.filter((item) => isMap(item)) : [];
  const splices = edits.map((edit) => {
    const person = people.find((item) => textOf(pairOf(item, 'key')) === edit.key);
    if (!person) throw unwritable(platform, edit);
    return spliceOf(text, person, platform, edit);
  });
  const written = splices
    .sort((a, b) => b.from - a.from)
    .reduce((done, { from, to, text: put }) => done.slice(0, from) + put + done.slice(to), text);
  check(text, written, platform, edits);
  return written;
}

interface Splice {
  from: number;
  to: number;
  text: string;
}

const unwritable = (platform: Messenger, { key, account }: AccountEdit) =>
  new EditError(
    `${key} is written in the org file in a way that cannot be changed safely: write ${platform}: ${quoted(account)} there yourself`,
  );

function spliceOf(text: string, person: YAMLMap, platform: Messenger, edit: AccountEdit): Splice {
  const present = pairOf(person, platform);
  if (present) {
    const range = isScalar(present.value) ? present.value.range : null;
    if (!range) throw unwritable(platform, edit);
    const [from, to] = range;
    return { from, to, text: `${from === to ? ' ' : ''}${quoted(edit.account)}` };
  }
  // Every person has a department, and it is a plain value.
  const before = pairOf(person, 'department');
  const end = isScalar(before?.value) ? before.value.range?.[1] : undefined;
  const start = isScalar(before?.key) ? (before.key as Scalar).range?.[0] : undefined;
  if (end === undefined || start === undefined) throw unwritable(platform, edit);
  const line = `${platform}: ${quoted(edit.account)}`;
  if (person.flow) return { from: end, to: end, text: `, ${line}` };
  const newline = text.indexOf('\n', end);
  const windows = newline > 0 && text[newline - 1] === '\r';
  const at = newline < 0 ? text.length : windows ? newline - 1 : newline;
  const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  return { from: at, to: at, text: `${windows ? '\r\n' : '\n'}${indent}${line}` };
}

const pairOf = (map: YAMLMap, key: string): Pair | undefined =>
  map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);

const textOf = (pair: Pair | undefined): string | null =>
  isScalar(pair?.value) ? String(pair.value.value ?? '') : null;

/** Plain where it reads as nothing else. */
function quoted(account: string): string {
  return /^[A-Z][A-Z0-9]{5,}$/.test(account) ? account : JSON.stringify(account);
}

/** What is read from the new text is what was read from the old one, with these accounts. */
function check(before: string, after: string, platform: Messenger, edits: readonly AccountEdit[]): void {
  const [old, fresh] = [parseOrgFile(before), parseOrgFile(after)];
  if ('problems' in old) throw new EditError(describeProblems(old.problems, 'the org file'));
  const accounts = new Map(edits.map(({ key, account }) => [key, account]));
  const wanted: OrgFile = {
    ...old.file,
    people: old.file.people.map((person) => {
      const account = accounts.get(person.key);
      return account === undefined ? person : { ...person, accounts: { ...person.accounts, [platform]: account } };
    }),
  };
  if ('problems' in fresh)
    throw new EditError(
      `with these accounts the org file would not be right:\n${describeProblems(fresh.problems, 'the org file')}`,
    );
  if (isDeepStrictEqual(fresh.file, wanted)) return;
  const wrong = edits.find(
    ({ key, account }) => fresh.file.people.find((person) => person.key === key)?.accounts[platform] !== account,
  );
  throw unwritable(platform, wrong ?? (edits[0] as AccountEdit));
}
