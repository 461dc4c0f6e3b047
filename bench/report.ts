import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

/** One line of the table. */
export interface Row {
  what: string;
  settings: string;
  result: string;
  /** Absent where nothing was promised. */
  target?: string;
  met?: boolean;
}

/** What one section measured, and under which circumstances. */
export interface Measured {
  section: string;
  command: string;
  at: string;
  /** The commit that was measured; its tree may have held more. */
  commit: string;
  quick: boolean;
  load: string;
  rows: Row[];
}

export const resultsFolder = join(import.meta.dirname, 'results');

/** The value below which the share `p` of the samples lies. */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * p) - 1)] ?? Number.NaN;
}

/** Keeps the raw samples, so that any other figure can be taken from them later. */
export function keep(name: string, samples: readonly number[]): void {
  mkdirSync(resultsFolder, { recursive: true });
  writeFileSync(
    join(resultsFolder, `${name}.json`),
    JSON.stringify(samples.map((sample) => Number(sample.toFixed(3)))),
  );
}

/** `p50 0.6 ms · p99 3.1 ms · max 12 ms`. */
export function spread(samples: readonly number[]): string {
  const part = (label: string, value: number) => `${label} ${ms(value)}`;
  return [
    part('p50', percentile(samples, 0.5)),
    part('p99', percentile(samples, 0.99)),
    part('max', Math.max(...samples)),
  ].join(' · ');
}

export function ms(value: number): string {
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`;
  return `${value < 10 ? value.toFixed(2) : Math.round(value)} ms`;
}

export const count = (value: number): string => Math.round(value).toLocaleString('en');

export const currentCommit = (): string =>
  execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: import.meta.dirname, encoding: 'utf8' }).trim();

export function currentLoad(): string {
  return loadavg()
    .map((value) => value.toFixed(2))
    .join(' ');
}

export function machine(): string {
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}, Node ${process.version}`;
}

/** Adds a section to the results of its size, in the place of an earlier run of it, and returns them all. */
export function merge(measured: Measured, order: readonly string[]): Measured[] {
  const file = join(resultsFolder, measured.quick ? 'quick.json' : 'full.json');
  const others = read(file).filter((one) => one.section !== measured.section);
  const all = [...others, measured].sort((a, b) => order.indexOf(a.section) - order.indexOf(b.section));
  mkdirSync(resultsFolder, { recursive: true });
  writeFileSync(file, JSON.stringify(all, null, 2));
  return all;
}

function read(file: string): Measured[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Measured[];
  } catch {
    return [];
  }
}

const mark = (row: Row) => (row.met === undefined ? '' : row.met ? 'yes' : '**missed**');

/** The table as text, for the terminal. */
export function printed(all: readonly Measured[]): string {
  return all
    .map(({ section, rows }) =>
      [
        `\n${section}`,
        ...rows.map((row) => {
          const target = row.target ? `   target ${row.target}: ${row.met ? 'met' : 'MISSED'}` : '';
          return `  ${row.what}\n      ${row.result}${target}\n      (${row.settings})`;
        }),
      ].join('\n'),
    )
    .join('\n');
}

const begin = '<!-- written by npm run bench: begin -->';
const end = '<!-- written by npm run bench: end -->';

/** Writes the results between the markers of `docs/benchmarks.md`; the words around them are ours. */
export function writeDocs(file: string, all: readonly Measured[], postgres: string): void {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const tables = all.map(({ section, command, at, commit, load, rows }) =>
    [
      `### ${section}`,
      '',
      `\`${command}\`, ${at.slice(0, 16).replace('T', ' ')} UTC, at ${commit}, load before it ${load}`,
      '',
      '| what | result | target | met | settings |',
      '|---|---|---|---|---|',
      ...rows
        .map((row) =>
          [row.what, row.result, row.target ?? '', mark(row), row.settings].map(cell).join(' | ').replace(/^|$/g, ''),
        )
        .map((line) => `| ${line} |`),
    ].join('\n'),
  );
  const text = [begin, '', `Machine: ${machine()}. PostgreSQL: ${postgres}.`, '', tables.join('\n\n'), '', end].join(
    '\n',
  );
  const old = readFileSync(file, 'utf8');
  const [before] = old.split(begin);
  const [, after] = old.split(end);
  writeFileSync(file, `${before}${text}${after ?? ''}`);
}
