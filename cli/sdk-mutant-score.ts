import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { ContractDialect } from '../contracts/dialect.js';
import type { Defect } from '../mutants/sdk/defect.js';
import { type NullAdapter, nullAdapters } from '../mutants/sdk/null-adapters.js';
import type { Outcome } from '../suites/plan.js';
import type { SdkRunPlan, SdkSubjectPlan } from '../suites/sdk/plan.js';
import { accusations, type SuiteScore, scoreOf, unasked } from './mutant-score.js';
import { runSdkPlan } from './worker.js';

/** Adapters that live at the same time: more of them than processors, as most of the time they wait for each other. */
const ADAPTERS = 6;
const CONCURRENCY = 8;
const TEST_MS = 60_000;
const DEADLINE_MS = 240_000;
const START_TIMEOUT_MS = 20_000;
const HONEST = 'honest';
/** A defect that hangs does so at once; the machine may be busy with six adapters. */
const BROKEN_PATIENCE = { silent: 4_000, afterScript: 2_000 };
/** Nothing is expected of what is no SDK. */
const NULL_PATIENCE = { beforeRequest: 500, silent: 500, afterScript: 500 };

/** Whom to judge, and by which requirements the reference client and the null adapters are judged. */
export interface SdkScoreTerms {
  readonly defects: readonly Defect[];
  readonly everything: readonly string[];
}

/**
 * Judges SDKs with one defect each, all in one run of the suite: first each by the requirement it breaks, then those
 * that survived by all requirements. In the same breath the client without a defect and the null adapters are asked
 * everything.
 */
export async function scoreSdkSuite(dialect: ContractDialect, terms: SdkScoreTerms): Promise<SuiteScore> {
  const { defects, everything } = terms;
  const first = await judged(dialect, [
    { label: HONEST, adapter: reference(), only: everything },
    ...nullAdapters.map((one) => ({ label: one.id, adapter: nullAdapter(dialect, one), only: everything })),
    ...defects.map((one) => ({ label: one.id, adapter: broken(dialect, one), only: [one.kills] })),
  ]);
  const alive = defects.filter(({ id }) => !first.outcomes(id).some((one) => one.status === 'failed'));
  const again = alive.map((one) => ({ label: one.id, adapter: broken(dialect, one), only: everything }));
  const second = again.length === 0 ? undefined : await judged(dialect, again);
  return {
    mutants: defects.map((one) => scoreOf(one, first.outcomes(one.id), second?.outcomes(one.id) ?? [], first.errors)),
    nulls: nullAdapters.map(({ id, lie }) => ({
      target: { id, lie },
      passed: first.outcomes(id).flatMap((one) => (one.status === 'passed' ? [one.requirement] : [])),
      asked: first.outcomes(id).length,
    })),
    accused: accusations(first.outcomes(HONEST)),
    unasked: unasked(first.outcomes(HONEST)),
  };
}

type CommandSpec = Extract<SdkSubjectPlan['adapter'], { kind: 'command' }>;

/** A program of this package, run by this very Node. */
function program(path: string, ...args: readonly string[]): CommandSpec {
  return { kind: 'command', argv: [process.execPath, fileURLToPath(new URL(path, import.meta.url)), ...args] };
}

function reference(): CommandSpec {
  return program('../adapters/typescript/adapter/main.js');
}

function broken({ name }: ContractDialect, { id }: Defect): CommandSpec {
  const spec = program('../mutants/sdk/broken-adapter.js', '--dialect', name, '--defect', id);
  return { ...spec, patience: BROKEN_PATIENCE };
}

function nullAdapter({ name }: ContractDialect, { how }: NullAdapter): CommandSpec {
  return { ...program('../mutants/sdk/null-adapter.js', '--dialect', name, '--how', how), patience: NULL_PATIENCE };
}

async function judged(
  dialect: ContractDialect,
  subjects: readonly SdkSubjectPlan[],
): Promise<{ outcomes(label: string): readonly Outcome[]; errors: readonly string[] }> {
  const plan: SdkRunPlan = {
    dialect: dialect.name,
    subjects,
    seed: 1,
    repeat: 1,
    slow: true,
    concurrency: CONCURRENCY,
    bail: 0,
    testMs: TEST_MS,
    deadlineAt: Date.now() + DEADLINE_MS,
    adapters: ADAPTERS,
    startTimeoutMs: START_TIMEOUT_MS,
    canary: randomBytes(9).toString('hex'),
    keepIn: null,
    again: ['vai-conformance sdk', '-- CMD'],
    secrets: [],
  };
  const found = new Map<string, Outcome[]>();
  const outcome = (one: Outcome) => {
    const known = found.get(one.subject);
    if (known) known.push(one);
    else found.set(one.subject, [one]);
  };
  const end = await runSdkPlan(plan, { outcome }, new AbortController().signal);
  return { outcomes: (label) => found.get(label) ?? [], errors: end.errors };
}
