import { rotateSigningKey } from '../service/settings.ts';
import { type OperatorCommand, ok, readArguments } from './command.ts';

const syntax = { name: 'key:rotate', usage: 'npm run key:rotate' };

/** Replaces the key that signs forms, sessions and feeds. */
export const keyRotate: OperatorCommand = {
  ...syntax,
  async read(argv) {
    readArguments(argv, syntax, [0, 0]);
    return {};
  },
  async run({ db }) {
    await rotateSigningKey(db.reader);
    return ok(
      'There is a new signing key. Restart every instance now: sessions, form links and calendar links signed before are void then.',
    );
  },
};
