import type { Reader } from '../db/database.ts';
import { mapState } from '../map/state.ts';
import { departmentName, type Organisation } from '../org/organisation.ts';
import type { Finding } from '../platform/messenger.ts';
import { counted } from './command.ts';

const shown = 5;

/** Names that heads asked to be added to the org file: nobody but the operator can. */
export async function ofNames(on: Reader, org: Organisation): Promise<Finding[]> {
  const wanted = (await mapState(on, org)).unresolved.filter((name) => name.wanted);
  const lines = wanted.slice(0, shown).map(
    ({ words, department }): Finding => ({
      level: 'warning',
      text: `map: the head of ${departmentName(org, department)} asks for "${words}" in the org file; add it as a department or step and import the file, or say what it is called there`,
    }),
  );
  const more = wanted.length - lines.length;
  return more > 0 ? [...lines, { level: 'warning', text: `map: ${counted(more, 'further name')} to be added` }] : lines;
}
