import type { BodyEnd, HeaderList, Judgement, RequestFacts } from '../../contracts/judge/exchange.js';
import { brokenBecause } from '../assertions.js';
import type { SeenEvent } from './frames.js';

/** A finished request and its answer, with times in milliseconds since the request was sent. */
export interface Exchange {
  readonly request: RequestFacts;
  /** The URL asked, for people. */
  readonly url: string;
  readonly status: number;
  /** Response headers in wire order and spelling. */
  readonly headers: HeaderList;
  /** Value of the first header of this name, compared without case. */
  header(name: string): string | undefined;
  headerAll(name: string): string[];
  /** The body as it came, never decompressed. */
  readonly bytes: Uint8Array;
  readonly text: string;
  /** The body as JSON; a body that is none breaks the requirement under test. */
  json(): unknown;
  /** The events of an event stream; empty for other bodies. */
  readonly events: readonly SeenEvent[];
  readonly end: BodyEnd;
  readonly headAt: number;
  readonly endAt: number;
  /** When each piece of the body arrived, and how long it was. */
  readonly chunks: readonly { readonly at: number; readonly bytes: number }[];
  /** What the dialect's offline judge says of this exchange. */
  judgement(): Judgement;
}

/** What a finished exchange is made of. */
export interface ExchangeParts {
  readonly request: RequestFacts;
  readonly url: string;
  readonly status: number;
  readonly headers: HeaderList;
  readonly pieces: readonly { readonly at: number; readonly data: Uint8Array }[];
  readonly events: readonly SeenEvent[];
  readonly end: BodyEnd;
  readonly headAt: number;
  readonly endAt: number;
}

/** Judges an exchange; the trial knows with which dialect, settings and secrets. */
export type JudgeExchange = (parts: ExchangeParts) => Judgement;

/** Makes an `Exchange` of its parts. */
export function exchangeOf(parts: ExchangeParts, judge: JudgeExchange): Exchange {
  let bytes: Uint8Array | undefined;
  let text: string | undefined;
  let judgement: Judgement | undefined;
  const exchange: Exchange = {
    request: parts.request,
    url: parts.url,
    status: parts.status,
    headers: parts.headers,
    header: (name) => headerValues(parts.headers, name)[0],
    headerAll: (name) => headerValues(parts.headers, name),
    get bytes() {
      bytes ??= Buffer.concat(parts.pieces.map((piece) => piece.data));
      return bytes;
    },
    get text() {
      text ??= new TextDecoder().decode(exchange.bytes);
      return text;
    },
    json() {
      try {
        return JSON.parse(exchange.text);
      } catch {
        const coding = exchange.header('content-encoding');
        throw brokenBecause('The body is not JSON.', {
          expected: 'a JSON document',
          actual: excerpt(exchange.text, 160) || 'an empty body',
          hint: coding ? `The body is compressed (${coding}) though no compression was asked for.` : undefined,
          in: exchange,
        });
      }
    },
    events: parts.events,
    end: parts.end,
    headAt: parts.headAt,
    endAt: parts.endAt,
    get chunks() {
      return parts.pieces.map((piece) => ({ at: piece.at, bytes: piece.data.length }));
    },
    judgement() {
      judgement ??= judge(parts);
      return judgement;
    },
  };
  return exchange;
}

/** All values of the headers of this name, compared without case. */
export function headerValues(headers: HeaderList, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([key]) => key.toLowerCase() === wanted).map(([, value]) => value);
}

/** A text cut to a length, with a mark where it was cut. */
export function excerpt(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
