import { defineConfig } from 'vitest/config';
import { long } from './vitest.config.ts';

export default defineConfig({
  test: {
    include: long,
    maxWorkers: 2,
    isolate: false,
    setupFiles: ['test/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
