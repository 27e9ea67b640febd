import { resolveBaseUrl } from './base-url.js';
import { UsageError } from './errors.js';
import { checkedHeaders } from './headers.js';
import { KEY_NAMES } from './provider-keys.js';
import type { Mask } from './secrets.js';
import { maskOf } from './secrets.js';

/** What a client is made with. All of it may be left out where the environment says it. */
export interface ClientOptions {
  /** Where the gateway is, with or without a path prefix; `/v1` is added to it. Default: `VAI_BASE_URL`. */
  readonly baseUrl?: string;
  /** The gateway's own key. A blank one is none. Default: `VAI_GATEWAY_API_KEY`. */
  readonly gatewayApiKey?: string;
  /** Keys of providers by name (`anthropic`, `openai`, `tavily`, …). A request gets those that it has a use for. */
  readonly providerKeys?: { readonly [name: string]: string };
  /** Milliseconds for a whole call that does not stream, retries included. Default: two minutes. 0: none. */
  readonly timeoutMs?: number;
  /** Milliseconds that a stream may be silent; pings and comments are signs of life. Default: for ever. */
  readonly streamIdleTimeoutMs?: number;
  /** How often `models.list` is asked again. Messages and runs never are. Default: 2. */
  readonly maxRetries?: number;
  /** Headers of every request; they win over the client's own. */
  readonly defaultHeaders?: { readonly [name: string]: string };
}

/** What a single call may add. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Instead of the client's. */
  readonly timeoutMs?: number;
  /** Instead of the client's. */
  readonly streamIdleTimeoutMs?: number;
  /** Beside the client's, and winning over them. */
  readonly headers?: { readonly [name: string]: string };
}

/** The options, checked and with their defaults. */
export interface Settings {
  readonly baseUrl: string;
  readonly gatewayApiKey: string | undefined;
  readonly providerKeys: ReadonlyMap<string, string>;
  readonly timeoutMs: number;
  readonly streamIdleTimeoutMs: number;
  readonly maxRetries: number;
  readonly defaultHeaders: ReadonlyMap<string, string>;
  readonly mask: Mask;
}

/** The variables of the environment that a client reads. */
export const ENVIRONMENT = { baseUrl: 'VAI_BASE_URL', gatewayApiKey: 'VAI_GATEWAY_API_KEY' } as const;

const DEFAULT_TIMEOUT_MS = 120_000;
const DEFAULT_MAX_RETRIES = 2;

/** @throws UsageError for a base URL, a key or a header that cannot be sent; it quotes none of them. */
export function resolveOptions(options: ClientOptions): Settings {
  const baseUrl = options.baseUrl ?? fromEnvironment(ENVIRONMENT.baseUrl);
  if (baseUrl === undefined) throw new UsageError(`baseUrl is missing: pass it, or set ${ENVIRONMENT.baseUrl}`);
  const gatewayApiKey = checkedKey(
    'gatewayApiKey',
    options.gatewayApiKey ?? fromEnvironment(ENVIRONMENT.gatewayApiKey),
  );
  const providerKeys = checkedProviderKeys(options.providerKeys ?? {});
  return {
    baseUrl: resolveBaseUrl(baseUrl),
    gatewayApiKey,
    providerKeys,
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    streamIdleTimeoutMs: options.streamIdleTimeoutMs ?? 0,
    maxRetries: options.maxRetries ?? DEFAULT_MAX_RETRIES,
    defaultHeaders: checkedHeaders(options.defaultHeaders ?? {}),
    mask: maskOf([...(gatewayApiKey === undefined ? [] : [gatewayApiKey]), ...providerKeys.values()]),
  };
}

function checkedProviderKeys(given: { readonly [name: string]: string }): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const [name, value] of Object.entries(given)) {
    if (!KEY_NAMES.includes(name)) throw new UsageError(`providerKeys has no provider named ${JSON.stringify(name)}`);
    const key = checkedKey(`providerKeys.${name}`, value);
    if (key !== undefined) keys.set(name, key);
  }
  return keys;
}

/** Trims a key; a blank one is none. */
function checkedKey(option: string, given: string | undefined): string | undefined {
  const key = given?.trim();
  if (key === undefined || key === '') return undefined;
  if (/[\x00-\x1f\x7f]/.test(key)) throw new UsageError(`${option} holds a control character`);
  if (/[^\x00-\xff]/.test(key)) throw new UsageError(`${option} holds a character that no header can carry`);
  return key;
}

/** Browsers have no environment. */
function fromEnvironment(name: string): string | undefined {
  return globalThis.process?.env?.[name];
}
