import { UsageError } from './errors.js';

/** The path of each endpoint. The colon is part of the path and is sent as it stands. */
export const ENDPOINTS = {
  messages: '/v1/messages',
  runs: '/v1/runs',
  runStream: '/v1/runs:stream',
  models: '/v1/models',
} as const;

export type Endpoint = keyof typeof ENDPOINTS;

/**
 * Brings a base URL into the form that endpoints are appended to: scheme, host, port and path prefix, without a slash
 * at its end. Query and fragment are dropped; a percent-encoded prefix stays as it is.
 *
 * @throws UsageError without quoting the URL, which may hold a password.
 */
export function resolveBaseUrl(given: string): string {
  const text = given.trim();
  const authority = /^https?:\/\/([^/?#\\]+)/i.exec(text)?.[1];
  if (authority === undefined) throw new UsageError('baseUrl must be an http or https URL with a host');
  if (authority.includes('@')) throw new UsageError('baseUrl must not hold a user name or a password');
  const url = parse(text);
  const prefix = withoutTrailingSlashes(url.pathname);
  return `${url.protocol}//${url.host}${prefix}`;
}

/** The URL of an endpoint below a resolved base URL. */
export function endpointUrl(base: string, endpoint: Endpoint): string {
  return `${base}${ENDPOINTS[endpoint]}`;
}

function parse(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw new UsageError('baseUrl is not a valid URL');
  }
}

function withoutTrailingSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}
