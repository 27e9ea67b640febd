import { randomBytes } from 'node:crypto';
import type { ContractDialect } from '../contracts/dialect.js';
import type { Mutant } from '../mutants/mutant.js';
import type { Outcome, RunPlan, SubjectPlan } from '../suites/plan.js';
import { Desk } from './desk.js';
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

const CONCURRENCY = 48;
const REQUEST_MS = 5_000;
const DEADLINE_MS = 85_000;

/**
 * Judges mutants, all in one run of the suite: first each by the requirement it breaks, then those that survived by
 * all requirements, to tell a blind suite from a requirement that says something else than its mutant.
 */
export async function scoreMutants(dialect: ContractDialect, mutants: readonly Mutant[]): Promise<MutantScore[]> {
  const byId = new Map(mutants.map((mutant) => [mutant.id, mutant]));
  const desk = await Desk.open(dialect.name, 1, async (id) => {
    const mutant = byId.get(id);
    if (!mutant) throw new Error(`No mutant is named '${id}'.`);
    return mutant;
  });
  try {
    const deadlineAt = Date.now() + DEADLINE_MS;
    const first = await judged(dialect, desk, mutants, (mutant) => [mutant.kills], deadlineAt);
    const alive = mutants.filter((mutant) => !first.outcomes(mutant.id).some((one) => one.status === 'failed'));
    const everything = dialect.catalogue.requirements.filter((row) => row.binds === 'gateway').map((row) => row.id);
    const second = alive.length === 0 ? undefined : await judged(dialect, desk, alive, () => everything, deadlineAt);
    return mutants.map((mutant) =>
      score(mutant, first.outcomes(mutant.id), second?.outcomes(mutant.id) ?? [], first.errors),
    );
  } finally {
    await desk.close();
  }
}

function score(
  mutant: Mutant,
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
  mutants: readonly Mutant[],
  only: (mutant: Mutant) => readonly string[],
  deadlineAt: number,
): Promise<{ outcomes(mutant: string): readonly Outcome[]; errors: readonly string[] }> {
  const { discovery } = await gatewaySuite(dialect.name);
  const providers = Object.fromEntries(
    Object.keys(dialect.secrets.providerKeyHeaders).map((name) => [
      name,
      `canary-${name}-${randomBytes(9).toString('hex')}`,
    ]),
  );
  const subjects: SubjectPlan[] = mutants.map((mutant) => ({
    label: mutant.id,
    baseUrl: null,
    desk: desk.url,
    mutant: mutant.id,
    settings: {},
    model: { kind: 'scripted', name: discovery.defaultModel },
    keys: { gateway: null, spare: null, providers },
    headers: discovery.requestHeaders,
    only: only(mutant),
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
    (outcome) => found.set(outcome.subject, [...(found.get(outcome.subject) ?? []), outcome]),
    new AbortController().signal,
  );
  return { outcomes: (mutant) => found.get(mutant) ?? [], errors: end.errors };
}
