import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/**/*.test.ts', 'test/**/*.test.tsx'], exclude: ['test/browser/**'], maxWorkers: 2, testTimeout: 60_000, hookTimeout: 60_000 },
});
