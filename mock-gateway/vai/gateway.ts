import {
  checkRequest,
  type RequestFault,
  type RequestKind,
  type RequestLimits,
  type RequestOf,
} from '../../contracts/vai/request/index.js';
import type { ErrorType, GatewayError } from '../../contracts/vai/types.js';
import type { Admission, BodyTerms, ExchangeControls, GatewayApp } from '../engine/app.js';
import type { BodyFault } from '../engine/body.js';
import type { IncomingRequest, Reply, WireReply } from '../engine/exchange.js';
import { type Addressed, type Exchange, errorReply, refusal } from './answer.js';
import { authenticate } from './auth.js';
import { answerHealth, answerModels, answerReady } from './catalogue.js';
import { corsHeaders, isPreflight, preflight } from './cors.js';
import { failure } from './failure.js';
import type { Ids } from './ids.js';
import { ScenarioError, type ScenarioLibrary } from './library.js';
import { Limits } from './limits.js';
import { answerMessage } from './messages.js';
import type { Rules } from './rules.js';
import type { Settings } from './settings.js';
import { OpenStreams, PING } from './streams.js';

/** What the parts of one gateway share. */
export interface GatewayParts {
  readonly settings: Settings;
  readonly rules: Rules;
  readonly ids: Ids;
  readonly library: ScenarioLibrary;
  readonly limits: Limits;
  readonly streams: OpenStreams;
  /** The limits of a request's shape, as the contract's check takes them. */
  readonly shape: RequestLimits;
}

type Answer = Reply | WireReply | Promise<Reply | WireReply>;
/** What a route does with a request, once it was let in. `undefined` for a method: any. */
interface Route {
  readonly method: 'GET' | 'POST' | undefined;
  /** Answers without reading the body. */
  answer?(exchange: Exchange, parts: GatewayParts): Reply;
  /** Answers with the body. */
  read?(exchange: Exchange, parts: GatewayParts, body: Uint8Array): Answer;
}

/** The routes. What only some requests need is loaded with the first of them: a mock has to start fast. */
const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['/healthz', { method: undefined, answer: answerHealth }],
  ['/readyz', { method: undefined, answer: answerReady }],
  ['/v1/models', { method: 'GET', answer: answerModels }],
  ['/v1/live', { method: 'GET', answer: refuseLive }],
  ['/v1/messages', { method: 'POST', read: checked('messages', answerMessage) }],
  [
    '/v1/runs',
    {
      method: 'POST',
      read: checked(
        'runs',
        later(async () => (await import('./runs.js')).answerRun),
      ),
    },
  ],
  [
    '/v1/runs:stream',
    {
      method: 'POST',
      read: checked(
        'runs',
        later(async () => (await import('./runs.js')).answerRunStream),
      ),
    },
  ],
  [
    '/v1/server-tools:execute',
    {
      method: 'POST',
      read: checked(
        'execute',
        later(async () => (await import('./execute.js')).answerExecute),
      ),
    },
  ],
]);

/** The gateway: what every request passes, from the outside in, and the routes behind. */
export class Gateway implements GatewayApp {
  readonly probe = PING;
  readonly parts: GatewayParts;

  constructor(settings: Settings, rules: Rules, ids: Ids, library: ScenarioLibrary) {
    const limits = new Limits(settings, rules);
    const shape: RequestLimits = {
      messages: settings.max_messages,
      tools: settings.max_tools,
      textBytes: settings.max_total_text_bytes,
      b64PerBlock: settings.max_b64_per_block,
      b64Total: settings.max_b64_total,
    };
    this.parts = { settings, rules, ids, library, limits, shape, streams: new OpenStreams(settings, rules, limits) };
  }

