import type { Objection } from '../../pacts/hold.js';
import type { Pact, PactInteraction } from '../../pacts/pact-file.js';
import type { Paint } from '../../reports/console.js';

/** What came of one interaction. */
export interface JudgedInteraction {
  readonly interaction: PactInteraction;
  /** What the contract has against it. */
  readonly objections: readonly Objection[];
  /** What the provider did otherwise. */
  readonly mismatches: readonly string[];
}

/** What came of one pact. */
export interface JudgedPact {
  readonly pact: Pact;
  readonly interactions: readonly JudgedInteraction[];
}

/** What people read about one pact. */
export function pactText({ pact, interactions }: JudgedPact, paint: Paint): string {
  const { file, consumer, provider, version, others } = pact;
  const lines = [`${paint.bold(file)} ${paint.dim(`(${consumer} → ${provider}, pact ${version})`)}`];
  for (const judged of interactions) lines.push(...interactionLines(judged, paint));
  for (const other of others) lines.push(`  ${paint.dim('skipped')} ${other}: is no HTTP interaction`);
  return `${lines.join('\n')}\n`;
}

function interactionLines({ interaction, objections, mismatches }: JudgedInteraction, paint: Paint): string[] {
  const { description, states, request, place } = interaction;
  const given = states.map(({ name }) => name).join(', ');
  const about = `${description}${given === '' ? '' : paint.dim(` (given ${given})`)}`;
  if (objections.length + mismatches.length === 0) return [`  ${paint.good('ok')}      ${about}`];
  return [
    `  ${paint.bad('FAILED')}  ${paint.bold(about)}`,
    `    at       ${place}: ${request.method} ${request.path}`,
    ...objections.map((each) => `    contract ${objectionText(each)}`),
    ...mismatches.map((each) => `    verifier ${each}`),
  ];
}

function objectionText({ side, path, message, requirement }: Objection): string {
  const rule = requirement === undefined ? '' : ` [${requirement}]`;
  return `${side}${path === '' ? '' : ` ${path}`}: ${message}${rule}`;
}

/** The last line, over all pacts; `by` names verifier and provider, where there was one. */
export function summaryText(all: readonly JudgedPact[], by: string | undefined, paint: Paint): string {
  const interactions = all.flatMap((each) => each.interactions);
  const failed = interactions.filter(({ objections, mismatches }) => objections.length + mismatches.length > 0).length;
  const kept = interactions.length - failed;
  const told = failed === 0 ? paint.good(`${kept} kept`) : `${kept} kept, ${paint.bad(`${failed} failed`)}`;
  const count = `${interactions.length} interaction${interactions.length === 1 ? '' : 's'}`;
  return `${count}: ${told}; held against the contract${by === undefined ? '' : ` and verified by ${by}`}\n`;
}
