import { desc, gt, sql } from 'drizzle-orm';
import { pendingMigrations } from '../db/migrate.ts';
import { outbox, timers } from '../engine/tables.ts';
import { clockSkewMs, mostSkewMs, skewReason } from '../http/readiness.ts';
import { rosterGaps } from '../org/duty.ts';
import type { Organisation } from '../org/organisation.ts';
import { loadOrganisation } from '../org/store.ts';
import type { Finding, Messenger } from '../platform/messenger.ts';
import { missingYearWarning } from '../worktime/index.ts';
import { counted, type OperatorCommand, type Ports, readArguments } from './command.ts';
import { ofNames } from './doctor-map.ts';
import { ofDirectories, ofDraft } from './doctor-people.ts';

const syntax = { name: 'doctor', usage: 'npm run doctor' };

const fine = (text: string): Finding => ({ level: 'fine', text });
const warning = (text: string): Finding => ({ level: 'warning', text });
const brokenFinding = (text: string): Finding => ({ level: 'broken', text });

/** Looks at everything an operator can do something about, and says what. The configuration was read before it runs. */
export const doctor: OperatorCommand = {
  ...syntax,
  async read(argv) {
    readArguments(argv, syntax, [0, 0]);
    return {};
  },
  async run(ports) {
    const live = (await Promise.all(((await ports.messengers?.()) ?? []).map(liveOf))).flat();
    const findings = [fine('configuration: complete'), ...(await ofDatabase(ports)), ...live];
    if (!findings.some((finding) => finding.level === 'broken' && !live.includes(finding))) {
      findings.push(...(await ofOrganisation(ports)), ...(await ofMessages(ports)));
    }
    const signs = { fine: 'ok     ', warning: 'warning', broken: 'BROKEN ' };
    const text = findings.map((finding) => `${signs[finding.level]} ${finding.text}`).join('\n');
    return { text, code: findings.some(({ level }) => level === 'broken') ? 1 : 0 };
  },
};

/** A check that fails is a finding too, and keeps none of the others from being told. */
async function liveOf(messenger: Messenger): Promise<Finding[]> {
  try {
    return await messenger.check();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [brokenFinding(`${messenger.adapter.platform}: could not be checked: ${why}`)];
  }
}

async function ofDatabase({ db }: Ports): Promise<Finding[]> {
  const skewMs = await clockSkewMs(db);
  const pending = await pendingMigrations(db);
  return [
    fine(`database: ${db.kind === 'pglite' ? 'embedded' : 'PostgreSQL'}, reachable`),
    pending.length === 0
      ? fine('migrations: all applied')
      : brokenFinding(`migrations: ${pending.join(', ')} missing; start the service, which applies them`),
    Math.abs(skewMs) > mostSkewMs
      ? brokenFinding(`clock: ${skewReason(skewMs)}`)
      : fine(`clock: ${Math.round(Math.abs(skewMs))} ms from the database's`),
  ];
}

async function ofOrganisation({ db, clock, platforms }: Ports): Promise<Finding[]> {
  let org: Organisation;
  try {
    org = await loadOrganisation(db.reader);
  } catch (error) {
    return [brokenFinding(`organisation: ${error instanceof Error ? error.message : error}`)];
  }
  const now = clock.now();
  return [
    fine(`organisation: ${org.company.name}, version ${org.version}`),
    ...holidays(org, now),
    ...rosters(org, now),
    ...accounts(org, platforms),
    ...(await ofDirectories(db.reader, org)),
    ...ofDraft(org),
    ...(await ofNames(db.reader, org)),
  ];
}

function holidays(org: Organisation, now: Date): Finding[] {
  const used = new Set([...org.departments.values()].map((department) => department.calendarKey));
  const missing = [...org.calendars].flatMap(([key, calendar]) => {
    const year = used.has(key) ? missingYearWarning(now, calendar.zone, org.coveredYears.get(key) ?? 'all') : null;
    return year === null
      ? []
      : [
          warning(
            `holidays: calendar ${key} knows none for ${year}, so deadlines there are provisional; ` +
              'update Xiayou, or list the dates under holidays in the org file and import it',
          ),
        ];
  });
  return missing.length > 0 ? missing : [fine('holidays: known for every calendar in use')];
}

const why = {
  nobody: 'nobody is there, not even a head',
  left: 'the roster names people who have left',
  uncovered: 'the shifts leave it to the head',
};
const shownGaps = 5;

function rosters(org: Organisation, now: Date): Finding[] {
  const found = [...org.departments.values()].flatMap((department) =>
    rosterGaps(org, department.key, now, 14).map((gap) => {
      const [from, to] = [gap.from, gap.to].map((at) => at.toISOString().slice(0, 16).replace('T', ' '));
      const text = `roster: ${department.name} from ${from} to ${to} UTC: ${why[gap.why]}; complete its duty in the org file`;
      return gap.why === 'nobody' ? { ...warning(text), first: true } : { ...warning(text), first: false };
    }),
  );
  if (found.length === 0) return [fine('roster: no gap in the next 14 days')];
  const shown = found.sort((a, b) => Number(b.first) - Number(a.first)).slice(0, shownGaps);
  const more = found.length - shown.length;
  return [
    ...shown.map(({ level, text }) => ({ level, text })),
    ...(more > 0 ? [warning(`roster: ${counted(more, 'further gap')} in the next 14 days`)] : []),
  ];
}

function accounts(org: Organisation, platforms: Ports['platforms']): Finding[] {
  if (platforms.length === 0) return [warning('messengers: none is running; set CONSOLE=on, or configure a messenger')];
  const cut = [...org.people.values()].filter(
    (person) => person.active && !platforms.some((platform) => platform !== 'paper' && person.accounts[platform]),
  );
  if (cut.length === 0) return [fine(`accounts: everyone can be reached on ${platforms.join(', ')}`)];
  const names = cut.slice(0, 10).map((person) => person.name);
  const list = `${names.join(', ')}${cut.length > names.length ? ' …' : ''}`;
  return [
    warning(
      `accounts: ${cut.length} people have none on ${platforms.join(', ')}: ${list}; add their accounts to the org file and import it`,
    ),
  ];
}

async function ofMessages({ db }: Ports): Promise<Finding[]> {
  const count = (status: 'dead' | 'held') => db.reader.$count(outbox, sql`${outbox.status} = ${status}`);
  const [dead, held] = [await count('dead'), await count('held')];
  const failing = await db.reader
    .select()
    .from(timers)
    .where(gt(timers.attempts, 2))
    .orderBy(desc(timers.attempts))
    .limit(5);
  const findings = [
    ...(dead > 0
      ? [warning(`messages: ${counted(dead, 'dead letter')}; see npm run outbox:dead, then resend or drop them`)]
      : []),
    ...(held > 0
      ? [
          warning(
            `messages: ${held} held since a backup was restored; see npm run restored -- list, then release or drop them`,
          ),
        ]
      : []),
    ...failing.map((timer) =>
      warning(
        `timers: ${timer.feature} ${timer.key} failed ${timer.attempts} times (${timer.error}); report it, with the log`,
      ),
    ),
  ];
  return findings.length > 0 ? findings : [fine('messages: no dead letters, no failing timers')];
}