  receive(request: IncomingRequest, controls: ExchangeControls): Reply | Admission {
    const { settings, rules, ids, limits } = this.parts;
    const requestId = request.header('x-request-id')?.trim() || ids.request();
    if (isPreflight(request)) return preflight(request, requestId, settings.cors_origins, rules);
    const to: Addressed = { requestId, cors: corsHeaders(request, settings.cors_origins, rules) };

    const version = unservedVersion(request, rules);
    if (version !== undefined) {
      return this.#refuse(to, controls, 400, 'invalid_request_error', `version "${version}" is not served: use 1`, {
        param: 'X-VAI-Version',
        code: 'unsupported_version',
      });
    }
    const caller = authenticate(request, settings, rules);
    if ('error' in caller) {
      controls.fault({ rule: 'auth', status: 401, message: caller.error.message });
      return errorReply(to, 401, caller.error);
    }
    const { principal } = caller;
    if (rules.spendsRate(request.path, request.method)) {
      const wait = limits.spend(principal);
      const leave = limits.enter(principal);
      if (leave !== undefined) controls.whenOver(leave);
      if (wait !== undefined || leave === undefined) {
        return refusal(to, 429, 'rate_limit_error', 'rate limit exceeded', { retry_after: wait ?? 1 });
      }
    }
    const route = ROUTES.get(request.path);
    if (route === undefined) return this.#refuse(to, controls, 404, 'not_found_error', 'not found');
    if (route.method !== undefined && request.method !== route.method) {
      return this.#refuse(to, controls, 405, 'invalid_request_error', 'method not allowed', {
        code: 'method_not_allowed',
      });
    }
    const exchange: Exchange = { request, controls, ...to, principal };
    if (route.answer !== undefined) return route.answer(exchange, this.parts);
    return this.#admission(exchange, route);
  }

  terms(request: IncomingRequest): BodyTerms {
    const { settings, rules } = this.parts;
    const route = ROUTES.get(request.path);
    const refused =
      route?.read === undefined ||
      route.method !== request.method ||
      unservedVersion(request, rules) !== undefined ||
      'error' in authenticate(request, settings, rules);
    return { refused, timeoutMs: settings.read_timeout };
  }

  isHealthCheck(request: IncomingRequest): boolean {
    const answer = ROUTES.get(request.path)?.answer;
    return answer === answerHealth || answer === answerReady;
  }

  failure(request: IncomingRequest, status: number, retryAfter: number | undefined): Reply {
    const requestId = request.header('x-request-id')?.trim() || this.parts.ids.request();
    const cors = corsHeaders(request, this.parts.settings.cors_origins, this.parts.rules);
    return failure({ requestId, cors }, status, retryAfter);
  }

  crashed(request: IncomingRequest, error: unknown): Reply {
    const to: Addressed = { requestId: request.header('x-request-id')?.trim() || this.parts.ids.request(), cors: [] };
    if (error instanceof ScenarioError) return refusal(to, 400, 'invalid_request_error', error.message);
    return refusal(to, 500, 'api_error', 'internal error');
  }

  /** Behaves as after SIGTERM. Resolves when no stream runs any more. */
  drain(): Promise<void> {
    return this.parts.streams.drain();
  }

  close(): void {
    this.parts.streams.close();
  }

  #admission(exchange: Exchange, route: Route): Admission {
    const { settings } = this.parts;
    return {
      maxBytes: settings.max_body_bytes,
      timeoutMs: settings.read_timeout,
      complete: (request) =>
        route.read?.({ ...exchange, request }, this.parts, request.body) ?? this.crashed(request, undefined),
      refuse: (fault: BodyFault) => {
        const message =
          fault === 'too-large' ? 'failed to read request body: it is too large' : 'failed to read request body';
        return this.#refuse(exchange, exchange.controls, 400, 'invalid_request_error', message);
      },
    };
  }

  #refuse(
    to: Addressed,
    controls: ExchangeControls,
    status: number,
    type: ErrorType,
    message: string,
    rest: Partial<GatewayError> = {},
  ): Reply {
    const { param } = rest;
    controls.fault({ rule: rest.code ?? type, status, message, ...(param === undefined ? {} : { param }) });
    return refusal(to, status, type, message, rest);
  }
}

/** A function that is loaded when it is first called. */
function later<All extends readonly unknown[]>(load: () => Promise<(...all: All) => Answer>): (...all: All) => Answer {
  let known: ((...all: All) => Answer) | undefined;
  return (...all) => {
    if (known !== undefined) return known(...all);
    return load().then((loaded) => {
      known = loaded;
      return loaded(...all);
    });
  };
}

/** A route whose body is checked against the contract before anything is done with it. */
function checked<K extends RequestKind>(
  kind: K,
  answer: (exchange: Exchange, request: RequestOf[K], parts: GatewayParts) => Answer,
): NonNullable<Route['read']> {
  return (exchange, parts, body) => {
    const { settings, rules } = parts;
    const check = checkRequest(kind, body, {
      header: exchange.request.header,
      limits: parts.shape,
      modelAllowlist: settings.model_allowlist.length === 0 ? null : settings.model_allowlist,
      overlook: rules.overlook,
    });
    return check.ok ? answer(exchange, check.request, parts) : refuseFault(exchange, rules.report(check.fault));
  };
}

function refuseFault(exchange: Exchange, fault: RequestFault): Reply {
  const { rule, status, type, message, param, code, compatIssues } = fault;
  exchange.controls.fault({ rule, status, message, ...(param === undefined ? {} : { param }) });
  return refusal(exchange, status, type, message, {
    ...(param === undefined ? {} : { param }),
    ...(code === undefined ? {} : { code }),
    ...(compatIssues === undefined ? {} : { compat_issues: compatIssues }),
  });
}

const VERSION_HEADER = 'x-vai-version';

/** The first version that is asked for and not served. */
function unservedVersion(request: IncomingRequest, rules: Rules): string | undefined {
  const { path, method } = request;
  if (method === 'OPTIONS' || !(path === '/v1' || path.startsWith('/v1/'))) return undefined;
  // The list of headers is made only for those who ask for it.
  if (request.header(VERSION_HEADER) === undefined) return undefined;
  for (const [name, value] of request.headers) {
    if (name.length !== VERSION_HEADER.length || name.toLowerCase() !== VERSION_HEADER) continue;
    const stray = value.split(',').find((each) => each.trim() !== '' && !rules.versionServed(each.trim()));
    if (stray !== undefined) return stray.trim();
  }
  return undefined;
}

function refuseLive(exchange: Exchange): Reply {
  return refusal(exchange, 400, 'invalid_request_error', 'the live route takes WebSocket upgrades only', {
    code: 'ws_upgrade_required',
  });
}
