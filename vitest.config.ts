import { defineConfig } from 'vitest/config';

/** The tests of the rooms themselves; the conformance suites are run by `vai-conformance`, not by this file. */
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: 'forks',
  },
});
