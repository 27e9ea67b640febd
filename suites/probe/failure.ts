/** What kept an exchange from taking place, told apart by what a user can do about it. */
export type ProbeFailureKind =
  | 'unreachable'
  | 'tls'
  | 'not-http'
  | 'no-head'
  | 'head-too-large'
  | 'reset'
  | 'body-timeout'
  | 'too-many-bytes'
  | 'too-many-events'
  | 'aborted';

/** A request that did not become a complete exchange. */
export class ProbeFailure extends Error {
  constructor(
    readonly kind: ProbeFailureKind,
    message: string,
    /** Whether the response head had arrived. */
    readonly afterHead: boolean,
  ) {
    super(message);
    this.name = 'ProbeFailure';
  }
}

const TLS_CODES = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'EPROTO',
]);

/** Turns whatever the HTTP client threw into a `ProbeFailure`; `origin` is for the text only. */
export function classify(error: unknown, origin: string, afterHead: boolean): ProbeFailure {
  if (error instanceof ProbeFailure) return error;
  const cause = rootCause(error);
  const code = codeOf(cause);
  const text = cause instanceof Error ? cause.message : String(cause);
  // The cause is not kept: it holds on to sockets and buffers, and results outlive them.
  const made = (kind: ProbeFailureKind, message: string) => new ProbeFailure(kind, message, afterHead);
  if (TLS_CODES.has(code) || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS')) {
    return made('tls', `the TLS handshake with ${origin} failed: ${tlsText(text)}`);
  }
  if (code === 'ECONNREFUSED') return made('unreachable', `${origin} refused the connection`);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return made('unreachable', `the host name of ${origin} is not known`);
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return made('unreachable', `${origin} did not accept a connection in time`);
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'ETIMEDOUT' || code === 'EADDRNOTAVAIL') {
    return made('unreachable', `there is no way to ${origin} (${code})`);
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW') {
    return made('head-too-large', 'the response head is larger than the prober reads');
  }
  if (code.startsWith('HPE_') || (cause instanceof Error && cause.name === 'HTTPParserError'))
    return made(afterHead ? 'reset' : 'not-http', `what came is not HTTP/1.1: ${text}`);
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH')
    return made('reset', `the body is not as long as Content-Length says`);
  return made('reset', afterHead ? `the body broke off: ${text}` : `the connection ended before an answer: ${text}`);
}

/** OpenSSL's reason out of `id:error:code:library:function:reason:file:line:`; any other text as it is. */
function tlsText(text: string): string {
  return /:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):/.exec(text)?.[1] ?? text.trim();
}

function rootCause(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return rootCause(error.errors[0]);
  return error instanceof Error && error.cause instanceof Error && codeOf(error) === ''
    ? rootCause(error.cause)
    : error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
