import { defineConfig } from 'vitest/config';

/** Tests in Debian's Chromium; set SCREENSHOTS to a folder to keep a picture of each state. */
export default defineConfig({
  test: { include: ['test/browser/**/*.test.ts'], maxWorkers: 2, testTimeout: 60_000, hookTimeout: 60_000 },
});
