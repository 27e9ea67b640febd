import type { Findings } from '../../judge/findings.js';
import type { ErrorRules } from './errors.js';
import { type Fields, fieldsOf, listOf, shown } from './values.js';

/** What was asked to be fetched, by call id; forgotten with the result. */
export type ToolPlaces = Map<unknown, string>;

export interface ToolContext {
  readonly findings: Findings;
  readonly errors: ErrorRules;
  readonly places: ToolPlaces;
  readonly id: unknown;
}

/** Calls without a result that are kept in mind. */
const MOST_CALLS = 1000;

/** Remembers the address that a call wants to fetch. */
export function judgeToolCall(event: Fields, places: ToolPlaces): void {
  const { url } = fieldsOf(event.input);
  if (typeof url === 'string' && places.size < MOST_CALLS) places.set(event.id, url);
}

/** Judges a tool's result by itself. */
export function judgeToolResult(result: Fields, path: string, context: ToolContext): void {
  const { findings, errors, places, id } = context;
  const failed = result.is_error === true;
  findings.check('VAI-GW-RST-030', failed === (result.error !== undefined), () => ({
    message: 'is_error and error do not come together.',
    expected: 'both or neither',
    actual: shown({ is_error: result.is_error, error: result.error }),
    path,
  }));
  findings.check('VAI-GW-RST-031', listOf(result.content).length > 0, () => ({
    message: 'The content of a tool result is empty.',
    expected: 'at least one block',
    actual: shown(result.content),
    path: `${path}.content`,
  }));
  if (result.error !== undefined) errors.judge(result.error, 'tool', `${path}.error`);
  const url = places.get(id);
  places.delete(id);
  if (url !== undefined) judgeFetch(findings, url, failed, path);
}

/** A fetch of an address that is nobody's, or everybody's, has to fail. */
export function judgeFetch(findings: Findings, url: string, failed: boolean, path: string): void {
  if (!isSharedAddress(url)) return;
  findings.check('VAI-GW-TOOL-011', failed, () => ({
    message: `The gateway fetched ${shown(url)}.`,
    expected: 'a refusal with run_validation_failed',
    actual: 'a result',
    path,
  }));
}

/** `0.0.0.0/8`, `100.64.0.0/10`, multicast and the unspecified IPv6 address. */
function isSharedAddress(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  if (hostname === '[::]') return true;
  const match = /^(\d+)\.(\d+)\.\d+\.\d+$/.exec(hostname);
  if (match === null) return false;
  const [first, second] = [Number(match[1]), Number(match[2])];
  return first === 0 || (first === 100 && second >= 64 && second < 128) || (first >= 224 && first < 240);
}
