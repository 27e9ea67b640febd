import { HttpResponse, http, type RequestHandler } from 'msw';
import { playableRoom } from './dialects.js';
import { type FetchGateway, type FetchGatewayOptions, fetchGateway } from './fetch.js';

export { BaseUrlError, type FetchGateway, type FetchGatewayOptions } from './fetch.js';
export type { GatewayRequest, RequestVerdict, SentAnswer } from './requests.js';
export type { ScenarioObject } from './scenarios.js';

// Loaded with this module, so that handlers are there at once, as users of msw expect them.
const room = await playableRoom(undefined);
const checks = await room.loadScenarioCheck();

/** A gateway in msw: its handlers, and what it saw. */
export interface MswGateway extends FetchGateway {
  /** For `setupServer(...handlers)` or `setupWorker(...handlers)`. */
  readonly handlers: readonly RequestHandler[];
}

/**
 * A mock gateway for msw, with what it saw. Throws typed errors for a URL, setting, scenario or fault that does not
 * exist. In node and in browsers it says the same, chunk by chunk; what takes a socket is told in docs/msw.md.
 */
export function mswGateway(options: FetchGatewayOptions): MswGateway {
  const gateway = fetchGateway(room, checks, options);
  const handler = http.all(below(gateway.baseUrl), async ({ request }) => {
    try {
      return await gateway.fetch(request);
    } catch (error) {
      // What rejects is a broken connection: msw makes the client's own network error of this.
      if (error instanceof TypeError || request.signal.aborted) return HttpResponse.error();
      throw error;
    }
  });
  return Object.assign(Object.create(null, Object.getOwnPropertyDescriptors(gateway)), { handlers: [handler] });
}

/** The handlers of a mock gateway, for `setupServer(...handlers({ baseUrl }))` or `setupWorker(...)`. */
export function handlers(options: FetchGatewayOptions): RequestHandler[] {
  return [...mswGateway(options).handlers];
}

/** Every URL below a base; a pattern of msw would read meaning into colons and stars. */
function below(baseUrl: string): RegExp {
  const base = new URL(baseUrl).href.replace(/[?#].*$/, '').replace(/\/+$/, '');
  return new RegExp(`^${base.replace(/[\\^$.|?+*()[\]{}]/g, '\\$&')}/`);
}
