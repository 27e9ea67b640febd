import { isDeepStrictEqual } from 'node:util';
import { headerOf, type Recording } from '../../fixtures/recording.js';
import type { AdapterSpec } from './adapter/index.js';
import { type Heard, heardOf } from './chunking/heard.js';
import { type Split, shrink } from './chunking/shrink.js';
import { differs } from './chunking/unchanged.js';
import { conduct } from './conduct.js';
import type { SdkDialect } from './dialect.js';
import { Session, type SessionTerms } from './session.js';

/** A recorded stream as an SDK heard it: in the writes that were recorded, and in one. */
export interface Replayed {
  readonly op: string;
  readonly split: Split;
  readonly inPieces: Heard;
  readonly inOne: Heard;
  /** Whether both were the same. */
  readonly same: boolean;
}

/** A recording that no operation of the SDK would get as its answer. */
export class NothingToReplay extends Error {
  override readonly name = 'NothingToReplay';
}

/** How long one replay may take in all, in milliseconds. */
const REPLAY_MS = 60_000;
/** Candidates that a search for a smaller failure may try. */
const TRIES = 2_000;

/**
 * Plays a recorded event stream to an SDK, once in the recorded writes and once in one write; with `smaller`, a failure
 * is shrunk first. Throws `NothingToReplay` where the SDK has no operation for the recording.
 */
export async function replay(
  recording: Recording,
  terms: SessionTerms,
  adapter: AdapterSpec,
  smaller: boolean,
): Promise<Replayed> {
  const session = await Session.open(terms, adapter);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), REPLAY_MS);
  const op = operationOf(recording, terms.dialect, session.described.operations);
  const conducted = conduct(session, {
    id: 'replay',
    needs: {},
    operations: [op],
    seed: 1,
    signal: stop.signal,
    scope: 'replay',
  });
  try {
    const { trial } = conducted;
    const recorded = splitOf(recording);
    const candidate = (split: Split) => differs(trial, op, split);
    const split =
      smaller && (await candidate(recorded))
        ? await shrink(recorded, candidate, { tries: TRIES, until: performance.now() + REPLAY_MS / 2 })
        : recorded;
    const inPieces = (await heardOf(trial, op, split)).heard;
    const inOne = (await heardOf(trial, op, { bytes: split.bytes, cuts: [] })).heard;
    return { op, split, inPieces, inOne, same: isDeepStrictEqual(inPieces, inOne) };
  } finally {
    clearTimeout(timer);
    await conducted.end();
    await session.close();
  }
}

/** The streaming operation whose requests look like the recorded one. */
function operationOf(
  { meta, request, response, pieces }: Recording,
  dialect: SdkDialect,
  claimed: readonly string[],
): string {
  const path = request.path.split('?')[0] ?? '';
  const fits = claimed.filter((op) => {
    const target = dialect.target(op);
    return dialect.streams(op) && target?.method === request.method && path.endsWith(target.target);
  });
  const [op] = fits;
  const type = headerOf(response?.headers ?? [], 'content-type') ?? 'no content type';
  const streams = response?.status === 200 && /^text\/event-stream\b/i.test(type);
  if (op === undefined || !streams || pieces.length === 0) {
    throw new NothingToReplay(
      `${meta.name} records ${request.method} ${path}, answered ${response?.status ?? 'by nothing'} with ${type}; expected an event stream of one of the SDK's streaming operations (${claimed.filter((one) => dialect.streams(one)).join(', ') || 'it claims none'})`,
    );
  }
  return op;
}

function splitOf({ pieces }: Recording): Split {
  const cuts: number[] = [];
  let at = 0;
  for (const { bytes } of pieces.slice(0, -1)) {
    at += bytes.byteLength;
    cuts.push(at);
  }
  return {
    bytes: Buffer.concat(pieces.map((piece) => piece.bytes)),
    cuts: [...new Set(cuts)].filter((cut) => cut > 0),
  };
}
