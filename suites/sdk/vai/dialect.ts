import type { SdkDialect } from '../dialect.js';
import { json, sse } from '../server/replies.js';
import type { Script } from '../server/seen.js';
import { normalised, normalisedList } from './normalise.js';
import {
  PLAIN_MESSAGE,
  PLAIN_MESSAGE_EVENTS,
  PLAIN_MODELS,
  PLAIN_RUN_EVENTS,
  PLAIN_RUN_RESULT,
  plainMessageRequest,
} from './plain.js';

/** The names by which clients are given provider keys (contract-vai 5.2). */
const PROVIDER_KEYS = [
  'anthropic',
  'openai',
  'gem-dev',
  'gem-vert',
  'groq',
  'cerebras',
  'openrouter',
  'cartesia',
  'elevenlabs',
  'tavily',
  'exa',
  'firecrawl',
];

interface Operation {
  readonly method: string;
  readonly target: string;
  readonly request: (text?: string) => Readonly<Record<string, unknown>>;
  readonly reply: Script;
  readonly value: unknown;
  /** The kind of its result. */
  readonly of: string;
  readonly streams?: true;
}

const HEADERS = { headers: { 'X-Request-ID': 'req_plain' } };

const OPERATIONS: Readonly<Record<string, Operation>> = {
  'messages.create': {
    method: 'POST',
    target: '/v1/messages',
    request: plainMessageRequest,
    reply: json(PLAIN_MESSAGE, HEADERS),
    value: PLAIN_MESSAGE,
    of: 'message',
  },
  'messages.stream': {
    method: 'POST',
    target: '/v1/messages',
    request: plainMessageRequest,
    reply: sse(PLAIN_MESSAGE_EVENTS, HEADERS),
    value: PLAIN_MESSAGE,
    of: 'message',
    streams: true,
  },
  'runs.create': {
    method: 'POST',
    target: '/v1/runs',
    request: (text) => ({ request: plainMessageRequest(text) }),
    reply: json({ result: PLAIN_RUN_RESULT }, HEADERS),
    value: PLAIN_RUN_RESULT,
    of: 'run',
  },
  'runs.stream': {
    method: 'POST',
    target: '/v1/runs:stream',
    request: (text) => ({ request: plainMessageRequest(text) }),
    reply: sse(PLAIN_RUN_EVENTS, HEADERS),
    value: PLAIN_RUN_RESULT,
    of: 'run',
    streams: true,
  },
  'models.list': {
    method: 'GET',
    target: '/v1/models',
    request: () => ({}),
    reply: json({ models: PLAIN_MODELS }, HEADERS),
    value: PLAIN_MODELS,
    of: 'models',
  },
};

/** What the framework of the SDK suites needs to know of this dialect. */
export const dialect: SdkDialect = {
  name: 'vai',
  clientFeatures: {
    provider_keys: 'provider_keys',
    timeout_ms: 'timeout',
    max_retries: 'retries',
    default_headers: 'default_headers',
    ca_file: 'ca_file',
  },
  canaries(made) {
    const providers = Object.fromEntries(PROVIDER_KEYS.map((name) => [name, made(name)]));
    const gateway = made('gateway');
    return {
      keys: { gateway, spare: made('spare'), ...providers },
      client: { gateway_api_key: gateway, provider_keys: providers },
    };
  },
  target(op) {
    const known = OPERATIONS[op];
    return known === undefined ? null : { method: known.method, target: known.target };
  },
  request: (op, text) => OPERATIONS[op]?.request(text) ?? {},
  reply: (op) => OPERATIONS[op]?.reply ?? (() => []),
  value: (op) => OPERATIONS[op]?.value,
  streams: (op) => OPERATIONS[op]?.streams === true,
  normal,
};

/** `raw-…`: members that the contract does not name are compared too, which is for SDKs that claim to keep them. */
function normal(of: string, value: unknown): unknown {
  const terms = { keepUnknown: of.startsWith('raw-') };
  const kind = of.replace(/^raw-/, '');
  switch (OPERATIONS[kind]?.of ?? kind) {
    case 'message':
      return normalised('message-response', value, terms);
    case 'run':
      return normalised('run-result', inside(value, 'result'), terms);
    case 'models': {
      const models = inside(value, 'models');
      return Array.isArray(models)
        ? (Reflect.get(Object(normalised('models', { models }, terms)), 'models') ?? [])
        : models;
    }
    case 'content':
      return normalisedList('content-block', value, terms);
    case 'event':
      return event(value, terms);
    case 'events':
      return Array.isArray(value) ? value.filter(isNoPing).map((one) => event(one, terms)) : value;
    case 'history':
      return normalisedList('message', value, terms);
    case 'error':
      return normalised('error', value, terms);
    case 'usage':
      return normalised('usage', value, terms);
    default:
      throw new Error(`Values of '${of}' are not known: no rule says how they are compared.`);
  }
}

/** An event of either stream: their types differ, but for those that mean the same in both. */
function event(value: unknown, terms: { readonly keepUnknown: boolean }): unknown {
  const isRun = typeof value === 'object' && value !== null && 'type' in value && RUN_EVENTS.has(String(value.type));
  return normalised(isRun ? 'run-event' : 'message-event', value, terms);
}

const RUN_EVENTS = new Set([
  'run_start',
  'step_start',
  'stream_event',
  'tool_call_start',
  'tool_result',
  'step_complete',
  'history_delta',
  'run_complete',
]);

function isNoPing(value: unknown): boolean {
  return !(typeof value === 'object' && value !== null && 'type' in value && value.type === 'ping');
}

/** What an envelope of the wire holds, or the value where the SDK has taken it out. */
function inside(value: unknown, member: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const members = new Map<string, unknown>(Object.entries(value));
  return members.has(member) ? members.get(member) : value;
}
