import type { Exchange, ProbeRequest, Trial } from '../../trial.js';
import { type Body, clockTool, speech, voice } from './bodies.js';
import { scenario as directive, MESSAGES, RUNS, RUNS_STREAM } from './client.js';

/** Where a scenario is asked for. */
export type Mouth = 'message' | 'message stream' | 'run' | 'run stream';

/** What goes into a request besides the words that pick the scenario. */
export interface Extras {
  /** What the user says before the directive; a model that is no script answers this. */
  readonly say?: string;
  /** Messages before the user's. */
  readonly history?: readonly unknown[];
  /** Blocks before the user's text. */
  readonly blocks?: readonly unknown[];
  /** Further members of the message request. */
  readonly request?: Body;
  /** Options of the run. */
  readonly run?: Body;
  /** Server tools of the run, each with its configuration. */
  readonly tools?: Readonly<Record<string, Body>>;
  readonly headers?: ProbeRequest['headers'];
}

/** One scenario, asked for at one place. */
export interface Ask {
  readonly mouth: Mouth;
  readonly scenario: string;
  readonly extras: Extras;
  /** Whether a model that is no script can be asked this, and says something to the point. */
  readonly live: boolean;
}

export const SEARCH = { vai_web_search: { provider: 'tavily' } };
export const FETCH = { vai_web_fetch: { provider: 'firecrawl' } };
export const IMAGE = { vai_image: { provider: 'gem-dev' } };

/** The questions that any model can answer, whatever it says. */
const LIVE: Readonly<Record<string, Extras>> = {
  text: { say: 'Say hello in one short sentence.' },
  'client-tool': {
    say: 'What time is it in Lisbon? Use the clock.',
    request: { tools: [clockTool], tool_choice: { type: 'any' } },
  },
};

const CLIENT_TOOL: Extras = { request: { tools: [clockTool] } };

/** What scenarios need in order to be played at all; whatever is not listed is plain text, or a search. */
const NEEDED: Readonly<Record<string, Extras>> = {
  ...LIVE,
  'client-tools-parallel': CLIENT_TOOL,
  'tool-empty-input': CLIENT_TOOL,
  'thinking-tool': CLIENT_TOOL,
  voice: { request: { voice } },
  'voice-fails': { request: { voice } },
  stt: { blocks: [speech] },
  'stt-fails': { blocks: [speech] },
  'fetch-once': { tools: FETCH },
  'fetch-private-url': { tools: FETCH },
  'fetch-zero-url': { tools: FETCH },
  'image-once': { tools: IMAGE },
};

/** Scenarios whose model calls the web search, by their names. */
const CALLS_SEARCH = /^(search|tool|bad-tool|second-turn|error-second-turn|stop-mismatch-x)/;

const PATHS: Readonly<Record<Mouth, string>> = {
  message: MESSAGES,
  'message stream': MESSAGES,
  run: RUNS,
  'run stream': RUNS_STREAM,
};

/** The scenario as a blocking message. */
export const message = (scenario: string, extras: Extras = {}): Ask => made('message', scenario, extras);
/** The scenario as a message stream. */
export const streamed = (scenario: string, extras: Extras = {}): Ask => made('message stream', scenario, extras);
/** The scenario as a blocking run. */
export const run = (scenario: string, extras: Extras = {}): Ask => made('run', scenario, extras);
/** The scenario as a run stream. */
export const runStreamed = (scenario: string, extras: Extras = {}): Ask => made('run stream', scenario, extras);

function made(mouth: Mouth, scenario: string, extras: Extras): Ask {
  const needed = NEEDED[scenario] ?? {};
  const live = scenario in LIVE && extras.tools === undefined;
  if (mouth === 'message' || mouth === 'message stream') {
    return {
      mouth,
      scenario,
      extras: { ...needed, ...extras, request: { ...needed.request, ...extras.request } },
      live,
    };
  }
  // Runs take no function tools of the caller: a scenario that calls one is for messages only.
  const { tools: _tools, tool_choice: _choice, ...request } = { ...needed.request, ...extras.request };
  const tools = extras.tools ?? needed.tools ?? (CALLS_SEARCH.test(scenario) ? SEARCH : undefined);
  return {
    mouth,
    scenario,
    extras: { ...needed, ...extras, request, ...(tools ? { tools } : {}) },
    live: live && tools === undefined && needed.request === undefined,
  };
}

/** The request that asks for it. */
export function requestFor(t: Trial, { mouth, scenario, extras }: Ask): ProbeRequest {
  const text = directive(scenario, extras.say ?? 'Please answer.');
  const content = extras.blocks ? [...extras.blocks, { type: 'text', text }] : text;
  const request = {
    model: t.subject.model.name,
    max_tokens: 256,
    messages: [...(extras.history ?? []), { role: 'user', content }],
    ...extras.request,
    ...(mouth === 'message stream' ? { stream: true } : {}),
  };
  const headers = extras.headers ?? {};
  const streams = mouth === 'message stream' || mouth === 'run stream';
  return {
    path: PATHS[mouth],
    headers: streams ? { Accept: 'text/event-stream', ...headers } : headers,
    json: mouth === 'message' || mouth === 'message stream' ? request : runOf(request, extras),
    spends: true,
    mayBreak: streams,
    // That refusal comes from the model: asking again after its hint would get it again.
    limits: scenario === 'upstream-429',
  };
}

function runOf(request: Body, { run: options, tools }: Extras): Body {
  return {
    request,
    ...(options ? { run: options } : {}),
    ...(tools ? { server_tools: Object.keys(tools), server_tool_config: tools } : {}),
  };
}

/** Asks, once for all the tests of a subject and profile that ask just this. */
export function asked(t: Trial, ask: Ask): Promise<Exchange> {
  return t.shared(`ask ${JSON.stringify(ask)}`, () => t.send(requestFor(t, ask)));
}
