import { z } from 'zod';
import { idOf } from '../requests/scene.ts';
import { type Broken, verifyHistory } from '../requests/verify.ts';
import { broken, counted, type OperatorCommand, ok, readArguments } from './command.ts';

const syntax = { name: 'history:verify', usage: 'npm run history:verify' };

const reasons: Record<Broken['why'], string> = {
  order: 'a row is missing or doubled here',
  hash: 'its content was changed after it was written',
  text: 'its text or name is not the one that was written',
  missing: 'rows at the end were removed, or added behind the request',
  noRequest: 'the request it belongs to was removed',
};

const shown = 20;

/** Checks that nobody changed the past. */
export const historyVerify: OperatorCommand = {
  ...syntax,
  async read(argv) {
    readArguments(argv, syntax, [0, 0]);
    return {};
  },
  async run({ db }, args) {
    z.object({}).parse(args);
    const verified = await verifyHistory(db.reader);
    const size = `${counted(verified.requests, 'request')}, ${counted(verified.rows, 'row')} of history`;
    const [first] = verified.broken;
    if (!first) return ok(`The history is whole: ${size}.`);
    const line = ({ number, seq, why }: Broken) => `${idOf(number)}, row ${seq}: ${reasons[why]}`;
    const others = verified.broken.slice(1, shown).map(line);
    const more = verified.broken.length > shown ? [`… and ${verified.broken.length - shown} more`] : [];
    return broken(
      [
        `The history was changed outside the product. First broken row: ${line(first)}.`,
        ...(others.length > 0 ? ['Further requests with a broken row:', ...others, ...more] : []),
        `Checked: ${size}. Compare with a backup from before the change, and find out who has access to the database.`,
      ].join('\n'),
    );
  },
};
