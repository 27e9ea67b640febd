import { providerKeyHeaders } from '../../contracts/vai/request/index.js';
import type { IncomingRequest, Reply } from '../engine/exchange.js';
import { textReply } from './answer.js';
import type { Rules } from './rules.js';

/** Request headers that a browser may send: the gateway's own, and every provider's key. */
const ALLOWED = [
  'Authorization',
  'Content-Type',
  'X-VAI-Version',
  ...providerKeyHeaders(),
  'X-Provider-Key-ElevenLabs',
];
const EXPOSED = 'X-Request-ID, X-Model, X-Input-Tokens, X-Output-Tokens, X-Total-Tokens, X-Cost-USD, X-Duration-Ms';

/** Headers that let a page of an allowed origin read the answer; none for others. */
export function corsHeaders(
  request: IncomingRequest,
  origins: readonly string[],
  rules: Rules,
): readonly [string, string][] {
  if (origins.length === 0) return [];
  const origin = request.header('origin');
  if (origin === undefined || !rules.originAllowed(origin, origins)) return [];
  return [
    ['Access-Control-Allow-Origin', origin],
    ['Access-Control-Expose-Headers', EXPOSED],
    ['Vary', 'Origin'],
  ];
}

/** Whether a request is a preflight: it is answered before anything else, on any path. */
export function isPreflight(request: IncomingRequest): boolean {
  return request.method === 'OPTIONS' && request.header('access-control-request-method') !== undefined;
}

/** Answers a preflight. */
export function preflight(
  request: IncomingRequest,
  requestId: string,
  origins: readonly string[],
  rules: Rules,
): Reply {
  const origin = request.header('origin');
  if (origin === undefined || !rules.originAllowed(origin, origins)) {
    return textReply({ requestId, cors: [] }, 403, 'cors preflight not allowed\n');
  }
  const granted = grantedHeaders(request.header('access-control-request-headers') ?? '', rules);
  return {
    status: 204,
    headers: [
      ...(granted.length === 0
        ? []
        : [['Access-Control-Allow-Headers', granted.join(', ')] satisfies [string, string]]),
      ['Access-Control-Allow-Methods', 'GET, POST, OPTIONS'],
      ['Access-Control-Allow-Origin', origin],
      ['Access-Control-Max-Age', '600'],
      ['Vary', 'Origin, Access-Control-Request-Headers'],
      ['X-Request-Id', requestId],
    ],
    body: new Uint8Array(),
  };
}

/** Of the headers asked for those that are allowed, in their own spelling, each once. */
function grantedHeaders(asked: string, rules: Rules): readonly string[] {
  const granted = new Map<string, string>();
  for (const name of asked.split(',').map((each) => each.trim())) {
    const lower = name.toLowerCase();
    if (name !== '' && !granted.has(lower) && rules.headerGranted(name, ALLOWED)) granted.set(lower, name);
  }
  return [...granted.values()];
}
