import type { Child } from 'hono/jsx';
import type { View } from '../../engine/feature.ts';
import { Words } from '../../look/words.tsx';
import { departmentName } from '../../org/organisation.ts';
import { partyName } from '../answering/parties.ts';
import { type Look, lookOf } from '../rounds/look.ts';
import type { Counted, StatedCustomer, StatedSupplier, Statement } from '../types.ts';
import { areFew } from '../types.ts';
import { notReader, publicName, publishedCard, saidBy } from './cards.ts';
import { fileOf } from './export.ts';
import { requirementLine, troubleLine } from './lines.ts';
import { reads } from './rules.ts';
import { loadStatement, versionsOf } from './store.ts';
import { sheetTable } from './table.ts';

/** A published sheet, in any of its versions: as a page, as CSV and as a workbook. */
export const sheetPage: View = {
  name: 'sheet',
  title: { en: 'Sheet of a department', 'zh-CN': '部门表' },
  async show(turn, query) {
    const look = lookOf(turn.org, turn.person);
    const unit = query.get('unit') ?? turn.person.department;
    const department = unit.split(/[/#]/u, 1)[0] ?? '';
    if (!reads(turn.org, turn.person.id, department))
      return { kind: 'no', card: notReader(look, department), status: 403 };
    const asked = query.get('version') ?? '';
    const version = /^[1-9]\d{0,5}$/.test(asked) ? Number(asked) : undefined;
    const statement = await loadStatement(turn.tx, unit, version);
    if (!statement) return { kind: 'no', card: publishedCard(look, department, [], () => null) };
    const name = partyName(turn.org, look.say, unit);
    const as = query.get('as');
    if (as === 'csv' || as === 'xlsx')
      return fileOf(`${name} v${statement.version}`, [sheetTable(look, statement)], as);
    const versions = await versionsOf(turn.tx, department);
    return {
      kind: 'page',
      title: look.say('sheet.page.title', { unit: name, version: statement.version }),
      styles: ['sheet.css'],
      content: <Sheet look={look} statement={statement} versions={versions} />,
    };
  },
};

const addressOf = (unit: string, version: number, as = ''): string =>
  `sheet?${new URLSearchParams({ unit, version: String(version), ...(as ? { as } : {}) })}`;

type Versions = Awaited<ReturnType<typeof versionsOf>>;

function Sheet({ look, statement, versions }: { look: Look; statement: Statement; versions: Versions }) {
  const { say, org } = look;
  const { unit, version, answered, namedCustomer } = statement;
  const newest = versions.find((one) => one.unit === unit)?.version ?? version;
  return (
    <article class="department-sheet">
      <h1>
        <Words text={partyName(org, say, unit)} />
      </h1>
      <p class="note">{say('sheet.page.about', { version, at: statement.publishedAt })}</p>
      {newest > version ? (
        <p class="older">
          {say('sheet.page.older', { version: newest })}{' '}
          <a href={addressOf(unit, newest)}>{say('sheet.page.newest')}</a>
        </p>
      ) : null}
      <p>
        {say(areFew(namedCustomer, answered) ? 'sheet.page.answeredFew' : 'sheet.page.answered', {
          count: answered,
          named: namedCustomer,
        })}
      </p>
      <p class="files">
        <a href={addressOf(unit, version, 'csv')}>CSV</a> <a href={addressOf(unit, version, 'xlsx')}>Excel (XLSX)</a>
      </p>
      <MainWork look={look} lines={statement.mainWork} />
      <Side
        look={look}
        title={say('sheet.suppliers')}
        required={say('sheet.says.requires')}
        lines={statement.suppliers}
        answered={answered}
      />
      <Side
        look={look}
        title={say('sheet.customers')}
        required={say('sheet.says.believes')}
        lines={statement.customers}
        answered={answered}
      />
      <Others look={look} versions={versions} shown={statement} />
    </article>
  );
}

function MainWork({ look: { say }, lines }: { look: Look; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <section>
      <h2>{say('sheet.form.mainWork')}</h2>
      <ul>
        {lines.map((words) => (
          <li>
            <Words text={words} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface SideProps {
  look: Look;
  title: string;
  required: string;
  lines: readonly (StatedSupplier | StatedCustomer)[];
  answered: number;
}

function Side({ look, title, required, lines, answered }: SideProps) {
  const { say } = look;
  const troubles = lines.some((line) => 'requires' in line);
  const columns = [say('sheet.column.party'), say('sheet.says.handsOn'), required];
  const said = (count: number) => saidBy(look, count, answered);
  const heads = troubles ? [...columns, say('sheet.says.troubles')] : columns;
  return (
    <section>
      <h2>{title}</h2>
      {lines.length === 0 ? (
        <p>{say('sheet.page.nobody')}</p>
      ) : (
        <table>
          <thead>
            <tr>
              {heads.map((head) => (
                <th scope="col">{head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr>
                <th scope="row">
                  <Words text={publicName(look, line.party)} />
                  <span class="note">
                    {areFew(line.said, answered) ? say('sheet.few') : say('sheet.people', { count: line.said })}
                    {line.kind ? ` · ${say(`answer.${line.kind}`)}` : ''}
                  </span>
                </th>
                <Said head={columns[1]} lines={line.handsOn} said={said} line={({ words }) => words} />
                {'requires' in line ? (
                  <Said head={required} lines={line.requires} said={said} line={(one) => requirementLine(say, one)} />
                ) : (
                  <Said head={required} lines={line.believes} said={said} line={(one) => requirementLine(say, one)} />
                )}
                {'requires' in line ? (
                  <Said head={heads[3]} lines={line.troubles} said={said} line={(one) => troubleLine(say, one)} />
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** A cell; on a narrow screen its heading stands in it. */
function Said<T>(props: {
  head: string | undefined;
  lines: readonly Counted<T>[];
  said: (count: number) => string;
  line: (one: Counted<T>) => string;
}): Child {
  const { head, lines, said, line } = props;
  return (
    <td data-head={head ?? ''}>
      {lines.map((one) => (
        <p>
          <Words text={line(one)} />
          {one.said > 0 ? <span class="count"> {said(one.said)}</span> : null}
        </p>
      ))}
    </td>
  );
}

function Others({ look, versions, shown }: { look: Look; versions: Versions; shown: Statement }) {
  const { say, org } = look;
  const others = versions.filter(({ unit, version }) => unit !== shown.unit || version !== shown.version);
  if (others.length === 0) return null;
  return (
    <section>
      <h2>{say('sheet.page.versions', { department: departmentName(org, shown.department) })}</h2>
      <ul>
        {others.map(({ unit, version, publishedAt }) => (
          <li>
            <a href={addressOf(unit, version)}>
              <Words text={say('sheet.page.title', { unit: partyName(org, say, unit), version })} />
            </a>{' '}
            <span class="note">{publishedAt ? say('round.at', { at: publishedAt }) : ''}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
