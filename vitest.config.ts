import { defineConfig } from 'vitest/config';

/**
 * Whole stories and the contract on every messenger, weeks that are played day by day, attacks, every message there is, whole
 * processes: minutes, so they are `npm run test:platforms`.
 */
export const long = [
  'test/platforms/{stories,survival,survival-*,self-awareness*,weekly-rhythm*,photos}.test.ts',
  'test/messages/{gallery,shown,ladder}.test.ts',
  'test/contract/contract.test.ts',
  'test/hostile/*.test.ts',
  'test/meetings/{actions,agenda,feeds,planning}/*.test.ts',
  'test/meetings/life/{ahead,at-once,outage,people,table}.test.ts',
  'test/digest/faces/*.test.ts',
  'test/questionnaires/rounds/*.test.ts',
  'test/questionnaires/sheets/{publishable,settle}.test.ts',
  'test/requests/replay.test.ts',
  'test/console/story.test.ts',
  'test/service/{service,instances,refused}.test.ts',
];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    // These have configurations of their own: they need a browser, or minutes.
    exclude: ['test/browser/**', 'test/kill/**', ...long],
    maxWorkers: 2,
    // Modules are loaded once a worker instead of once a file, which halves the time; no test replaces modules.
    isolate: false,
    setupFiles: ['test/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
