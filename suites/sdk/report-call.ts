import type { CallReport, FailureReport } from '../../contracts/results.js';
import type { RequirementBroken } from '../assertions.js';
import { excerpt } from '../probe/exchange.js';
import type { SeenCall } from './call.js';
import type { SeenRequest } from './server/seen.js';

const ASKED_CHARACTERS = 1_000;
const BODY_CHARACTERS = 1_000;
const LINE_CHARACTERS = 400;
const LINES_EACH_END = 6;
const REQUESTS_SHOWN = 4;

/** Turns a broken requirement into what a report shows of it: both sides of the call that shows it. */
export function failureReport(broken: RequirementBroken, call: SeenCall | undefined, again: string): FailureReport {
  const { details } = broken;
  return {
    message: broken.message,
    expected: details.expected ?? null,
    actual: details.actual ?? null,
    hint: details.hint ?? null,
    path: details.path ?? null,
    exchange: null,
    ...(call === undefined ? {} : { call: callReport(call, again) }),
  };
}

function callReport({ op, asked, requests, lines, answer }: SeenCall, again: string): CallReport {
  const all = [...lines, ...(answer === undefined ? [] : [answer])].map((line) =>
    excerpt(JSON.stringify(line), LINE_CHARACTERS),
  );
  const left = all.length - 2 * LINES_EACH_END;
  const answered =
    left > 0 ? [...all.slice(0, LINES_EACH_END), `… ${left} more …`, ...all.slice(-LINES_EACH_END)] : all;
  return {
    operation: op,
    again,
    // Options first: they are short, and say what was done with the call.
    asked: excerpt(
      JSON.stringify({ ...(asked.options === undefined ? {} : { options: asked.options }), ...asked }),
      ASKED_CHARACTERS,
    ),
    exchanges: requests.slice(0, REQUESTS_SHOWN).map((request) => ({ sent: sent(request), wrote: request.wrote() })),
    answered,
  };
}

function sent(request: SeenRequest): string {
  const head = [`${request.method} ${request.target}`, ...request.headers.map(([name, value]) => `${name}: ${value}`)];
  return `${head.join('\n')}\n\n${excerpt(request.text, BODY_CHARACTERS)}`.trimEnd();
}
