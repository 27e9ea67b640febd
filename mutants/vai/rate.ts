import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import { HONEST } from '../../mock-gateway/vai/rules.js';
import { askOf } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import { bends } from './bends.js';
import * as lies from './lies.js';

/** Counts refused tokens against whoever comes next. */
function chargesForRefusals(): Mutation {
  let refused = 0;
  return {
    async reply(request, next) {
      const reply = await next(request);
      if (reply.status === 401) refused += 1;
      if (reply.status === 401 || refused === 0) return reply;
      refused -= 1;
      return lies.refusal(askOf(request), 429, { type: 'rate_limit_error', message: 'rate limit exceeded' });
    },
  };
}

export const rate = mutantsOf('VAI-GW-RATE', [
  [
    '001',
    'knows-no-rate',
    'Serves as many requests as come.',
    bends({ refilled: (_tokens, _elapsed, _rps, burst) => burst }),
  ],
  ['002', 'retry-at-once', 'Tells clients to try again at once.', bends({ retryAfter: () => 0 })],
  [
    '003',
    'burst-is-one-less',
    'Lets one request less through at once.',
    bends({
      refilled: (tokens, elapsed, rps, burst) => Math.min(burst - 1, HONEST.refilled(tokens, elapsed, rps, burst)),
    }),
  ],
  ['004', 'one-rate-for-all', 'Counts all clients as one.', bends({ principal: () => 'everyone' })],
  ['005', 'probes-spend', 'Counts health probes against the rate.', bends({ spendsRate: () => true })],
  [
    '006',
    'never-refills',
    'Does not let a client in again that it has once limited.',
    bends({ refilled: (tokens) => tokens }),
  ],
  ['007', 'refused-tokens-spend', 'Counts what it refused with 401 against the rate.', chargesForRefusals()],
  ['008', 'knows-no-concurrency', 'Serves as many requests at once as come.', bends({ tooManyRequests: () => false })],
  ['009', 'knows-no-stream-limit', 'Opens as many streams as are asked for.', bends({ tooManyStreams: () => false })],
  [
    '010',
    'counts-run-streams-apart',
    'Counts run streams apart from message streams.',
    bends({ streamAccount: (kind, principal) => `${kind} ${principal}` }),
  ],
  [
    '011',
    'ended-streams-keep-their-place',
    'Does not free the place of a stream that has ended.',
    bends({ freesPlace: (how) => how !== 'ended' }),
  ],
  [
    '012',
    'left-streams-keep-their-place',
    'Does not free the place of a stream that was left.',
    bends({ freesPlace: (how) => how !== 'client-left' }),
    { source: 'LIF-01' },
  ],
]);
