import type { RequirementResult, Results } from '../contracts/results.js';
import { summary } from './verdict.js';

/**
 * Joins what belongs together: documents of one subject by one version of the tool that asked different requirements
 * are parts of one run (`--shard`), and become one document. All others stand side by side, in their order.
 */
export function merged(documents: readonly Results[]): Results[] {
  const runs: Results[][] = [];
  for (const document of documents) {
    const home = runs.find((parts) => parts.every((part) => isPartBeside(part, document)));
    if (home) home.push(document);
    else runs.push([document]);
  }
  return runs.map(joined);
}

/** Whether two documents can be parts of one run: the same subject and tool, and no requirement asked in both. */
function isPartBeside(one: Results, other: Results): boolean {
  const same = (part: Results) => JSON.stringify([part.tool, part.subject]);
  if (same(one) !== same(other)) return false;
  const asked = new Set(one.requirements.filter(wasAsked).map((result) => result.id));
  return (
    asked.size > 0 &&
    other.requirements.some(wasAsked) &&
    !other.requirements.some((result) => wasAsked(result) && asked.has(result.id))
  );
}

function wasAsked(result: RequirementResult): boolean {
  return result.status !== 'skipped';
}

function joined(parts: readonly Results[]): Results {
  const [first] = parts;
  if (first === undefined) throw new Error('A run has at least one part.');
  if (parts.length === 1) return first;
  const requirements = requirementsOf(parts);
  const counted = summary(requirements, false);
  // A part that was judged strictly is not conformant for reasons that the joined document no longer tells.
  const broken = parts.some((part) => part.summary.verdict === 'non-conformant');
  const starts = parts.map((part) => Date.parse(part.startedAt));
  return {
    ...first,
    startedAt: new Date(Math.min(...starts)).toISOString(),
    // The parts may have run beside each other.
    durationMs: Math.max(...parts.map((part, index) => (starts[index] ?? 0) + part.durationMs)) - Math.min(...starts),
    summary: broken ? { ...counted, verdict: 'non-conformant' } : counted,
    requirements,
  };
}

/** Every requirement of any part, in the order of the first, by the part that says most of it. */
function requirementsOf(parts: readonly Results[]): RequirementResult[] {
  const best = new Map<string, RequirementResult>();
  for (const result of parts.flatMap((part) => part.requirements)) {
    const known = best.get(result.id);
    if (known === undefined || weight(result) > weight(known)) best.set(result.id, result);
  }
  return [...best.values()];
}

/** What was asked says more than what was not, and a reason in the subject more than that a user left it out. */
function weight(result: RequirementResult): number {
  if (wasAsked(result)) return 2;
  return result.reason === 'excluded-by-user' ? 0 : 1;
}
