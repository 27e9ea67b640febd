import { connect } from 'node:net';

/** A response as it stood on the wire. */
export interface RawResponse {
  readonly statusLine: string;
  /** Wire order and spelling. */
  readonly headers: readonly (readonly [string, string])[];
  /** HTTP chunks, or the whole body as one piece where it is not chunked. */
  readonly chunks: readonly Buffer[];
  readonly end: 'complete' | 'truncated' | 'reset';
}

/** Sends bytes over a bare socket and reads one response until the server closes or the body is complete. */
export function rawExchange(baseUrl: string, request: string | Buffer): Promise<RawResponse> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    const received: Buffer[] = [];
    let reset = false;
    const finish = () => {
      socket.destroy();
      resolve(parse(Buffer.concat(received), reset));
    };
    socket.on('data', (bytes) => {
      received.push(bytes);
      if (parse(Buffer.concat(received), false).end === 'complete') finish();
    });
    socket.on('error', () => {
      reset = true;
    });
    socket.on('close', finish);
    socket.write(request);
  });
}

/** Head and body of a request. */
export function requestBytes(
  method: string,
  path: string,
  headers: readonly (readonly [string, string])[],
  body?: Uint8Array,
): Buffer {
  const lines = headers
    .filter(([name]) => !/^(host|content-length)$/i.test(name))
    .map(([name, value]) => `${name}: ${value}`);
  const length = body === undefined ? [] : [`Content-Length: ${body.byteLength}`];
  const head = [`${method} ${path} HTTP/1.1`, 'Host: mock', ...lines, ...length, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'latin1'), body ?? new Uint8Array()]);
}

function parse(bytes: Buffer, reset: boolean): RawResponse {
  const broken = reset ? 'reset' : 'truncated';
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return { statusLine: '', headers: [], chunks: [], end: broken };
  const [statusLine = '', ...lines] = bytes.subarray(0, headEnd).toString('latin1').split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(': ');
    return [line.slice(0, colon), line.slice(colon + 2)];
  });
  const header = (name: string) => headers.find(([each]) => each.toLowerCase() === name)?.[1];
  const body = bytes.subarray(headEnd + 4);
  if (header('transfer-encoding') === 'chunked') return { statusLine, headers, ...dechunk(body, broken) };
  const length = Number(header('content-length') ?? 0);
  const complete = body.length >= length;
  return { statusLine, headers, chunks: body.length === 0 ? [] : [body], end: complete ? 'complete' : broken };
}

function dechunk(body: Buffer, broken: RawResponse['end']): Pick<RawResponse, 'chunks' | 'end'> {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', at);
    if (lineEnd < 0) return { chunks, end: broken };
    const size = Number.parseInt(body.subarray(at, lineEnd).toString('latin1'), 16);
    if (size === 0) return { chunks, end: 'complete' };
    const from = lineEnd + 2;
    if (body.length < from + size + 2) return { chunks, end: broken };
    chunks.push(Buffer.from(body.subarray(from, from + size)));
    at = from + size + 2;
  }
}
