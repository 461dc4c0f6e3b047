import type { Outcome, Turn } from '../../engine/feature.ts';
import { folded } from '../../org/likeness.ts';
import { departmentName } from '../../org/organisation.ts';
import { type Card, sentence } from '../../platform/card.ts';
import type { Form } from '../../platform/form.ts';
import { lookOf } from '../rounds/look.ts';
import { notReader, publishedCard } from './cards.ts';
import { sheetView, showDesk, shown } from './flow.ts';
import { reads, settledBy, settles } from './rules.ts';
import { newestRoundOf, publishedStatements } from './store.ts';

/** What a department has published, for who may read it. */
export async function readSheet(turn: Turn, department: string): Promise<Card> {
  const look = lookOf(turn.org, turn.person);
  if (!reads(turn.org, turn.person.id, department)) return notReader(look, department);
  const statements = (await publishedStatements(turn.tx)).filter((one) => one.department === department);
  return publishedCard(look, department, statements, (unit) => turn.link(turn.person.id, sheetView(unit)));
}

/** `/questionnaire sheet [department]`: settling for whoever settles it, reading for everyone else who may. */
export async function commandedSheet(turn: Turn, text: string): Promise<Outcome> {
  const wanted = text.trim();
  if (wanted === '') return shown(await sheetOf(turn, ''));
  const department = [...turn.org.departments.values()].find(
    ({ key, name }) => folded(key) === folded(wanted) || folded(name) === folded(wanted),
  );
  const { say } = lookOf(turn.org, turn.person);
  return shown(
    department ? await sheetOf(turn, department.key) : sentence(say('sheet.no.department', { words: wanted })),
  );
}

/** The sheet of a department; without one, the only one this person settles, the choice of one, or that of their own. */
export async function sheetOf(turn: Turn, department: string): Promise<Form | Card> {
  const own = settledBy(turn.org, turn.person.id);
  if (department === '' && own.length > 1) return whichForm(turn, own);
  const key = department || (own[0] ?? turn.person.department);
  if (!settles(turn.org, turn.person.id, key)) return readSheet(turn, key);
  const round = await newestRoundOf(turn.tx, key);
  return round === null ? readSheet(turn, key) : showDesk(turn, round, key);
}

/** Which of several departments. */
export function whichForm(turn: Turn, departments: readonly string[], round = ''): Form {
  const { say } = lookOf(turn.org, turn.person);
  return {
    action: 'questionnaires.sheet.which',
    context: round,
    title: say('sheet.which.title'),
    submit: say('sheet.form.open'),
    fields: [
      {
        key: 'department',
        label: say('sheet.which.field'),
        required: true,
        kind: 'choice',
        search: departments.length > 10,
        options: departments.map((key) => ({ value: key, label: departmentName(turn.org, key), words: [key] })),
      },
    ],
  };
}
