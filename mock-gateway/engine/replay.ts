import { isDeepStrictEqual } from 'node:util';
import { listRecordings, type Recording, readRecording } from '../../fixtures/recording.js';
import type { Admission, BodyTerms, ExchangeControls, GatewayApp } from './app.js';
import type { IncomingRequest, Reply, WireReply } from './exchange.js';
import type { WireProgram, WireStep } from './wire.js';

/** Request header that names a recording outright. */
const NAME_HEADER = 'x-recording';
const DIRECTIVE = /\[\[(?:scenario|recording):([A-Za-z0-9_.-]+)\]\]/;
/** Largest body that is read in search of a recording. */
const BODY_MAX = 64 * 1024 * 1024;
const BODY_TIMEOUT_MS = 30_000;
/** Headers that say nothing about what is asked for. */
const IDLE_HEADERS =
  /^(host|connection|content-length|content-type|user-agent|accept(-.*)?|sec-fetch-.*|x-recording)$/i;

/** Reads the recordings of a folder. Throws `RecordingError` for the first that is broken. */
export function loadRecordings(folder: string): Promise<readonly Recording[]> {
  return Promise.all(listRecordings(folder).map(readRecording));
}

/**
 * A recording as a program: its head as it was, one write per recorded piece, its times divided by `speed` (0: at once),
 * its ending. Where the client had closed, the connection is closed after the last piece.
 */
export function* programOf(recording: Recording, speed: number): Generator<WireStep> {
  const { response, pieces, end } = recording;
  const at = (ms: number) => (speed === 0 ? {} : { at: ms / speed });
  if (response !== undefined) {
    if (speed !== 0) yield { step: 'wait', until: response.at / speed };
    const { status, reason, headers } = response;
    yield { step: 'head', status, reason, headers, bare: true };
  }
  for (const piece of pieces) yield { step: 'write', bytes: piece.bytes, ...at(piece.at) };
  if (speed !== 0) yield { step: 'wait', until: end.at / speed };
  if (end.how === 'complete') yield { step: 'end' };
  else yield { step: end.how === 'reset' ? 'reset' : 'truncate' };
}

/** Says what was recorded where a request asks for it, and lets the gateway behind answer everything else. */
export class ReplayApp implements GatewayApp {
  readonly probe;

  constructor(
    private readonly behind: GatewayApp,
    private readonly recordings: readonly Recording[],
    private readonly speed: number,
  ) {
    this.probe = behind.probe;
  }

  receive(request: IncomingRequest, controls: ExchangeControls): Reply | Admission {
    const candidates = this.recordings.filter(
      ({ request: recorded }) => recorded.method === request.method && recorded.path === request.target,
    );
    if (candidates.length === 0) return this.behind.receive(request, controls);
    return {
      maxBytes: BODY_MAX,
      timeoutMs: BODY_TIMEOUT_MS,
      complete: (whole) => {
        const recording = pick(candidates, whole);
        return recording === undefined ? this.#behind(whole, controls) : { program: this.#program(recording) };
      },
      refuse: () => this.behind.crashed(request, new Error('the body did not arrive')),
    };
  }

  terms(request: IncomingRequest): BodyTerms {
    return this.behind.terms(request);
  }

  crashed(request: IncomingRequest, error: unknown): Reply {
    return this.behind.crashed(request, error);
  }

  isHealthCheck(request: IncomingRequest): boolean {
    return this.behind.isHealthCheck(request);
  }

  failure(request: IncomingRequest, status: number, retryAfter: number | undefined): Reply {
    return this.behind.failure(request, status, retryAfter);
  }

  #program(recording: Recording): WireProgram {
    return programOf(recording, this.speed);
  }

  #behind(request: IncomingRequest, controls: ExchangeControls): Reply | WireReply | Promise<Reply | WireReply> {
    const received = this.behind.receive(request, controls);
    return 'complete' in received ? received.complete(request) : received;
  }
}

/** The recording that a request asks for: by its name, by the same body, or by the scenario that its text names. */
function pick(candidates: readonly Recording[], request: IncomingRequest): Recording | undefined {
  const name = request.header(NAME_HEADER);
  if (name !== undefined) return candidates.find(({ meta }) => meta.name === name);
  const body = Buffer.from(request.body).toString('utf8');
  const same = candidates.filter((recording) => sameBody(recording.request.body, request.body, body));
  if (same.length > 0) return likest(same, request);
  const asked = DIRECTIVE.exec(body)?.[1];
  const named = candidates.filter(
    ({ meta }) => asked !== undefined && (meta.name === asked || meta.scenario === asked),
  );
  return likest(named, request);
}

function sameBody(recorded: Uint8Array | undefined, bytes: Uint8Array, text: string): boolean {
  if (recorded === undefined) return bytes.byteLength === 0;
  if (Buffer.compare(Buffer.from(recorded), Buffer.from(bytes)) === 0) return true;
  const [one, other] = [parsed(Buffer.from(recorded).toString('utf8')), parsed(text)];
  return one !== undefined && isDeepStrictEqual(one, other);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Of several the one whose request had the most alike headers; a redacted value is like any other. */
function likest(candidates: readonly Recording[], request: IncomingRequest): Recording | undefined {
  let best: { readonly recording: Recording; readonly score: number } | undefined;
  for (const recording of candidates) {
    const score = likeness(recording, request);
    if (best === undefined || score > best.score) best = { recording, score };
  }
  return best?.recording;
}

function likeness({ request: recorded }: Recording, request: IncomingRequest): number {
  let score = 0;
  const names = new Set<string>();
  for (const [name, value] of recorded.headers) {
    if (IDLE_HEADERS.test(name)) continue;
    names.add(name.toLowerCase());
    const sent = request.header(name);
    if (sent === undefined) score -= 2;
    else score += value.includes('***') || value === sent ? 2 : -1;
  }
  for (const [name] of request.headers) if (!IDLE_HEADERS.test(name) && !names.has(name.toLowerCase())) score -= 1;
  return score;
}
