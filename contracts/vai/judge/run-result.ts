import { digest } from '../../judge/digest.js';
import type { Findings } from '../../judge/findings.js';
import { addsUp } from './block.js';
import type { Known } from './facts.js';
import { sameMessage } from './history.js';
import { refusedBack } from './known-refusals.js';
import type { RunCourse } from './run-course.js';
import { holesIn, resultPrint, samePrint, sumOfUsages, unsendable } from './run-step.js';
import { type Fields, fieldsOf, isFields, listOf, objectsIn, shown } from './values.js';

/** Ends of a run that leave a last response. */
const WITH_RESPONSE: readonly unknown[] = ['end_turn', 'max_tool_calls', 'max_tokens'];
/** Ends of a run that come of its budgets, or of the model. */
const ORDERLY: readonly unknown[] = [...WITH_RESPONSE, 'max_turns'];
const DEFAULT_RUN_MS = 60_000;
const DEFAULT_STREAM_MS = 300_000;
const DEFAULT_REQUEST_MS = 120_000;
/** A timer may fire this much before its time by the clock of whoever records. */
const EARLY = 0.95;
const EARLY_MS = 20;

/** What the result of a run is held against. */
export interface ResultContext {
  readonly findings: Findings;
  readonly known: Known;
  /** Path of the result in the JSON at hand. */
  readonly path: string;
  /** What was streamed before the result; absent for a blocking run. */
  readonly course?: RunCourse;
  /** Milliseconds since the request was sent, where known. */
  readonly at: number | undefined;
}

/** Judges what came of a run: by itself, against its request, and against what was streamed before. */
export function judgeResult(given: unknown, context: ResultContext): void {
  if (!isFields(given)) return;
  counts(given, context);
  usage(given, context);
  lastResponse(given, context);
  history(given, context);
  whole(given, context);
  ending(given, context);
  if (context.course === undefined) answers(given, context);
  else steps(given, context, context.course);
}

/** The id of a rule that stands once for streams and once for blocking runs. */
function either(context: ResultContext, streamed: string, blocking: string): string {
  return context.course === undefined ? blocking : streamed;
}

function counts(result: Fields, context: ResultContext): void {
  const { findings, path, course } = context;
  const told = listOf(result.steps);
  if (ORDERLY.includes(result.stop_reason)) {
    findings.check(either(context, 'VAI-GW-RST-024', 'VAI-GW-RUN-008'), result.turn_count === told.length, () => ({
      message: 'turn_count is not the number of steps.',
      expected: String(told.length),
      actual: shown(result.turn_count),
      path: `${path}.turn_count`,
    }));
  }
  const results = objectsIn(told).reduce((sum, step) => sum + listOf(step.tool_results).length, 0);
  const frames = course?.resultFrames ?? results;
  const fits = result.tool_call_count === results && (frames === results || !ORDERLY.includes(result.stop_reason));
  findings.check(either(context, 'VAI-GW-RST-025', 'VAI-GW-RUN-008'), fits, () => ({
    message: 'tool_call_count is not the number of tool results.',
    expected: String(frames),
    actual: shown(result.tool_call_count),
    path: `${path}.tool_call_count`,
  }));
}

function usage(result: Fields, context: ResultContext): void {
  const { findings, path } = context;
  const sum = sumOfUsages(objectsIn(result.steps).map((step) => fieldsOf(step.response).usage));
  const told = fieldsOf(result.usage);
  const same = told.input_tokens === sum.input && told.output_tokens === sum.output && told.total_tokens === sum.total;
  findings.check(either(context, 'VAI-GW-RST-026', 'VAI-GW-RUN-006'), same, () => ({
    message: 'The usage of the run is not the sum of its steps.',
    expected: `input ${sum.input}, output ${sum.output}, total ${sum.total}`,
    actual: shown(result.usage),
    path: `${path}.usage`,
  }));
}

