import { dirname, join, normalize } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sourceFiles, textOf } from './messages/source.ts';

/** The map of STYLE.md in words, read off the imports. */
interface Source {
  path: string;
  text: string;
  /** Without comments and the insides of texts, for looking at code. */
  code: string;
  /** Local imports as paths from the root, others by their name. */
  imports: string[];
}

let all: Source[] = [];
const under = (folder: string) => all.filter(({ path }) => path.startsWith(`${folder}/`));

beforeAll(async () => {
  const paths = [...(await sourceFiles('src')), ...(await sourceFiles('adapters'))];
  all = await Promise.all(paths.map(async (path) => sourceOf(path, await textOf(path))));
});

function sourceOf(path: string, text: string): Source {
  const imported = [...text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^;]*?from\s+'([^']+)'|\bimport\(\s*'([^']+)'/g)];
  const imports = imported.map((match) => match[1] ?? match[2] ?? '');
  const bare = [...text.matchAll(/(?:^|\n)import\s+'([^']+)'/g)].map((match) => match[1] ?? '');
  const resolved = [...imports, ...bare].map((name) =>
    name.startsWith('.') ? normalize(join(dirname(path), name)) : name,
  );
  const code = text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '');
  return { path, text, code, imports: resolved };
}

/** Files that do what they must not, as `path: what`. */
const faults = (sources: readonly Source[], fault: (source: Source) => string[]): string[] =>
  sources.flatMap((source) => fault(source).map((what) => `${source.path}: ${what}`));

const importing = (sources: readonly Source[], forbidden: (name: string) => boolean) =>
  faults(sources, ({ imports }) => imports.filter(forbidden));

const matching = (sources: readonly Source[], pattern: RegExp) =>
  faults(sources, ({ code }) => [...code.matchAll(new RegExp(pattern, 'g'))].map((match) => match[0]));

