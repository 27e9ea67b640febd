import type { RequestFacts } from '../../contracts/judge/exchange.js';
import { readPackageJson } from '../../contracts/package-root.js';
import { Known } from '../../contracts/vai/judge/facts.js';
import { faultsOf } from '../../contracts/vai/judge/request-faults.js';
import { vaiSchemas } from '../../contracts/vai/schemas.js';
import type { PactContract } from '../contract.js';
import { goldenOf } from '../golden.js';

const BY_ROUTE: Readonly<Record<string, string>> = {
  messages: 'message-response',
  runs: 'run-envelope',
  models: 'models',
  ready: 'ready',
  execute: 'execute-response',
};

/** Areas of the catalogue whose rules request and status decide, and the two rules about the content type. */
const ABOUT_REQUEST = /^VAI-GW-((AUTH|VER|ROUTE|KEY|VAL|RVAL|COMPAT|HLT)-|HDR-00[12])/;
/** Rules about headers that hold something of the body, or of nothing that a pact could know. */
const ABOUT_HEADERS = /^VAI-GW-((RID|RATE|CORS|HDR)-|MOD-004)/;

const known = (request: RequestFacts) => new Known({ request });
const isStreamed = (request: RequestFacts) => known(request).asksForStream;

/** What the pacts need to know of the VAI gateway. */
export const pacts: PactContract = {
  provider: 'vai-gateway',
  schemas: vaiSchemas,
  scenarioHeader: 'X-VAI-Scenario',
  golden: goldenOf(readPackageJson('pacts/vai/golden.json')),
  quietEvents: ['ping'],
  measured: { duration_ms: 1 },
  refusals: (request) => faultsOf(known(request)),
  shapeOf(request, status) {
    const { route } = known(request);
    if (route === 'health' || route === 'other') return undefined;
    if (status >= 400) return route === 'ready' && status === 503 ? 'ready' : 'error-envelope';
    return status === 200 ? BY_ROUTE[route ?? ''] : undefined;
  },
  eventShapeOf: (request) => (known(request).isRun ? 'run-event' : 'message-event'),
  isStreamed,
  headOf(request, status) {
    const requestId = known(request).requestHeader('x-request-id') ?? 'req_pact';
    if (status === 200 && isStreamed(request)) {
      return [
        ['Content-Type', 'text/event-stream; charset=utf-8'],
        ['Cache-Control', 'no-cache'],
        ['X-Accel-Buffering', 'no'],
        ['X-Request-ID', requestId],
      ];
    }
    const type = known(request).route === 'health' ? 'text/plain' : 'application/json';
    return [
      ['Content-Type', `${type}; charset=utf-8`],
      ['X-Request-ID', requestId],
      ...(status === 405 ? [['Allow', 'POST'] as const] : []),
    ];
  },
  weightOf(requirement) {
    if (ABOUT_REQUEST.test(requirement)) return 'always';
    return ABOUT_HEADERS.test(requirement) ? 'never' : 'whole';
  },
};
