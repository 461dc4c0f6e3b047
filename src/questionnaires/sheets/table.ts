import { departmentName, type Requirement } from '../../org/organisation.ts';
import { partyName } from '../answering/parties.ts';
import type { Look } from '../rounds/look.ts';
import type { Counted, StatedCustomer, StatedSupplier, Statement } from '../types.ts';
import { areFew } from '../types.ts';
import { publicName, saidBy } from './cards.ts';
import type { Cell, Table } from './export.ts';

type Column =
  | 'department'
  | 'unit'
  | 'version'
  | 'published'
  | 'about'
  | 'party'
  | 'named'
  | 'kind'
  | 'says'
  | 'requirement'
  | 'amount'
  | 'measure'
  | 'words'
  | 'said';

const columns: readonly Column[] = [
  ...(['department', 'unit', 'version', 'published', 'about', 'party', 'named', 'kind'] as const),
  ...(['says', 'requirement', 'amount', 'measure', 'words', 'said'] as const),
];

/** A published sheet as a table: a line for each statement, with how many said so and never who. */
export function sheetTable(look: Look, statement: Statement): Table {
  const { say, org } = look;
  const common: Partial<Record<Column, Cell>> = {
    department: departmentName(org, statement.department),
    unit: partyName(org, say, statement.unit),
    version: statement.version,
    published: say('round.at', { at: statement.publishedAt }),
  };
  const lines = [
    { about: say('sheet.answered'), said: statement.answered },
    { about: say('sheet.namedCustomer'), said: statement.namedCustomer },
    ...statement.mainWork.map((words) => ({ about: say('sheet.form.mainWork'), words })),
    ...statement.suppliers.flatMap((line) => partyLines(look, 'sheet.supplier', line)),
    ...statement.customers.flatMap((line) => partyLines(look, 'sheet.customer', line)),
  ];
  return {
    name: `v${statement.version}`,
    head: columns.map((column) => say(`sheet.column.${column}`)),
    rows: lines.map((line) => columns.map((column) => cellOf(look, statement, column, { ...common, ...line }[column]))),
  };
}

type Line = Partial<Record<Column, Cell>>;

/** How many said so is a number from three on, and words below. */
function cellOf(look: Look, { answered }: Statement, column: Column, cell: Cell = null): Cell {
  const isCount = column === 'named' || column === 'said';
  return isCount && typeof cell === 'number' && areFew(cell, answered) ? saidBy(look, cell, answered) : cell;
}

function partyLines(
  look: Look,
  about: 'sheet.supplier' | 'sheet.customer',
  line: StatedSupplier | StatedCustomer,
): Line[] {
  const { say } = look;
  const common: Line = {
    about: say(about),
    party: publicName(look, line.party),
    named: line.said,
    kind: line.kind ? say(`answer.${line.kind}`) : null,
  };
  const said = [
    ...line.handsOn.map((one): Line => ({ says: say('sheet.says.handsOn'), words: one.words, said: one.said })),
    ...('requires' in line
      ? [
          ...line.requires.map((one) => requirementCells(look, 'requires', one)),
          ...line.troubles.map(
            (one): Line => ({
              ...{ says: say('sheet.says.troubles'), requirement: say(`answer.trouble.${one.about}`) },
              ...{ words: one.words, said: one.said },
            }),
          ),
        ]
      : line.believes.map((one) => requirementCells(look, 'believes', one))),
  ];
  return said.length === 0 ? [common] : said.map((one) => ({ ...common, ...one }));
}

const requirementCells = ({ say }: Look, says: 'requires' | 'believes', one: Counted<Requirement>): Line => ({
  says: say(`sheet.says.${says}`),
  requirement: say(`answer.kind.${one.kind}`),
  amount: one.amount,
  measure: one.unit,
  words: one.words,
  said: one.said,
});
