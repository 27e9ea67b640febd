import type { ProvidedContext } from 'vitest';
import type { Side } from '../contracts/catalogue.js';
import { packageRoot } from '../contracts/package-root.js';
import type { Outcome, RunPlan } from '../suites/plan.js';
import type { AdapterNews, SdkRunPlan } from '../suites/sdk/plan.js';

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

/** What a run hands over while it goes on. */
export interface RunListener {
  readonly outcome: (outcome: Outcome) => void;
  /** Of SDK runs: an adapter that was met, or that has nothing more to do. */
  readonly adapter?: (news: AdapterNews) => void;
}

/** Runs a plan of the gateway suites and hands over each outcome as it comes. */
export function runPlan(plan: RunPlan, onOutcome: (outcome: Outcome) => void, stop: AbortSignal): Promise<RunEnd> {
  return runSuite('gateway', { run: plan }, plan.deadlineAt, { outcome: onOutcome }, stop);
}

/** Runs a plan of the SDK suites. */
export function runSdkPlan(plan: SdkRunPlan, listener: RunListener, stop: AbortSignal): Promise<RunEnd> {
  return runSuite('sdk', { sdk: plan }, plan.deadlineAt, listener, stop);
}

/**
 * Runs a suite in a vitest worker. The suites lie in `dist/`, wherever this package is installed; nothing is written to
 * disk and nothing is printed.
 */
async function runSuite(
  side: Side,
  provide: Partial<ProvidedContext>,
  deadlineAt: number,
  listener: RunListener,
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
      include: [`dist/suites/${side}/index.suite.js`],
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
            const { outcome, adapter } = testCase.meta();
            if (outcome) listener.outcome(outcome);
            if (adapter) listener.adapter?.(adapter);
            const state = testCase.result();
            if (!outcome && !adapter && state.state === 'failed')
              errors.push(...(state.errors ?? []).map((error) => error.message));
          },
          onTestRunEnd(modules, unhandled) {
            for (const module of modules) errors.push(...module.errors().map((error) => error.stack ?? error.message));
            errors.push(...unhandled.map((error) => error.stack ?? error.message));
          },
        },
      ],
      provide,
      passWithNoTests: true,
      silent: true,
      cache: false,
      server: {
        deps: {
          external: [
            /\/dist\/mock-gateway\//,
            /\/dist\/suites\/(?!(?:gateway|sdk)\/index\.suite)/,
            /\/dist\/contracts\//,
          ],
        },
      },
    },
    { logLevel: 'silent', cacheDir: 'node_modules/.vite-unused' },
  );
  const cut = new Promise<RunEnd['how']>((resolve) => {
    const timer = setTimeout(() => resolve('deadline'), Math.max(0, deadlineAt - Date.now()) + GRACE_MS);
    timer.unref();
    stop.addEventListener('abort', () => resolve('interrupted'), { once: true });
  });
  const how = await Promise.race([run.then(() => 'done' as const), cut]);
  process.exitCode = exitCode;
  return { how, errors };
}