function lastResponse(result: Fields, context: ResultContext): void {
  const { findings, path } = context;
  if (WITH_RESPONSE.includes(result.stop_reason)) {
    const last = fieldsOf(objectsIn(result.steps).at(-1));
    const same = result.response !== undefined && digest(result.response) === digest(last.response);
    findings.check(either(context, 'VAI-GW-RST-028', 'VAI-GW-RUN-007'), same, () => ({
      message: 'result.response is not the response of the last step.',
      expected: shown(last.response),
      actual: shown(result.response),
      path: `${path}.response`,
    }));
  } else if (
    context.course !== undefined &&
    ['max_turns', 'timeout', 'cancelled'].includes(String(result.stop_reason))
  ) {
    findings.check('VAI-GW-RST-029', result.response === undefined, () => ({
      message: `result.response is there though the run ended in ${String(result.stop_reason)}.`,
      expected: 'no response',
      actual: shown(result.response),
      path: `${path}.response`,
    }));
  }
}

/** What the request sent, then what the deltas appended. Where audio was transcribed the request's messages are rewritten. */
function history(result: Fields, context: ResultContext): void {
  const { findings, known, path, course } = context;
  if (!Array.isArray(result.messages)) return;
  const messages: readonly unknown[] = result.messages;
  const id = either(context, 'VAI-GW-RST-027', 'VAI-GW-RUN-005');
  const sent = known.messageRequest?.messages;
  const rewritten = JSON.stringify(sent ?? '').includes('"audio_stt"');
  const sentCount = Array.isArray(sent) ? sent.length : undefined;
  if (Array.isArray(sent)) {
    const odd = rewritten ? -1 : sent.findIndex((message: unknown, at) => !sameMessage(message, messages[at]));
    findings.check(id, odd < 0 && messages.length >= sent.length, () => ({
      message: "The history does not begin with the request's messages.",
      expected: shown(sent[odd]),
      actual: shown(messages[odd]),
      path: `${path}.messages[${Math.max(odd, 0)}]`,
    }));
  }
  if (course === undefined) return;
  const from = sentCount ?? messages.length - course.appended.length;
  const odd = course.appended.findIndex((print, at) => digest(messages[from + at]) !== print);
  findings.check(id, odd < 0 && messages.length === from + course.appended.length, () => ({
    message: 'The history is not what the history deltas appended.',
    expected: `${from + course.appended.length} messages as appended`,
    actual: `${messages.length} messages${odd < 0 ? '' : `, another at ${from + odd}`}`,
    path: `${path}.messages`,
  }));
}

/** No holes, and nothing that a new request could not hold. */
function whole(result: Fields, context: ResultContext): void {
  const { findings, known, path } = context;
  const messages = listOf(result.messages);
  const sent = listOf(known.messageRequest?.messages).length;
  const responses: (readonly [unknown, string])[] = [
    [result.response, `${path}.response`],
    ...listOf(result.steps).map((step, at) => [fieldsOf(step).response, `${path}.steps[${at}].response`] as const),
    // What the client sent itself is no answer.
    ...messages.flatMap((message, at) => (at < sent ? [] : [[message, `${path}.messages[${at}]`] as const])),
  ];
  for (const [message, where] of responses) judgeHoles(findings, message, where);
  if (messages.length === 0) return;
  // What was streamed tells by itself whether it was signed.
  const signs = context.course === undefined && /^anthropic\//.test(String(known.messageRequest?.model));
  const [lost] = messages.flatMap((message, at) =>
    at < sent ? [] : (unsendable(message, `${path}.messages[${at}]`, signs, refusedBack(known.subject)) ?? []),
  );
  const id = either(context, 'VAI-GW-RST-037', 'VAI-GW-RUN-009');
  if (lost === undefined) findings.test(id);
  else findings.fail(id, { message: `This history cannot be sent back: ${lost.why}.`, path: lost.path });
}

/** Tells `null` content and holes in content, each by its own rule. */
export function judgeHoles(findings: Findings, message: unknown, path: string): void {
  const { nulls, holes } = holesIn(message, path);
  findings.check('VAI-GW-RST-020', holes.length === 0, () => ({
    message: 'The content has a null element.',
    expected: 'content blocks',
    actual: 'null',
    path: holes[0] ?? path,
  }));
  findings.check('VAI-GW-RST-021', nulls.length === 0, () => ({
    message: 'The content is null.',
    expected: 'an array or text',
    actual: 'null',
    path: nulls[0] ?? path,
  }));
}

