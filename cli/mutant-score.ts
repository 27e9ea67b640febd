import { randomBytes } from 'node:crypto';
import type { ContractDialect } from '../contracts/dialect.js';
import type { Mutant } from '../mutants/mutant.js';
import type { NullTarget } from '../mutants/null-targets.js';
import type { Outcome, RunPlan, SubjectPlan } from '../suites/plan.js';
import { type Broken, Desk } from './desk.js';
import { gatewaySuite } from './target.js';
import { runPlan } from './worker.js';

/** What became of one mutant. */
export interface MutantScore {
  readonly mutant: Pick<Mutant, 'id' | 'lie' | 'kills'>;
  readonly verdict: 'killed' | 'survived' | 'killed-by-another' | 'error';
  /** Other requirements that failed, where its own did not. */
  readonly others: readonly string[];
  /** How the failure, or the error, reads. */
  readonly detail: string | null;
}

/** What became of a null target: the requirements that it passed, none of them rightly. */
export interface NullScore {
  readonly target: Pick<NullTarget, 'id' | 'lie'>;
  readonly passed: readonly string[];
  readonly asked: number;
}

/** What the suites are worth. */
export interface SuiteScore {
  readonly mutants: readonly MutantScore[];
  readonly nulls: readonly NullScore[];
  /** What the gateway that tells no lie did not pass: `id: why`. */
  readonly accused: readonly string[];
  /** Requirements that are not asked of the honest subject: it does not claim what they need. */
  readonly unasked: readonly string[];
}

/** Whom to judge, and by which requirements the honest gateway and the null targets are judged. */
export interface ScoreTerms {
  readonly mutants: readonly Mutant[];
  readonly nulls: readonly NullTarget[];
  readonly everything: readonly string[];
}

interface Accused {
  readonly label: string;
  readonly mutant: string | null;
  readonly only: readonly string[];
}

const CONCURRENCY = 48;
const REQUEST_MS = 5_000;
const DEADLINE_MS = 85_000;
const HONEST = 'honest';

/**
 * Judges mutants, all in one run of the suite: first each by the requirement it breaks, then those that survived by
 * all requirements, to tell a blind suite from a requirement that says something else than its mutant. In the same
 * breath the gateway that tells no lie and the null targets are asked everything.
 */
export async function scoreSuite(dialect: ContractDialect, terms: ScoreTerms): Promise<SuiteScore> {
  const { mutants, nulls, everything } = terms;
  const broken = new Map<string, Broken>([...mutants, ...nulls].map((one) => [one.id, one]));
  const desk = await Desk.open(dialect.name, 1, async (id) => {
    const one = broken.get(id);
    if (!one) throw new Error(`No mutant is named '${id}'.`);
    return one;
  });
  try {
    const deadlineAt = Date.now() + DEADLINE_MS;
    const first = await judged(dialect, desk, deadlineAt, [
      { label: HONEST, mutant: null, only: everything },
      ...mutants.map(({ id, kills }) => ({ label: id, mutant: id, only: [kills] })),
      ...nulls.map(({ id }) => ({ label: id, mutant: id, only: everything })),
    ]);
    const alive = mutants.filter((mutant) => !first.outcomes(mutant.id).some((one) => one.status === 'failed'));
    const survivors = alive.map(({ id }) => ({ label: id, mutant: id, only: everything }));
    const second = alive.length === 0 ? undefined : await judged(dialect, desk, deadlineAt, survivors);
    return {
      mutants: mutants.map((mutant) =>
        scoreOf(mutant, first.outcomes(mutant.id), second?.outcomes(mutant.id) ?? [], first.errors),
      ),
      nulls: nulls.map(({ id, lie }) => ({
        target: { id, lie },
        passed: first.outcomes(id).flatMap((one) => (one.status === 'passed' ? [one.requirement] : [])),
        asked: first.outcomes(id).length,
      })),
      accused: accusations(first.outcomes(HONEST)),
      unasked: unasked(first.outcomes(HONEST)),
    };
  } finally {
    await desk.close();
  }
}

/** What an honest subject did not pass, though it was asked. */
export function accusations(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes
    .filter((one) => one.status !== 'passed' && one.status !== 'skipped')
    .map((one) => `${one.name}: ${one.failure?.message ?? one.detail ?? one.status}`);
}

/** The requirements of which no test was run. */
export function unasked(outcomes: readonly Outcome[]): readonly string[] {
  const ran = new Set(outcomes.filter((one) => one.status !== 'skipped').map((one) => one.requirement));
  return [...new Set(outcomes.map((one) => one.requirement))].filter((id) => !ran.has(id));
}

/** What became of one mutant: judged by its own requirement, and by all where that did not fail. */
export function scoreOf(
  mutant: Pick<Mutant, 'id' | 'lie' | 'kills'>,
  own: readonly Outcome[],
  all: readonly Outcome[],
  errors: readonly string[],
): MutantScore {
  const { id, lie, kills } = mutant;
  const made = (
    verdict: MutantScore['verdict'],
    detail: string | null,
    others: readonly string[] = [],
  ): MutantScore => ({
    mutant: { id, lie, kills },
    verdict,
    others,
    detail,
  });
  const killer = own.find((one) => one.status === 'failed');
  if (killer) return made('killed', killer.failure?.message ?? null);
  const broke = own.find((one) => one.status === 'error');
  if (broke) return made('error', broke.detail);
  if (own.length === 0) return made('error', errors[0] ?? 'no test is bound to the requirement');
  const others = [...new Set(all.filter((one) => one.status === 'failed').map((one) => one.requirement))];
  const why = own.map((one) => one.detail ?? one.evidence ?? one.status).join('; ');
  return others.length > 0 ? made('killed-by-another', why, others) : made('survived', why);
}

async function judged(
  dialect: ContractDialect,
  desk: Desk,
  deadlineAt: number,
  accused: readonly Accused[],
): Promise<{ outcomes(label: string): readonly Outcome[]; errors: readonly string[] }> {
  const { discovery } = await gatewaySuite(dialect.name);
  const providers = Object.fromEntries(
    Object.keys(dialect.secrets.providerKeyHeaders).map((name) => [
      name,
      `canary-${name}-${randomBytes(9).toString('hex')}`,
    ]),
  );
  const subjects: SubjectPlan[] = accused.map((one) => ({
    ...one,
    baseUrl: null,
    desk: desk.url,
    settings: {},
    model: { kind: 'scripted', name: discovery.defaultModel },
    keys: { gateway: null, spare: null, providers },
    headers: discovery.requestHeaders,
  }));
  const plan: RunPlan = {
    dialect: dialect.name,
    subjects,
    seed: 1,
    repeat: 1,
    slow: true,
    concurrency: CONCURRENCY,
    bail: 0,
    requestMs: REQUEST_MS,
    testMs: REQUEST_MS * 2,
    deadlineAt,
    maxRequests: 0,
    secrets: [...desk.keys, ...Object.values(providers)],
  };
  const found = new Map<string, Outcome[]>();
  const end = await runPlan(
    plan,
    (outcome) => {
      const known = found.get(outcome.subject);
      if (known) known.push(outcome);
      else found.set(outcome.subject, [outcome]);
    },
    new AbortController().signal,
  );
  return { outcomes: (label) => found.get(label) ?? [], errors: end.errors };
}
