import type { ContractDialect } from '../../contracts/dialect.js';
import { createRedactor } from '../../contracts/redact.js';
import type { Results } from '../../contracts/results.js';
import type { Outcome, RunPlan, SubjectPlan } from '../../suites/plan.js';
import { CannotJudge } from '../exit.js';
import { type Judged, Judging } from '../judging.js';
import type { Options } from '../options.js';
import { outputOf } from '../output.js';
import { type Settled, secretsOf, settle } from '../settled.js';
import { type Opened, openTarget } from '../target.js';
import { askedAgain } from '../upkeep.js';
import { runPlan } from '../worker.js';

const REQUEST_MS = 10_000;
const LIVE_REQUEST_MS = 30_000;

/** Judges a gateway and reports; returns the exit code. */
export async function gateway(options: Options, dialect: ContractDialect): Promise<number> {
  return (await judge(options, dialect)).code;
}

/** Judges a gateway, writes every report, and returns the results with the exit code. */
export async function judge(options: Options, dialect: ContractDialect): Promise<Judged> {
  const startedAt = new Date();
  const output = outputOf(options, dialect.secretHeaders, process.env);
  const settled = settle(options, dialect, process.env);
  const secrets = secretsOf(settled, dialect);
  output.sink.redactWith(createRedactor(dialect.secretHeaders, secrets));
  const judging = new Judging(output, settled, dialect, 'gateway', startedAt, askedAgain(options, []));

  let target: Opened;
  try {
    target = await openTarget(settled, dialect, judging.only);
  } catch (error) {
    // The reports are written all the same: every requirement has a status, and a reader sees why.
    if (error instanceof CannotJudge) output.report(unreachable(judging, settled, dialect, error));
    throw error;
  }
  try {
    const all = [...secrets, ...target.secrets];
    output.sink.redactWith(createRedactor(dialect.secretHeaders, all));
    judging.header(target.subject);
    if (target.discovered.doubt !== null) judging.note(target.discovered.doubt);
    const outcomes: Outcome[] = [];
    const plan = planOf(judging, settled, dialect, target.plan(judging.only), all);
    const end = await judging.watched(outcomes, (stop) => runPlan(plan, (one) => outcomes.push(one), stop));
    return judging.conclude(target.subject, outcomes, end);
  } finally {
    await target.close();
  }
}

function unreachable(judging: Judging, settled: Settled, dialect: ContractDialect, error: CannotJudge): Results {
  const subject = {
    kind: 'gateway' as const,
    dialect: dialect.name,
    target: settled.target,
    model: null,
    auth: null,
  };
  return judging.results(subject, [], { status: 'error', reason: 'target-unreachable', detail: error.message });
}

function planOf(
  judging: Judging,
  settled: Settled,
  dialect: ContractDialect,
  subject: SubjectPlan,
  secrets: readonly string[],
): RunPlan {
  const requestMs = settled.requestMs ?? (subject.model.kind === 'live' ? LIVE_REQUEST_MS : REQUEST_MS);
  return {
    dialect: dialect.name,
    subjects: [subject],
    seed: settled.seed,
    repeat: settled.repeat,
    slow: settled.slow,
    concurrency: settled.concurrency,
    bail: settled.bail,
    requestMs,
    // A test sends a few requests one after the other; a request that hangs is given up before the test is.
    testMs: requestMs * 3,
    deadlineAt: judging.deadlineAt,
    maxRequests: settled.maxRequests,
    secrets,
  };
}
