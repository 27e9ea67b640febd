import type { StreamEvent } from '../../mock-gateway/engine/exchange.js';
import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import { HONEST } from '../../mock-gateway/vai/rules.js';
import { askOf, objectOf, parsed, retells } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import { drops, retellsEvents, retellsStream } from '../streams.js';
import { bends } from './bends.js';
import * as lies from './lies.js';

/** Later than any tolerance of the suite, and not so late that a test of it takes long. */
const MUCH_LATER_MS = 2_600;

/** Pings only when the model has begun. */
const waitsWithPings: Mutation = retellsStream(lies.messages, () => {
  let begun = false;
  return {
    each(event) {
      begun ||= event.type !== 'ping';
      return begun ? [event] : [];
    },
  };
});

const last = (event: StreamEvent) => event.type === 'error' || event.type === 'run_complete';

/** Serves nobody any more once a client has left. */
function diesWithItsClient(): Mutation {
  let dead = false;
  return {
    async reply(request, next) {
      if (dead) return lies.refusal(askOf(request), 500, { type: 'api_error', message: 'context canceled' });
      let answered = false;
      request.signal.addEventListener('abort', () => {
        dead ||= !answered;
      });
      const reply = await next(request);
      answered = true;
      return reply;
    },
  };
}

export const time = mutantsOf('VAI-GW-TIME', [
  [
    '001',
    'message-streams-fall-silent',
    'Sends no pings in message streams.',
    bends({ pingDue: (kind, quiet, interval) => kind !== 'messages' && HONEST.pingDue(kind, quiet, interval) }),
    { source: 'LIF-08' },
  ],
  ['002', 'waits-with-pings', 'Sends pings only when the model has begun.', waitsWithPings],
  [
    '003',
    'run-streams-fall-silent',
    'Sends no pings in run streams.',
    bends({ pingDue: (kind, quiet, interval) => kind !== 'runs' && HONEST.pingDue(kind, quiet, interval) }),
    { source: 'LIF-08' },
  ],
  [
    '004',
    'silence-is-an-end',
    'Ends the message as if it were whole where the model fell silent.',
    retellsEvents('error', () => [{ type: 'message_stop' }], lies.messages),
  ],
  [
    '005',
    'silence-is-an-overload',
    'Calls a model that fell silent overloaded.',
    retellsEvents(
      'error',
      (event) => [{ ...event, error: { ...objectOf(event.error), type: 'overloaded_error' } }],
      lies.runStream,
    ),
  ],
  [
    '006',
    'pings-keep-the-model-alive',
    'Takes its own pings for signs of life.',
    bends({ idleLimit: (ms) => ms + MUCH_LATER_MS }),
  ],
  [
    '007',
    'long-streams-end-in-silence',
    'Cuts a stream that lasts too long without a word.',
    drops('error', lies.messages),
    { source: 'LIF-07' },
  ],
  [
    '008',
    'long-runs-end-in-silence',
    'Cuts a run that lasts too long without a word.',
    drops(last, lies.runStream),
    { source: 'D-16' },
  ],
  [
    '009',
    'timeouts-are-502',
    'Answers a request that took too long with 502.',
    lies.misreports(
      (fault) => fault.status === 504,
      () => ({ status: 502 }),
    ),
    { source: 'ERR-21' },
  ],
  [
    '010',
    'long-runs-are-504',
    'Answers a run that took too long with an error.',
    retells(lies.blockingRun, (reply, ask) =>
      stopOf(reply.body) === 'timeout'
        ? lies.refusal(ask, 504, { type: 'api_error', message: 'request timeout' })
        : reply,
    ),
  ],
  [
    '011',
    'slow-bodies-break-it',
    'Answers 500 to a body that does not arrive in time.',
    lies.crashes(({ message }) => message.startsWith('failed to read request body')),
  ],
  [
    '014',
    'dies-with-its-client',
    'Serves nobody any more once a client has left.',
    diesWithItsClient(),
    { source: 'LIF-02' },
  ],
]);

function stopOf(body: unknown): unknown {
  return body instanceof Uint8Array ? objectOf(objectOf(parsed(body)).result).stop_reason : undefined;
}
