import type { HeaderList } from '../../contracts/judge/exchange.js';
import { headerValues } from './exchange.js';

/** One HTTP/1.1 response as read from a bare socket. */
export interface RawResponse {
  readonly status: number;
  /** Headers in wire order and spelling, values trimmed. */
  readonly headers: HeaderList;
  /** The body with its chunking removed. */
  readonly body: Uint8Array;
  readonly text: string;
  /** Whether the whole body is there. */
  readonly complete: boolean;
  json(): unknown;
}

/** Reads the responses out of everything that came on a connection; informational ones (1xx) are left out. */
export function parseResponses(bytes: Buffer, ended: boolean): RawResponse[] {
  const responses: RawResponse[] = [];
  let from = 0;
  while (from < bytes.length) {
    const headEnd = bytes.indexOf('\r\n\r\n', from, 'latin1');
    if (headEnd < 0) break;
    const lines = bytes.toString('latin1', from, headEnd).split('\r\n');
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(lines[0] ?? '')?.[1];
    if (status === undefined) break;
    const headers: HeaderList = lines.slice(1).map((line) => {
      const colon = line.indexOf(':');
      return colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
    const body = bodyOf(bytes, headEnd + 4, Number(status), headers, ended);
    from = body.next;
    if (Number(status) < 200) continue;
    const text = new TextDecoder().decode(body.bytes);
    responses.push({
      status: Number(status),
      headers,
      body: body.bytes,
      text,
      complete: body.complete,
      json: () => parseJson(text),
    });
    if (!body.complete) break;
  }
  return responses;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Body {
  readonly bytes: Buffer;
  readonly next: number;
  readonly complete: boolean;
}

function bodyOf(bytes: Buffer, from: number, status: number, headers: HeaderList, ended: boolean): Body {
  if (status < 200 || status === 204 || status === 304) return { bytes: Buffer.alloc(0), next: from, complete: true };
  if (headerValues(headers, 'transfer-encoding').some((value) => /chunked/i.test(value))) return unchunk(bytes, from);
  const length = headerValues(headers, 'content-length')[0];
  if (length !== undefined && /^\d+$/.test(length)) {
    const end = from + Number(length);
    return { bytes: bytes.subarray(from, end), next: end, complete: bytes.length >= end };
  }
  return { bytes: bytes.subarray(from), next: bytes.length, complete: ended };
}

function unchunk(bytes: Buffer, from: number): Body {
  const pieces: Buffer[] = [];
  let at = from;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at, 'latin1');
    if (lineEnd < 0) return { bytes: Buffer.concat(pieces), next: bytes.length, complete: false };
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (!Number.isFinite(size)) return { bytes: Buffer.concat(pieces), next: bytes.length, complete: false };
    const start = lineEnd + 2;
    if (size === 0) {
      const end = bytes.indexOf('\r\n', start, 'latin1');
      return { bytes: Buffer.concat(pieces), next: end < 0 ? bytes.length : end + 2, complete: end >= 0 };
    }
    pieces.push(bytes.subarray(start, start + size));
    if (bytes.length < start + size + 2) return { bytes: Buffer.concat(pieces), next: bytes.length, complete: false };
    at = start + size + 2;
  }
}
