import { brokenBecause } from '../assertions.js';
import type { Session } from './session.js';
import type { Call } from './trial.js';

/**
 * The kinds that are accepted where a rule names some: kinds that the SDK has one class for with one of them count too,
 * and `foreign` where the protocol takes it for one of them. Throws where the error cannot be what it says.
 */
export function kindsOf(id: string, call: Call, kinds: readonly string[], session: Session): readonly string[] {
  const { answer, requests, op } = call;
  if (answer.type !== 'error') return kinds;
  const { kind } = answer.error;
  const accepted = new Set(kinds);
  for (const { kinds: merged, operations } of session.described.mergedKinds) {
    if (operations !== undefined && !operations.includes(op)) continue;
    if (!merged.some((one) => kinds.includes(one))) continue;
    session.note(`The SDK has one class for ${merged.join(' and ')}: each is taken for the other.`);
    for (const one of merged) accepted.add(one);
  }
  if (kind === 'foreign' && accepted.has(foreignAs(call))) {
    session.note(`${op} throws ${String(answer.error.class ?? 'errors')} that are not the SDK's own (asked by ${id}).`);
    accepted.add('foreign');
  }
  if (kind === 'transport' && answer.error.own === false)
    session.note(`${op} lets errors of its HTTP library through for broken connections.`);
  if (kind === 'usage' && requests.length > 0)
    throw brokenBecause(`${op} told that it refused its input, but a request was sent.`, {
      expected: 'no request',
      actual: `${requests.length} arrived`,
    });
  return [...accepted];
}

/** What an exception of nobody's is taken for. */
function foreignAs({ requests }: Call): string {
  const [first] = requests;
  if (first === undefined) return 'usage';
  return /^2\d\d /.test(first.wrote()) ? 'protocol' : 'foreign';
}
