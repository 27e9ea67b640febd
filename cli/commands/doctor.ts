import type { ContractDialect } from '../../contracts/dialect.js';
import { createRedactor } from '../../contracts/redact.js';
import { note, plain } from '../../reports/console.js';
import { NotAsked } from '../../suites/assertions.js';
import { registeredTests } from '../../suites/requirement.js';
import { Subjects } from '../../suites/subject.js';
import { EXIT } from '../exit.js';
import type { Options } from '../options.js';
import { outputOf } from '../output.js';
import { select } from '../selection.js';
import { secretsOf, settle } from '../settled.js';
import { gatewaySuite, openTarget } from '../target.js';
import { testsOf } from '../tests-of.js';

/** Says what a run against the target would find to judge, without judging anything. */
export async function doctor(options: Options, dialect: ContractDialect): Promise<number> {
  const { sink } = outputOf(options, dialect.secretHeaders, process.env);
  const settled = settle(options, dialect, process.env);
  const secrets = secretsOf(settled, dialect);
  sink.redactWith(createRedactor(dialect.secretHeaders, secrets));
  const selected = select(dialect.catalogue, settled.selection, 'gateway');
  const ids = selected.filter((one) => one.skipped === null).map((one) => one.requirement.id);
  const target = await openTarget(settled, dialect, ids, true);
  sink.redactWith(createRedactor(dialect.secretHeaders, [...secrets, ...target.secrets]));
  try {
    const { subject, discovered } = target;
    sink.say(`reachable      yes, ${subject.target}\n`);
    sink.say(`auth           ${discovered.auth}\n`);
    sink.say(`model          ${MODEL_WORDS[discovered.model]}\n`);
    for (const [what, found] of Object.entries(discovered.observed)) sink.say(`${what.padEnd(15)}${found}\n`);
    await testsOf(dialect.name);
    const { profiles } = await gatewaySuite(dialect.name);
    const subjects = new Subjects(dialect, new Map(profiles.map((profile) => [profile.name, profile])));
    const plan = target.plan(ids);
    const skips = new Map<string, string[]>();
    for (const test of registeredTests()) {
      if (!ids.includes(test.id) || plan.desk !== null) continue;
      const why = await whySkipped(subjects, plan, test.needs, settled.slow);
      if (why !== undefined) skips.set(why, [...(skips.get(why) ?? []), test.id]);
    }
    const count = [...skips.values()].reduce((sum, members) => sum + new Set(members).size, 0);
    if (discovered.doubt !== null) sink.say(`\n${note(discovered.doubt, plain).trimEnd()}\n`);
    const skipped = count === 0 ? 'none will be skipped.' : `${count} of them will be skipped, wholly or in part:`;
    sink.say(`\n${ids.length} requirements are selected; ${skipped}\n`);
    for (const [why, members] of skips) sink.say(`  ${String(new Set(members).size).padStart(4)}  ${why}\n`);
    return EXIT.ok;
  } finally {
    await target.close();
  }
}

const MODEL_WORDS = {
  scripted: 'scripted: it answers the nonce, so answers are judged exactly',
  live: 'live: only what holds for every model is judged',
  none: 'none: no model answers behind the gateway; only validation, auth and headers are judged',
} as const;

async function whySkipped(
  subjects: Subjects,
  plan: Parameters<Subjects['get']>[0],
  needs: { readonly profile?: string; readonly model?: string; readonly slow?: true; readonly alone?: true },
  slow: boolean,
): Promise<string | undefined> {
  const { kind } = plan.model;
  if (needs.slow && !slow) return 'slow: asked with --slow';
  if (needs.model === 'scripted' && kind !== 'scripted') return `needs-scripted-model: the model is ${kind}`;
  if (needs.model === 'any' && kind === 'none') return 'needs-scripted-model: the gateway reaches no model';
  try {
    await subjects.get(plan, needs.profile ?? 'default', needs.alone === true);
    return undefined;
  } catch (error) {
    if (error instanceof NotAsked) return `${error.reason}: ${error.detail}`;
    throw error;
  }
}