describe('who knows whom', () => {
  test('only main.ts and messengers.ts know the adapters', () => {
    const others = under('src').filter(({ path }) => !['src/main.ts', 'src/messengers.ts'].includes(path));
    const known = importing(others, (name) => name.startsWith('adapters/'));
    expect(known).toEqual([]);
  });

  test('the product knows no SDK of a platform', () => {
    expect(
      importing(
        under('src'),
        (name) => /slack|wecom|wechat|dingtalk|bolt/i.test(name) && !/^(src|adapters)\//.test(name),
      ),
    ).toEqual([]);
  });

  test('adapters know of the product only the port, what every page needs, and no feature', () => {
    const port = /^src\/(platform|look|messages|db|engine\/(feature|tables)|org\/(organisation|duty)|clock|worktime)\b/;
    expect(importing(under('adapters'), (name) => name.startsWith('src/') && !port.test(name))).toEqual([]);
  });

  test('the engine, the port and the organisation know no feature', () => {
    const below = ['engine', 'platform', 'org', 'messages', 'worktime', 'db'].flatMap((folder) =>
      under(`src/${folder}`),
    );
    const above = /^src\/(requests|duty|questionnaires|map|meetings|digest|features|main|service|demo|operator)\b/;
    expect(importing(below, (name) => above.test(name))).toEqual([]);
  });

  test('features know each other only through their front', () => {
    for (const [own, other] of [
      ['requests', 'duty'],
      ['duty', 'requests'],
    ] as const) {
      const inside = (name: string) => name.startsWith(`src/${other}/`) && name !== `src/${other}/index.ts`;
      expect(importing(under(`src/${own}`), inside)).toEqual([]);
    }
  });

  test('the map knows of the questionnaires only what is published, and no other feature knows the map', () => {
    const published = /^src\/questionnaires\/(types|sheets\/store)\.ts$/;
    const others = /^src\/(requests|duty|questionnaires|demo|operator)\//;
    expect(importing(under('src/map'), (name) => others.test(name) && !published.test(name))).toEqual([]);
    const features = ['requests', 'duty', 'questionnaires'].flatMap((feature) => under(`src/${feature}`));
    expect(importing(features, (name) => name.startsWith('src/map/'))).toEqual([]);
  });

  test('meetings read what the features before them hold, the digest reads all, and none of those knows them', () => {
    const before = ['requests', 'duty', 'questionnaires', 'map'].flatMap((feature) => under(`src/${feature}`));
    expect(importing(before, (name) => /^src\/(meetings|digest)\//.test(name))).toEqual([]);
    expect(importing(under('src/meetings'), (name) => name.startsWith('src/digest/'))).toEqual([]);
  });
});

describe('rules are pure', () => {
  const pure = () =>
    all.filter(({ path }) =>
      /^src\/((requests|duty|map|digest|meetings(\/\w+)?)\/([\w-]*rules[\w-]*|ladder|settle|chain|bill|filing|closing|clocks|decision|planner)|map\/(edges|nodes|levels|names|measures|diff|summary|units))\.ts$/.test(
        path,
      ),
    );

  test('they do no I/O: no database, no files, no network, nothing to await', () => {
    expect(pure().length).toBeGreaterThan(6);
    expect(
      importing(pure(), (name) =>
        /^(src\/db|node:|drizzle|postgres|@electric)|\/(store|tables|ring-store)\.ts$/.test(name),
      ),
    ).toEqual([]);
    expect(matching(pure(), /\b(fetch|await|async|setTimeout|process\.\w+|Math\.random)\b/)).toEqual([]);
  });
});

describe('what time it is', () => {
  test('only clock.ts asks', () => {
    const others = all.filter(({ path }) => path !== 'src/clock.ts');
    expect(matching(others, /\bnew Date\(\)|\bDate\.now\b/)).toEqual([]);
    expect(matching(all, /\bdayjs\(\)/)).toEqual([]);
  });

  test('no query asks the database, but for leases', () => {
    const clocked =
      /\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp)\(\)(?!\s*[{=])|\bcurrent_timestamp\b/;
    const inSql = ({ code }: Source) =>
      [...code.matchAll(/sql(?:<[^>]*>)?`[^`]*`/g)].flatMap(
        (query) => query[0].replace(/\$\{[^}]*\}/g, '').match(clocked) ?? [],
      );
    const allowed = ['src/engine/outbox-claim.ts', 'src/db/pglite.ts', 'src/db/postgres.ts'];
    // How far the database's clock is from ours is only known by asking it.
    const skew = /readiness|doctor|skew|metrics|operator/;
    expect(
      faults(
        all.filter(({ path }) => !allowed.includes(path) && !skew.test(path)),
        inSql,
      ),
    ).toEqual([]);
  });
});

describe('how it reads', () => {
  test('no file is longer than 300 lines', () => {
    // A catalogue is a list, not a text to follow.
    const long = all
      .filter(({ path }) => !/messages(-\w+)?\.ts$/.test(path))
      .map(({ path, text }) => [path, text.split('\n').length - 1] as const);
    expect(long.filter(([, lines]) => lines > 300)).toEqual([]);
  });

  test('no function is longer than 50 lines', () => {
    const known = [
      'src/db/listener.ts: listener',
      'src/engine/engine.ts: createEngine',
      // One case for each happening, which is easier to read in one piece.
      'src/requests/headlines.ts: headline',
      'adapters/console/draw/settings.tsx: Settings',
    ];
    const long = faults(
      all.filter(({ path }) => !/messages(-\w+)?\.ts$/.test(path)),
      longFunctions,
    );
    expect(long.filter((one) => !known.some((name) => one.startsWith(`${name} (`)))).toEqual([]);
    expect(long.filter((one) => Number(/\((\d+)\)$/.exec(one)?.[1]) > 90)).toEqual([]);
  });

  test('no default export, no leftovers', () => {
    expect(matching(all, /\bexport default\b|\bexport \*/)).toEqual([]);
    expect(faults(all, ({ text }) => text.match(/\b(?:TODO|FIXME|XXX|HACK)\b/g) ?? [])).toEqual([]);
    // The operator's commands, and a child process that has no logger, speak to the terminal.
    const logging = all.filter(({ path }) => !/^src\/(operator\/cli|db\/pglite)\.ts$/.test(path));
    expect(matching(logging, /\bconsole\.(?:log|error|warn|debug)\(/)).toEqual([]);
  });

  test('every front door says what it is', () => {
    const fronts = all.filter(({ path }) => /^src\/[\w-]+\/index\.ts$|^src\/features\.ts$/.test(path));
    const silent = ({ text }: Source) =>
      [...text.matchAll(/(^|\n)((?:.*\n)?)export (?:async )?(?:function|const) (\w+)/g)]
        .filter((match) => !/\*\/\s*$/.test(match[2] ?? ''))
        .map((match) => match[3] ?? '');
    expect(faults(fronts, silent)).toEqual([]);
  });
});

/** Functions over 50 lines, found by their indentation: the formatter closes each at the column where it began. */
function longFunctions({ text }: Source): string[] {
  const lines = text.split('\n');
  const found: string[] = [];
  for (const [start, line] of lines.entries()) {
    const head =
      /^(\s*)(?:export )?(?:async )?function\*? (\w+)|^(\s*)(?:export )?const (\w+) = (?:async )?\([^)]*\)(?:: [^=]+)? => \{$/.exec(
        line,
      );
    if (!head) continue;
    const indent = head[1] ?? head[3] ?? '';
    const end = lines.findIndex(
      (candidate, index) =>
        index > start && new RegExp(`^${indent}\\}`).test(candidate) && !/^\s*\}[):]/.test(candidate),
    );
    if (end - start + 1 > 50) found.push(`${head[2] ?? head[4]} (${end - start + 1})`);
  }
  return found;
}
