import { gzipSync } from 'node:zlib';
import type { StreamEvent } from '../../../mock-gateway/engine/exchange.js';
import { encodeFrame } from '../../../mock-gateway/engine/sse.js';
import type { WireEnd, WireProgram, WireStep } from '../../../mock-gateway/engine/wire.js';

type Headers = Readonly<Record<string, string>>;

/** Status and headers of a reply; a header given here stands in place of the usual one of its name. */
export interface ReplyHead {
  /** 200 where nothing else is said. */
  readonly status?: number;
  readonly headers?: Headers;
}

/** How a stream is cut into writes, and how it ends. */
export interface StreamReply extends ReplyHead {
  /** `event`: one write each (the default); `one`: all in one; `byte`: one byte each; or the offsets of the cuts. */
  readonly split?: 'event' | 'one' | 'byte' | readonly number[];
  /** As HTTP asks for, where nothing else is said. */
  readonly end?: WireEnd;
}

/** One frame of a stream: an event in the usual framing, or text or bytes that go out as they stand. */
export type Frame = StreamEvent | string | Uint8Array;

/** A JSON answer with a Content-Length. */
export function json(value: unknown, head: ReplyHead = {}): WireProgram {
  return bytes(Buffer.from(JSON.stringify(value)), withType('application/json', head));
}

/** A text answer with a Content-Length; text/plain where no other type is said. */
export function text(body: string, head: ReplyHead = {}): WireProgram {
  return bytes(Buffer.from(body), withType('text/plain; charset=utf-8', head));
}

/** An answer of any bytes with a Content-Length. */
export function bytes(body: Uint8Array, { status = 200, headers = {} }: ReplyHead = {}): WireProgram {
  const length = { 'Content-Length': String(body.byteLength), ...headers };
  return [headStep(status, length), { step: 'write', bytes: body }, { step: 'end' }];
}

/** An event stream, chunked. */
export function sse(frames: readonly Frame[], options: StreamReply = {}): WireProgram {
  const { status = 200, headers = {}, split = 'event', end = 'end' } = options;
  const pieces = cut(frames.map(bytesOf), split);
  return [
    headStep(status, { 'Content-Type': 'text/event-stream', 'Transfer-Encoding': 'chunked', ...headers }),
    ...pieces.map((piece): WireStep => ({ step: 'write', bytes: piece })),
    { step: end },
  ];
}

/** An answer whose body is compressed; `head` as for the plain one. */
export function gzipped(body: Uint8Array | string, { status = 200, headers = {} }: ReplyHead = {}): WireProgram {
  return bytes(gzipSync(body), { status, headers: { ...headers, 'Content-Encoding': 'gzip' } });
}

/** A whole answer made by hand, framing included; each piece is one write, and the connection is closed after it. */
export function byHand(...pieces: readonly (string | Uint8Array)[]): WireProgram {
  return [...pieces.map((piece): WireStep => ({ step: 'raw', bytes: bytesOf(piece) })), { step: 'end' }];
}

/** Steps that wait for things between them. Waits end by themselves when the client has left or the test is over. */
export function program(steps: () => AsyncIterable<WireStep>): WireProgram {
  return { [Symbol.asyncIterator]: () => steps()[Symbol.asyncIterator]() };
}

/** The step that begins an answer. */
export function headStep(status: number, headers: Headers = {}): WireStep {
  return { step: 'head', status, headers: Object.entries(headers) };
}

/** The step that begins a chunked event stream. */
export function sseHead(headers: Headers = {}): WireStep {
  return headStep(200, { 'Content-Type': 'text/event-stream', 'Transfer-Encoding': 'chunked', ...headers });
}

/** The step that writes one frame. */
export function write(frame: Frame): WireStep {
  return { step: 'write', bytes: bytesOf(frame) };
}

/** A frame's bytes. */
export function bytesOf(frame: Frame): Uint8Array {
  if (typeof frame === 'string') return Buffer.from(frame);
  return frame instanceof Uint8Array ? frame : encodeFrame(frame);
}

function withType(type: string, { status, headers }: ReplyHead): ReplyHead {
  const named = Object.keys(headers ?? {}).some((name) => name.toLowerCase() === 'content-type');
  return {
    ...(status === undefined ? {} : { status }),
    headers: named ? { ...headers } : { 'Content-Type': type, ...headers },
  };
}

function cut(frames: readonly Uint8Array[], split: NonNullable<StreamReply['split']>): Uint8Array[] {
  if (split === 'event') return [...frames];
  const whole = Buffer.concat(frames);
  if (split === 'one') return [whole];
  const offsets = split === 'byte' ? Array.from(whole.keys()).slice(1) : split;
  const edges = [0, ...offsets, whole.byteLength];
  return edges.slice(1).map((edge, at) => whole.subarray(edges[at], edge));
}
