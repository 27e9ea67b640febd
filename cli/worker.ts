import { packageRoot } from '../contracts/package-root.js';
import type { Outcome, RunPlan } from '../suites/plan.js';

/** How a run of the suites ended. */
export interface RunEnd {
  /** `done`: every test reported; the others: not. */
  readonly how: 'done' | 'deadline' | 'interrupted';
  /** Errors outside any test: a chapter that does not load. */
  readonly errors: readonly string[];
}

/** How long after the deadline a worker may take to break its tests off. */
const GRACE_MS = 2_000;

/** What ends a run early. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs a plan in a vitest worker and hands over each outcome as it comes. The suites lie in `dist/`, wherever this
 * package is installed; nothing is written to disk and nothing is printed.
 */
export async function runPlan(
  plan: RunPlan,
  onOutcome: (outcome: Outcome) => void,
  stop: AbortSignal,
): Promise<RunEnd> {
  const { startVitest } = await import('vitest/node');
  const errors: string[] = [];
  const exitCode = process.exitCode;
  const own = new Map(SIGNALS.map((signal) => [signal, process.listeners(signal)]));
  const run = startVitest(
    'test',
    [],
    {
      config: false,
      root: packageRoot,
      include: ['dist/suites/gateway/index.suite.js'],
      exclude: [],
      watch: false,
      pool: 'threads',
      maxWorkers: 1,
      isolate: false,
      fileParallelism: false,
      sequence: { concurrent: true },
      // The suite has its own queue, which lets tests that only wait start first.
      maxConcurrency: 1_000_000,
      testTimeout: 0,
      hookTimeout: 0,
      teardownTimeout: 1_000,
      reporters: [
        {
          onInit() {
            // vitest ends the process on a signal; here the reports of a run that was broken off are still to be written.
            for (const signal of SIGNALS) {
              for (const listener of process.listeners(signal)) {
                if (!own.get(signal)?.includes(listener)) process.off(signal, listener);
              }
            }
          },
          onTestCaseResult(testCase) {
            const { outcome } = testCase.meta();
            if (outcome) onOutcome(outcome);
            const state = testCase.result();
            if (!outcome && state.state === 'failed')
              errors.push(...(state.errors ?? []).map((error) => error.message));
          },
          onTestRunEnd(modules, unhandled) {
            for (const module of modules) errors.push(...module.errors().map((error) => error.stack ?? error.message));
            errors.push(...unhandled.map((error) => error.stack ?? error.message));
          },
        },
      ],
      provide: { run: plan },
      passWithNoTests: true,
      silent: true,
      cache: false,
      server: { deps: { external: [/\/dist\/suites\/(?!gateway\/index\.suite)/, /\/dist\/contracts\//] } },
    },
    { logLevel: 'silent', cacheDir: 'node_modules/.vite-unused' },
  );
  const cut = new Promise<RunEnd['how']>((resolve) => {
    const timer = setTimeout(() => resolve('deadline'), Math.max(0, plan.deadlineAt - Date.now()) + GRACE_MS);
    timer.unref();
    stop.addEventListener('abort', () => resolve('interrupted'), { once: true });
  });
  const how = await Promise.race([run.then(() => 'done' as const), cut]);
  process.exitCode = exitCode;
  return { how, errors };
}
