import { setTimeout as pause } from 'node:timers/promises';
import type { StreamEvent } from '../../../mock-gateway/engine/exchange.js';
import { type Frame, program, sseHead, write } from '../server/replies.js';
import type { Call, Handler, Running, ScriptServer, SdkTrial, SeenRequest } from '../trial.js';

/** What an SDK may take to close a connection that it is done with; seen: 1 to 30 ms, on a busy machine 300. */
export const LEAVES_WITHIN_MS = 2_000;
/** Browsers decide for themselves: Chromium reads on for up to five seconds, in case the connection can be kept. */
const BROWSER_LEAVES_WITHIN_MS = 7_000;

/** A stream that says these frames and then nothing more, until the client leaves. */
export function holding(frames: readonly Frame[]): Handler {
  return (request) =>
    program(async function* () {
      yield sseHead();
      for (const frame of frames) yield write(frame);
      await request.left;
      yield { step: 'end' };
    });
}

/** Takes a request and never answers. */
export const silent: Handler = (request) =>
  program(async function* () {
    await request.left;
    yield { step: 'reset' };
  });

/** The client closes the connection of a request that has no complete answer yet. */
export async function leaves(t: SdkTrial, request: SeenRequest, what: string, call?: Call): Promise<void> {
  const within = leavesWithin(t);
  const left = await Promise.race([request.left.then(() => true), pause(within, false)]);
  t.that(left, {
    what: `The connection ${what}`,
    expected: `closed by the SDK within ${within} ms`,
    actual: 'still open',
    hint: 'Cancel the body of the HTTP answer; that closes its connection.',
    ...(call === undefined ? {} : { in: call }),
  });
}

function leavesWithin(t: SdkTrial): number {
  return t.described.runtime === 'browser' ? BROWSER_LEAVES_WITHIN_MS : LEAVES_WITHIN_MS;
}

/** The number of a server's open connections comes down to `most`. */
export async function settles(t: SdkTrial, server: ScriptServer, most: number, after: string): Promise<void> {
  await server.closedTo(most, leavesWithin(t));
  t.that(server.connections.open <= most, {
    what: `The open connections after ${after}`,
    expected: `at most ${most}`,
    actual: `${server.connections.open} of ${server.connections.total}`,
  });
}

/** Tells the SDK to abort; an SDK without that means is not asked. */
export async function abort(t: SdkTrial, running: Running, how?: 'signal' | 'close'): Promise<void> {
  const answer = await running.abort(how);
  if (answer.type === 'error' && answer.error.kind === 'unsupported') {
    t.skip('capability-not-declared', `the adapter cannot abort ${running.op} by ${how ?? 'any means'}`);
  }
}

/** The operation ended as told: by an error of kind abort, or by a result that says that it was aborted. */
export function endedByAbort(t: SdkTrial, call: Call): void {
  const { answer } = call;
  const aborted = answer.type === 'result' ? answer.aborted === true : answer.error.kind === 'abort';
  t.that(aborted, {
    what: 'The end of an operation that was aborted',
    in: call,
    expected: 'an error of kind abort, or a result with "aborted": true',
    actual: JSON.stringify(answer).slice(0, 200),
  });
}

/** The first events of a stream of either kind; the first of them is enough to know that it runs. */
export function opening(op: string): readonly StreamEvent[] {
  if (op === 'runs.stream') {
    return [
      { type: 'run_start', request_id: 'req_1', model: 'anthropic/some-model', protocol_version: '1' },
      { type: 'step_start', index: 0 },
    ];
  }
  const usage = { input_tokens: 1, output_tokens: 0, total_tokens: 1 };
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'anthropic/some-model', content: [] };
  return [
    { type: 'message_start', message: { ...message, stop_reason: '', usage } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  ];
}
