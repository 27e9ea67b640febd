import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Desk } from '../../cli/desk.js';
import { gatewaySuite } from '../../cli/target.js';
import { loadContractDialect } from '../../contracts/dialects.js';
import type { Mutant } from '../../mutants/mutant.js';
import type { NullTarget } from '../../mutants/null-targets.js';
import { loadChapters } from '../../suites/chapters.js';
import type { Outcome, RunPlan, SubjectPlan } from '../../suites/plan.js';
import { registeredTests } from '../../suites/requirement.js';
import { Run } from '../../suites/run.js';

const REQUEST_MS = 5_000;

/** Judges gateways in this process, by the same runner that the worker uses. */
export class Referee {
  private constructor(
    readonly dialect: string,
    readonly desk: Desk,
    readonly plan: Omit<RunPlan, 'subjects'>,
    readonly subject: Omit<SubjectPlan, 'label' | 'only'>,
    readonly suite: Awaited<ReturnType<typeof gatewaySuite>>,
  ) {}

  static async open(dialect: string, broken: readonly (Mutant | NullTarget)[], deadlineMs = 100_000): Promise<Referee> {
    const contract = await loadContractDialect(dialect);
    const suite = await gatewaySuite(dialect);
    const byId = new Map(broken.map((one) => [one.id, one]));
    const desk = await Desk.open(dialect, 1, async (id) => {
      const one = byId.get(id);
      if (one === undefined) throw new Error(`no mutant ${id}`);
      return one;
    });
    const made = (name: string): [string, string] => [name, `canary-${name}-${randomBytes(9).toString('hex')}`];
    const providers = Object.fromEntries(Object.keys(contract.secrets.providerKeyHeaders).map(made));
    return new Referee(
      dialect,
      desk,
      {
        dialect,
        seed: 1,
        repeat: 1,
        slow: true,
        concurrency: 32,
        bail: 0,
        requestMs: REQUEST_MS,
        testMs: 2 * REQUEST_MS,
        deadlineAt: Date.now() + deadlineMs,
        maxRequests: 0,
        secrets: [...desk.keys, ...Object.values(providers)],
      },
      {
        baseUrl: null,
        desk: desk.url,
        mutant: null,
        settings: {},
        model: { kind: 'scripted', name: suite.discovery.defaultModel },
        keys: { gateway: null, spare: null, providers },
        headers: suite.discovery.requestHeaders,
      },
      suite,
    );
  }

  /** Asks mutants: each only its own requirement, or these. */
  mutants(mutants: readonly Mutant[], only?: readonly string[]): Promise<Outcome[]> {
    return this.#judge(
      mutants.map((mutant) => ({
        ...this.subject,
        label: mutant.id,
        mutant: mutant.id,
        only: only ?? [mutant.kills],
      })),
    );
  }

  /** Asks the gateway that tells no lie. */
  honest(only: readonly string[]): Promise<Outcome[]> {
    return this.#judge([{ ...this.subject, label: 'honest', only }]);
  }

  /** Asks a null target everything, as if it had every setting that anyone asks for. */
  nothing(target: NullTarget, only: readonly string[]): Promise<Outcome[]> {
    return this.#judge([{ ...this.subject, label: target.id, mutant: target.id, only }]);
  }

  async close(): Promise<void> {
    await this.desk.close();
  }

  async #judge(subjects: readonly SubjectPlan[]): Promise<Outcome[]> {
    const folder = fileURLToPath(new URL(`../../suites/gateway/${this.dialect}/`, import.meta.url));
    await loadChapters(folder, readdirSync(folder));
    const run = await Run.of({ ...this.plan, subjects }, this.suite.profiles);
    const waiting = registeredTests().filter((test) => test.needs.waits === true);
    const tests = [...waiting, ...registeredTests().filter((test) => test.needs.waits !== true)];
    try {
      return await Promise.all(
        subjects.flatMap((subject) =>
          tests.filter((test) => subject.only.includes(test.id)).map((test) => run.test(subject, test)),
        ),
      );
    } finally {
      await run.close();
    }
  }
}
