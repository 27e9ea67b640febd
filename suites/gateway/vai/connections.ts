/** Several requests on one connection: HTTP clients hide what goes wrong there, so these are spoken on a bare socket. */
import { requirement } from '../../requirement.js';
import type { ProbeRequest, RawExchange, RawResponse, Trial } from '../../trial.js';
import { MESSAGES, member, rawHead, rawRequest } from './client.js';
import { showing } from './let-in.js';

const named = (id: string) => ({ 'X-Request-ID': id });

/** Three ways to be refused before the body is of interest. */
const refusals: readonly (ProbeRequest & { readonly what: string; readonly status: number })[] = [
  { what: 'an unknown path', status: 404, method: 'POST', path: '/v1/nothing-here' },
  { what: 'a wrong method', status: 405, method: 'PUT', path: MESSAGES },
  { what: 'an unknown version', status: 400, method: 'POST', path: MESSAGES, headers: { 'X-VAI-Version': '9' } },
];

/** A gateway on loopback that refuses by the head alone has done so within this time. */
const REFUSED_WITHIN_MS = 50;

/** The request id that a response carries in its header. */
function idOf(response: RawResponse | undefined): string | undefined {
  return response?.headers.find(([name]) => name.toLowerCase() === 'x-request-id')?.[1];
}

function assertStatuses(
  t: Trial,
  exchange: RawExchange,
  expected: readonly (readonly [status: number, id: string])[],
): void {
  const seen = exchange.responses.map((response) => [response.status, idOf(response)]);
  // A server may close a connection after any answer: what it has answered by then must be right.
  const due = exchange.closed === 'open' ? expected : expected.slice(0, Math.max(1, seen.length));
  t.equal(seen, due, { what: 'The answers on the connection, as status and request id', in: exchange });
}

for (const { what, status, ...refused } of refusals) {
  requirement('VAI-GW-ROUTE-016', { variant: what }, async (t) => {
    const hidden = rawRequest(t, { path: '/healthz', headers: named('hidden') });
    const refusedFirst = { ...refused, headers: { ...refused.headers, ...named('refused') } };
    const next = rawRequest(t, { path: '/healthz', headers: named('next') });

    // All at once, and with the body sent after the refusal; a server that waits for the body may refuse later.
    const head = rawHead(t, refusedFirst, [`Content-Length: ${hidden.length}`]);
    for (const script of [[head + hidden + next], [head, { pauseMs: REFUSED_WITHIN_MS }, hidden, next]]) {
      const exchange = await t.raw([...script, { until: 'response' }, { until: 'response' }]);
      const kept = exchange.responses.length > 1;
      assertStatuses(
        t,
        exchange,
        kept
          ? [
              [status, 'refused'],
              [200, 'next'],
            ]
          : [[status, 'refused']],
      );
      t.oneOf(exchange.closed !== 'open' || kept, [true], {
        what: 'The connection closed or the next request answered',
        in: exchange,
      });
      t.proved(`${what}: ${status}, then ${kept ? 'the next request answered' : 'the connection closed'}`);
    }
  });
}

requirement('VAI-GW-ROUTE-017', {}, async (t) => {
  const faulty = showing(t);
  const requests = [
    rawRequest(t, { path: '/healthz', headers: named('first') }),
    rawRequest(t, { ...faulty, headers: named('second') }),
    rawRequest(t, { path: '/v1/nothing-here', headers: named('third') }),
    rawRequest(t, { ...faulty, headers: named('fourth') }),
  ];
  const wait = { until: 'response' } as const;
  const inTurn = requests.flatMap((request) => [request, wait]);
  const atOnce = [requests.join(''), ...requests.map(() => wait)];
  for (const script of [inTurn, atOnce]) {
    const exchange = await t.raw(script);
    assertStatuses(t, exchange, [
      [200, 'first'],
      [400, 'second'],
      [404, 'third'],
      [400, 'fourth'],
    ]);
    const about = { what: 'error.request_id', in: exchange };
    for (const response of exchange.responses.slice(1))
      t.equal(member(response.json(), 'error.request_id'), idOf(response), about);
    t.proved(`${exchange.responses.length} answers in turn, each with the id of its request`);
  }
});
