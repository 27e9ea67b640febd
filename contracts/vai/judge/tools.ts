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
  // The specification's samples write an absent error as null (D-20).
  const error = result.error ?? undefined;
  findings.check('VAI-GW-RST-030', failed === (error !== undefined), () => ({
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
  if (error !== undefined) errors.judge(error, 'tool', `${path}.error`);
  const url = places.get(id);
  places.delete(id);
  if (url !== undefined) judgeFetch(findings, url, { failed, error: fieldsOf(result.error) }, path);
}

/** How a fetch ended. */
export interface Fetched {
  readonly failed: boolean;
  /** The error that it failed with; empty where it did not. */
  readonly error: Fields;
}

/** A fetch of an address that is nobody's, or everybody's, has to fail; one of a host with a name beyond ASCII has not. */
export function judgeFetch(findings: Findings, url: string, { failed, error }: Fetched, path: string): void {
  if (isBeyondAscii(url)) {
    const refused = failed && error.code === 'run_validation_failed' && error.param === 'url';
    findings.check('VAI-GW-TOOL-011', !refused, () => ({
      message: `The gateway refuses ${shown(url)} for the letters of its host.`,
      expected: 'the host name in its ASCII form (IDNA)',
      actual: shown(error),
      path,
    }));
    return;
  }
  if (!isSharedAddress(url)) return;
  findings.check('VAI-GW-TOOL-011', failed, () => ({
    message: `The gateway fetched ${shown(url)}.`,
    expected: 'a refusal with run_validation_failed',
    actual: 'a result',
    path,
  }));
}

/** A host name in letters beyond ASCII, which by itself is a name like others. */
function isBeyondAscii(url: string): boolean {
  const host = /^https?:\/\/([^/?#]*)/i.exec(url)?.[1] ?? '';
  return /[^\x00-\x7f]/.test(host) && URL.canParse(url) && !isSharedAddress(url);
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
