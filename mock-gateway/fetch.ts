import type { DialectGateway, DialectRoom, ScenarioChecks } from './dialects.js';
import { FaultSet } from './engine/fault-set.js';
import { FetchCourse } from './engine/fetch-course.js';
import { Journal } from './engine/journal.js';
import type { Mutation } from './engine/mutation.js';
import type { Chunking } from './engine/speak.js';
import { type GatewayRequest, Ledger, type SentAnswer } from './requests.js';
import { type ScenarioObject, Script } from './scenarios.js';

/** How a gateway without a socket is made. */
export interface FetchGatewayOptions {
  /** Where it is for those who ask it: requests below this URL are its own. */
  readonly baseUrl: string;
  /** Whether requests need the gateway's key; the dialect's own default where absent. */
  readonly auth?: 'required' | 'optional' | 'disabled';
  /** A gateway key that it takes; by default the mock's own. */
  readonly apiKey?: string;
  /** Further scenarios by name, each checked against the schema. */
  readonly scenarios?: Readonly<Record<string, ScenarioObject>>;
  /** What is said to requests that name no scenario: the name of one, or one itself. */
  readonly scenario?: string | ScenarioObject;
  /** Settings of the dialect, by name, in the notation of `--setting`. Limits that would surprise a test are off. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Faults on demand, as `--fault` takes them. */
  readonly faults?: readonly string[];
  /** One chunk per event (the default), or all events that are said at once in one. */
  readonly chunking?: Chunking;
  /** The same seed gives the same ids and the same faults, default 1. */
  readonly seed?: number;
  /** A way to make it lie. */
  readonly mutation?: Mutation;
}

/** A gateway that answers a `Request` with a `Response`, and needs no socket for it. */
export interface FetchGateway {
  readonly baseUrl: string;
  /** A gateway key that it takes. */
  readonly apiKey: string;
  /** What it was asked so far, each with its verdict. A new list each time. */
  readonly requests: readonly GatewayRequest[];
  /** What it answered so far. A new list each time. */
  readonly sent: readonly SentAnswer[];
  /** Answers a request below the base URL. Rejects as `fetch` does where the connection would have broken. */
  fetch(request: Request): Promise<Response>;
  /** What is said from now on to requests that name no scenario. Throws for one that is none. */
  use(scenario: string | ScenarioObject): void;
  /** Takes `use` back. */
  reset(): void;
  /** Ends what is still said. */
  close(): void;
}

/** A base URL that is none. */
export class BaseUrlError extends Error {
  override readonly name = 'BaseUrlError';
}

/** Makes a gateway of a dialect's room. Throws typed errors for a URL, setting, scenario or fault that does not exist. */
export function fetchGateway(
  room: Required<DialectRoom>,
  checks: ScenarioChecks,
  options: FetchGatewayOptions,
): FetchGateway {
  const base = baseOf(options.baseUrl);
  const seed = options.seed ?? 1;
  const gateway = room.createGateway({
    settings: settingsOf(room, options),
    rules: options.mutation?.rules,
    seed,
    scenariosDir: undefined,
  });
  const script = scriptOf(gateway, checks, options);
  const journal = new Journal(gateway.secretHeaders, gateway.secrets, true);
  const ledger = new Ledger(journal, gateway.secretHeaders);
  const { faults = [], mutation, chunking = 'event' } = options;
  const course = {
    app: gateway.app,
    mutation,
    faults: faults.length === 0 ? undefined : new FaultSet(faults, seed),
    chunking,
  };
  const open = new Set<FetchCourse>();
  return {
    baseUrl: options.baseUrl,
    apiKey: gateway.apiKey,
    get requests() {
      return ledger.requests;
    },
    get sent() {
      return ledger.sent;
    },
    fetch(request) {
      const exchange = new FetchCourse(request, targetBelow(base, request.url), course, journal);
      open.add(exchange);
      exchange.whenOver(() => open.delete(exchange));
      return exchange.answer();
    },
    use: (said) => script.use(said),
    reset() {
      script.reset();
      if (options.scenario !== undefined) script.use(options.scenario);
    },
    close() {
      gateway.close();
      for (const exchange of open) exchange.stop.stop('gateway-closed');
    },
  };
}

function settingsOf(
  { serving }: Required<DialectRoom>,
  { auth, apiKey, settings }: FetchGatewayOptions,
): Readonly<Record<string, string>> {
  return {
    ...serving.settings,
    ...(auth === undefined ? {} : { auth_mode: auth }),
    ...(apiKey === undefined ? {} : { api_keys: apiKey }),
    ...settings,
  };
}

function scriptOf(
  gateway: DialectGateway,
  { checkScenario }: ScenarioChecks,
  { scenarios = {}, scenario }: FetchGatewayOptions,
): Script {
  const script = new Script(gateway.scenarios, checkScenario);
  script.add(scenarios);
  if (scenario !== undefined) script.use(scenario);
  return script;
}

function baseOf(text: string): URL {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw new BaseUrlError(`baseUrl "${text}" is no http or https URL: give one like https://gateway.test/prefix.`);
  }
  return new URL(text);
}

function targetBelow(base: URL, url: string): string {
  const { pathname, search } = new URL(url);
  const prefix = base.pathname.replace(/\/+$/, '');
  const path = pathname.startsWith(prefix) ? pathname.slice(prefix.length) : pathname;
  return `${path.startsWith('/') ? path : `/${path}`}${search}`;
}
