import type { Trial } from './trial.js';

/** What a test needs of its subject. */
export interface Needs {
  /** Name of the settings profile; `default` where none is given. */
  readonly profile?: string;
  /** What must answer behind the gateway; `none`: nothing has to. */
  readonly model?: 'scripted' | 'any' | 'none';
  /** Takes longer than a few seconds; only run with `--slow`. */
  readonly slow?: true;
  /** Names one of several tests of a requirement. */
  readonly variant?: string;
  /** No other test may use the instance (limits per client); an embedded subject starts one for this test. */
  readonly alone?: true;
  /** Most of the test is waiting (more than 300 ms): it starts first and takes no place among the others. */
  readonly waits?: true;
}

/** A test bound to a requirement. */
export interface RegisteredTest {
  readonly id: string;
  readonly needs: Needs;
  readonly body: (t: Trial) => Promise<void>;
}

const registered: RegisteredTest[] = [];

/**
 * Binds a test to a requirement of the catalogue. The module only notes it: the same chapters serve the worker that
 * runs the tests and the commands that list them.
 */
export function requirement(id: string, needs: Needs, body: (t: Trial) => Promise<void>): void {
  registered.push({ id, needs, body });
}

/** All tests of the chapters that were imported so far, in order. */
export function registeredTests(): readonly RegisteredTest[] {
  return registered;
}

/** A test's name in reports: the id, and the variant where there is one. */
export function testName(test: RegisteredTest): string {
  return test.needs.variant === undefined ? test.id : `${test.id} (${test.needs.variant})`;
}
