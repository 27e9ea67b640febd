import pc from 'picocolors';
import type { ContractDialect } from '../../contracts/dialect.js';
import { createRedactor, headerIsSecret } from '../../contracts/redact.js';
import { hold, type Objection } from '../../pacts/hold.js';
import { type Pact, PactFileError, type PactInteraction, readPact } from '../../pacts/pact-file.js';
import { type Verified, VerifierUnusable, verify } from '../../pacts/verifier.js';
import { type Paint, plain } from '../../reports/console.js';
import { Sink } from '../../reports/sink.js';
import { CannotJudge, EXIT, nearest } from '../exit.js';
import { manifest } from '../manifest.js';
import type { RawOptions } from '../options.js';
import { pactContract } from './pact-contract.js';
import { headersFor, openProvider, type Provider, scenarioOf } from './pact-provider.js';
import { type JudgedPact, pactText, summaryText } from './pact-text.js';

/** Verifies pacts against a gateway with the real Verifier, and holds them against the contract; returns the exit code. */
export async function pactVerify(
  files: readonly string[],
  flags: RawOptions,
  dialect: ContractDialect,
): Promise<number> {
  const contract = await pactContract(dialect);
  const { pacts, unreadable } = await readAll(files);
  if (pacts.length === 0) return EXIT.cannotJudge;
  const colour = process.stdout.isTTY === true && flags.color !== false && !process.env.NO_COLOR;
  const paint: Paint = colour ? { good: pc.green, bad: pc.red, dim: pc.dim, bold: pc.bold } : plain;
  const sink = new Sink(
    createRedactor(dialect.secretHeaders, secretsIn(pacts, dialect)),
    process.stdout,
    process.stdout,
  );
  const provider = flags.contractOnly === true ? undefined : await openProvider(flags, dialect);
  try {
    const secrets =
      provider === undefined ? [] : [provider.keys.gateway ?? '', ...Object.values(provider.keys.providers)];
    sink.redactWith(createRedactor(dialect.secretHeaders, [...secretsIn(pacts, dialect), ...secrets]));
    const verified = provider && (await verifiedBy(provider, pacts, flags, dialect, contract.scenarioHeader));
    if (verified !== undefined && flags.verbose === true) sink.say(verified.printed);
    const judged = pacts.map(
      (pact, index): JudgedPact => ({
        pact,
        interactions: pact.interactions.map((interaction, at) => ({
          interaction,
          objections: [...stateObjections(interaction, provider), ...hold(interaction, contract, dialect)],
          mismatches: verified?.failures[index]?.[at] ?? [],
        })),
      }),
    );
    for (const each of judged) sink.say(pactText(each, paint));
    const by = verified && provider && `the Verifier of Pact ${verified.version} against ${provider.name}`;
    sink.say(summaryText(judged, by, paint));
    if (unreadable > 0) return EXIT.cannotJudge;
    const all = judged.flatMap(({ interactions }) => interactions);
    if (all.length === 0) throw new CannotJudge('There is no HTTP interaction in these files, so nothing was judged.');
    return all.some(({ objections, mismatches }) => objections.length + mismatches.length > 0) ? EXIT.broken : EXIT.ok;
  } finally {
    await provider?.close();
  }
}

async function readAll(files: readonly string[]): Promise<{ pacts: Pact[]; unreadable: number }> {
  const pacts: Pact[] = [];
  let unreadable = 0;
  for (const file of files) {
    try {
      pacts.push(await readPact(file));
    } catch (error) {
      if (!(error instanceof PactFileError)) throw error;
      unreadable += 1;
      process.stderr.write(`${manifest().name} pact verify: ${error.message}\n`);
    }
  }
  return { pacts, unreadable };
}

async function verifiedBy(
  provider: Provider,
  pacts: readonly Pact[],
  flags: RawOptions,
  dialect: ContractDialect,
  scenarioHeader: string,
): Promise<Verified> {
  try {
    return await verify({
      baseUrl: provider.baseUrl,
      ...(typeof flags.providerVersion === 'string' ? { providerVersion: flags.providerVersion } : {}),
      pacts,
      headers(pact, at) {
        const interaction = pact.interactions[at];
        return interaction === undefined ? {} : headersFor(interaction, provider, dialect, scenarioHeader);
      },
    });
  } catch (error) {
    if (!(error instanceof VerifierUnusable)) throw error;
    if (error.why === 'missing') {
      throw new CannotJudge('pact verify needs the package @pact-foundation/pact, which is not installed.', [
        'npm install --save-dev @pact-foundation/pact@16',
        'Without it the pacts can be held against the contract alone: --contract-only',
      ]);
    }
    throw new CannotJudge(`The Verifier of @pact-foundation/pact does not run here: ${error.message}`, [
      'Its native library is made for Linux (glibc and musl), macOS and Windows; was it installed for this platform?',
      'Without it the pacts can be held against the contract alone: --contract-only',
    ]);
  }
}

/** A scenario that the mock cannot play. */
function stateObjections({ states }: PactInteraction, provider: Provider | undefined): Objection[] {
  const scenario = scenarioOf(states);
  const known = provider?.scenarios;
  if (scenario === undefined || known === undefined || known.includes(scenario)) return [];
  const near = nearest(scenario, known);
  const message = `the provider state asks for the scenario '${scenario}', which the mock has not. ${near === undefined ? `It has ${known.join(', ')}` : `Did you mean ${near}?`}`;
  return [{ side: 'request', path: '', message }];
}

/** Keys that someone wrote into a pact. */
function secretsIn(pacts: readonly Pact[], { secretHeaders }: ContractDialect): string[] {
  return pacts
    .flatMap(({ interactions }) => interactions.flatMap(({ request }) => request.headers))
    .filter(([name]) => headerIsSecret(secretHeaders, name))
    .map(([, value]) => value.trim().split(/\s+/).at(-1) ?? '');
}
