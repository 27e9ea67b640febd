import type { SdkTrial } from './trial.js';

/** What a test needs of the SDK under test. */
export interface SdkNeeds {
  /** At least one of these must be claimed; `t.operations` holds those that are. Absent: no operation is needed. */
  readonly operations?: readonly string[];
  /** All of these must be claimed (for every operation of `t.operations` where a feature is bound to operations). */
  readonly features?: readonly string[];
  /** Error fields that the SDK must list; all of them. */
  readonly errorFields?: readonly string[];
  /** Result fields that the SDK must list; all of them. */
  readonly resultFields?: readonly string[];
  /** What it looks at cannot be seen of a browser: such a subject is not asked. */
  readonly inBrowser?: false;
  /** Takes longer than a few seconds; only run with `--slow`. */
  readonly slow?: true;
  /** Names one of several tests of a requirement. */
  readonly variant?: string;
  /** No other test beside it: concurrency, memory, hostile servers. */
  readonly alone?: true;
  /** About time: starts first, and is asked again when it fails before the SDK is blamed. */
  readonly waits?: true;
}

/** A test bound to a requirement of the SDK side. */
export interface RegisteredSdkTest {
  readonly id: string;
  readonly needs: SdkNeeds;
  readonly body: (t: SdkTrial) => Promise<void>;
}

const registered: RegisteredSdkTest[] = [];

/** Binds a test to a requirement of the catalogue; the module only notes it. */
export function sdkRequirement(id: string, needs: SdkNeeds, body: (t: SdkTrial) => Promise<void>): void {
  registered.push({ id, needs, body });
}

/** All tests of the chapters that were imported so far, in order. */
export function registeredSdkTests(): readonly RegisteredSdkTest[] {
  return registered;
}

/** A test's name in reports: the id, and the variant where there is one. */
export function sdkTestName({ id, needs }: RegisteredSdkTest): string {
  return needs.variant === undefined ? id : `${id} (${needs.variant})`;
}
