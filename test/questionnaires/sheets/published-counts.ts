import type { Cell } from '../../../src/questionnaires/sheets/privacy.ts';
import { anonymousAnswers, roundPeople, rounds } from '../../../src/questionnaires/tables.ts';
import { read, type World, world } from '../../world.ts';
import { imports } from '../answering/story.ts';
import { csvRows, file, views, xlsxRows } from './looking.ts';

/** A department of a generated company: below which earlier one (-1: none), and how many of it answer what, in each round. */
export interface Drawn {
  above: number;
  /** Of each round, of each question: how many say yes, and how many no. */
  rounds: { yes: number; no: number }[][];
}

const questions = ['leaving', 'trust'];
const labels: Record<string, string> = { leaving: '想过离开吗？', trust: '信得过吗？' };

const asked = (key: string) => `
  - key: ${key}
    ask: { zh-CN: ${labels[key]}, en: ${key}? }
    kind: choice
    options:
      - { value: "yes", label: { zh-CN: 是的, en: "Yes" } }
      - { value: "no", label: { zh-CN: 不是, en: "No" } }
    anonymous: true`;

const questionnaire = `key: mood\ntitle: { zh-CN: 心情, en: Mood }\nquestions:${questions.map(asked).join('')}\n`;

const keyOf = (index: number) => `d${index}`;

function companyOf(drawn: readonly Drawn[]): string {
  const departments = drawn.map(({ above }, index) => {
    const parent = above < 0 ? '' : `, parent: ${keyOf(above)}`;
    return `  - { key: ${keyOf(index)}, name: 部门${index}${parent}, head: h${index}, calendar: office }`;
  });
  const people = drawn.map((_, index) => `  - { key: h${index}, name: 负责人${index}, department: ${keyOf(index)} }`);
  return `
company: { name: 甲, timezone: Asia/Shanghai, locale: zh-CN, referees: [h0] }
calendars:
  office: { hours: { mon-fri: ["09:00-17:00"] }, holidays: cn }
departments:
${departments.join('\n')}
people:
${people.join('\n')}
`;
}

/** A company in which two rounds were answered and have ended. */
export async function answeredCompany(drawn: readonly Drawn[]): Promise<{ w: World; ids: number[] }> {
  const w = await world({ company: companyOf(drawn) });
  const version = await imports(w, questionnaire);
  const ids: number[] = [];
  for (const index of [0, 1]) {
    const audience = { kind: 'company' } as const;
    const about = { questionnaire: 'mood', version, owner: 'h0', audience, startedAt: w.clock.now() };
    const [row] = await w.db.reader
      .insert(rounds)
      .values({ ...about, endedAt: w.clock.now() })
      .returning();
    const round = row?.id ?? 0;
    ids.push(round);
    const people = drawn.map((_, number) => ({
      round,
      person: `h${number}`,
      department: keyOf(number),
      status: 'asked' as const,
    }));
    await w.db.reader.insert(roundPeople).values(people);
    const given = drawn.flatMap(({ rounds: of }, number) =>
      questions.flatMap((question, at) => {
        const { yes = 0, no = 0 } = of[index]?.[at] ?? {};
        return [...Array(yes).fill('yes'), ...Array(no).fill('no')].map((value: string, n) => ({
          ...{ id: `${round}-${number}-${question}-${n}`, round, department: keyOf(number), question, value },
        }));
      }),
    );
    if (given.length > 0) await w.db.reader.insert(anonymousAnswers).values(given);
    await w.engine.turn('questionnaires', async (turn) => [
      { kind: 'wake', key: `round/${round}/due`, at: turn.now, payload: { round } },
    ]);
  }
  await w.advance(60_000);
  return { w, ids };
}

/** The truth about one question of one round. */
export const cellsOf = (drawn: readonly Drawn[], round: number, question: number): Cell[] =>
  drawn.map(({ above, rounds: of }, index) => {
    const { yes = 0, no = 0 } = of[round]?.[question] ?? {};
    return { department: keyOf(index), parent: above < 0 ? null : keyOf(above), answered: yes + no };
  });

/** One count that was found in something published. */
export interface Found {
  question: number;
  departments: string[];
  answered: number;
  options: number[];
}

/** Every count of anonymous answers that anybody gets to see of a round: on the card, the page, in both files. */
export async function publishedCounts(w: World, drawn: readonly Drawn[], round: number): Promise<Found[]> {
  const found: Found[] = [];
  for (const [reader] of drawn.entries()) {
    const whole = reader === 0 ? drawn.map((_, index) => keyOf(index)) : belowOf(drawn, reader);
    const areas = drawn.map((_, index) => ({ area: keyOf(index), departments: belowOf(drawn, index) }));
    for (const { area, departments } of [{ area: '', departments: whole }, ...areas])
      found.push(...(await everyFace(w, `h${reader}`, round, area)).map((one) => ({ ...one, departments })));
  }
  return found;
}

/** A department with all below it. */
function belowOf(drawn: readonly Drawn[], index: number): string[] {
  const isBelow = (at: number): boolean => at === index || (at >= 0 && isBelow(drawn[at]?.above ?? -1));
  return drawn.flatMap((_, at) => (isBelow(at) ? [keyOf(at)] : []));
}

type Seen = Pick<Found, 'question' | 'answered' | 'options'>;

async function everyFace(w: World, person: string, round: number, area: string): Promise<Seen[]> {
  const query = { round: String(round), ...(area ? { area } : {}) };
  const shown = await views(w, person, 'results', query);
  const card = area
    ? await w.clicks(person, 'questionnaires.sheet.resultsOf', String(round), { department: area })
    : await w.clicks(person, 'questionnaires.sheet.results', '', { round: String(round) });
  const onCard = card?.kind === 'whisper' ? fromCard(read(card.card)) : [];
  if (shown.kind !== 'page') return onCard;
  const csv = await file(w, person, 'results', { ...query, as: 'csv' });
  const xlsx = await file(w, person, 'results', { ...query, as: 'xlsx' });
  return [
    ...onCard,
    ...fromPage(String(await shown.content)),
    ...fromTable(csvRows(csv.bytes)),
    ...fromTable((await xlsxRows(xlsx.bytes)).map((row) => row.map((cell) => String(cell ?? '')))),
  ];
}

const each = (read: (label: string) => Omit<Seen, 'question'> | null): Seen[] =>
  questions.flatMap((key, question) => {
    const seen = read(labels[key] ?? '');
    return seen ? [{ question, ...seen }] : [];
  });

function fromCard(text: string): Seen[] {
  return each((label) => {
    const line = text.split('\n').find((one) => one.startsWith(label)) ?? '';
    // What is not shown has a reason, in which numbers are part of the rule.
    if (line.includes('不显示')) return null;
    const [answered, ...options] = [...line.matchAll(/\d+/g)].map(Number);
    return answered === undefined ? null : { answered, options };
  });
}

function fromPage(markup: string): Seen[] {
  return each((label) => {
    const section = markup.split('<section>').find((one) => one.includes(label)) ?? '';
    const answered = /(\d+) 份回答/.exec(section)?.[1];
    const options = [...section.matchAll(/<td>(\d+)<\/td>/g)].map((match) => Number(match[1]));
    return answered === undefined ? null : { answered: Number(answered), options };
  });
}

function fromTable(rows: readonly string[][]): Seen[] {
  return each((label) => {
    const own = rows.filter(([question, , , answered]) => question === label && answered !== '');
    const [first] = own;
    return first ? { answered: Number(first[3]), options: own.map((row) => Number(row[5])) } : null;
  });
}
