import { defineConfig } from 'vitest/config';

// Without a configuration of its own the app would get that of the repository around it.
export default defineConfig({ test: { include: ['test/**/*.test.ts'], env: { PACT_DO_NOT_TRACK: 'true' } } });