/** `timeout` and `cancelled` are told when time was up, and by the right name. */
function ending(result: Fields, context: ResultContext): void {
  const { findings, known, path, course, at } = context;
  const { stop_reason } = result;
  if (stop_reason !== 'timeout' && stop_reason !== 'cancelled') return;
  const asked = known.runOptions.timeout_ms;
  if (at === undefined || !known.isRun) return;
  const own = typeof asked === 'number' ? asked : DEFAULT_RUN_MS;
  const outer =
    course === undefined
      ? known.duration('total_request_timeout', DEFAULT_REQUEST_MS)
      : known.duration('sse_max_duration', DEFAULT_STREAM_MS);
  const limit = Math.min(own, outer);
  const timeWasUp = at >= limit * EARLY - EARLY_MS;
  if (timeWasUp && course !== undefined) {
    findings.check('VAI-GW-RST-038', stop_reason === 'timeout', () => ({
      message: 'The run was out of time, and does not say so.',
      expected: 'timeout',
      actual: String(stop_reason),
      path: `${path}.stop_reason`,
    }));
  }
  if (mayBeStopped(known)) return;
  findings.check('VAI-GW-RST-039', timeWasUp, () => ({
    message: `The run ends as ${String(stop_reason)} after ${Math.round(at)} ms, though it had ${limit} ms and its client was there.`,
    expected: 'error, or the reason that the run really ended for',
    actual: String(stop_reason),
    path: `${path}.stop_reason`,
  }));
}

/** A gateway that is told to stop may cancel what it runs. */
function mayBeStopped(known: Known): boolean {
  return ['shutdown_grace_period', 'draining', 'drain_after'].some((name) => {
    const value = known.setting(name);
    return value !== undefined && !['', 'false', '0', '0s', '30s'].includes(value);
  });
}

/** In a blocking run each step's response is a blocking answer. */
function answers(result: Fields, { findings, path }: ResultContext): void {
  listOf(result.steps).forEach((step, at) => {
    const { response } = fieldsOf(step);
    if (isFields(response)) judgeAnswer(findings, response, `${path}.steps[${at}].response`);
  });
}

/** What holds for any blocking answer; `path` is where it stands. */
export function judgeAnswer(findings: Findings, response: Fields, path: string): void {
  const { model } = response;
  if (typeof model === 'string' && model !== '') {
    findings.check('VAI-GW-MSG-002', model.includes('/'), () => ({
      message: 'The model does not read provider/name.',
      expected: 'provider/name',
      actual: model,
      path: `${path}.model`,
    }));
  }
  findings.check('VAI-GW-MSG-011', addsUp(response.usage), () => ({
    message: 'total_tokens is less than input and output tokens.',
    actual: shown(response.usage),
    path: `${path}.usage.total_tokens`,
  }));
}

/** The steps of the result repeat what the frames said. */
function steps(result: Fields, { findings, path }: ResultContext, course: RunCourse): void {
  const told = listOf(result.steps);
  const inOrder = told.every((step, at) => fieldsOf(step).index === at);
  findings.check('VAI-GW-RST-023', told.length === course.steps.length && inOrder, () => ({
    message: 'The result does not list the steps that were completed, indexed from 0.',
    expected: `${course.steps.length} steps`,
    actual: shown(told.map((step) => fieldsOf(step).index)),
    path: `${path}.steps`,
  }));
  course.steps.forEach((print, at) => {
    const step = fieldsOf(told[at]);
    if (told[at] === undefined) return;
    findings.check('VAI-GW-RST-022', digest(step.response) === print.response, () => ({
      message: 'The response of this step is not that of its step_complete.',
      path: `${path}.steps[${at}].response`,
    }));
    for (const entry of objectsIn(step.tool_results)) {
      const calls = print.calls.filter((call) => call.id === entry.tool_use_id);
      const kept =
        calls.length === 0 ||
        calls.some((call) => call.result !== undefined && samePrint(call.result, resultPrint(entry)));
      findings.check('VAI-GW-RST-032', kept, () => ({
        message: 'The step has a tool result other than its frame had.',
        path: `${path}.steps[${at}].tool_results`,
      }));
    }
  });
}
