import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['test/kill/**/*.test.ts'], fileParallelism: false } });
