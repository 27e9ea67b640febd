import {
  bodyPieces,
  type CheckedBody,
  type CheckedExchange,
  type CheckedRequest,
  requestFacts,
  responseFacts,
} from './checked.js';
import type { ContractDialect, ContractFault } from './dialect.js';
import type { BodyEnd, ExchangeFacts, Judgement } from './judge/exchange.js';
import { type BrokenRule, tellBroken, tellFaults } from './tell.js';

/** What came of a check of an answer. */
export interface Check {
  /** No MUST was broken, and the body did not break off. */
  readonly ok: boolean;
  readonly end: BodyEnd;
  readonly kind: string;
  readonly events: number;
  readonly bytes: number;
  /** Rules that were put to the test and kept, by id. */
  readonly kept: readonly string[];
  /** Rules that were broken, the weightiest first. */
  readonly broken: readonly BrokenRule[];
  /** The broken rules for people; empty where there are none. */
  readonly text: string;
}

/** What came of a check of a request. */
export interface RequestCheck {
  readonly ok: boolean;
  /** What a gateway refuses it for: the first fault. */
  readonly fault?: ContractFault;
  /** All faults, in the order of the contract's checks. */
  readonly faults: readonly ContractFault[];
  readonly text: string;
}

export interface StreamCheckOptions {
  /** What kind of stream it is, in the dialect's words; told from the stream itself where absent. */
  readonly kind?: string;
  /** How the body ended; `complete` where absent, or `reset` where reading it failed. */
  readonly end?: BodyEnd;
}

export interface ExchangeCheckOptions extends StreamCheckOptions {
  /** The gateway's settings, by the dialect's names: limits and modes that rules depend on. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Values that must appear nowhere in the answer. */
  readonly secrets?: readonly string[];
}

/** The checks of one dialect. */
export interface Checks {
  /** Judges an event stream: its framing, the shape of each event, and their order. */
  checkStream(body: CheckedBody, options?: StreamCheckOptions): Promise<Check>;
  /** Decides about a request as a gateway has to. */
  checkRequest(request: CheckedRequest, options?: Pick<ExchangeCheckOptions, 'settings'>): Promise<RequestCheck>;
  /** Judges an answer with what was asked. A `Response` can still be read afterwards. */
  checkExchange(exchange: CheckedExchange, options?: ExchangeCheckOptions): Promise<Check>;
}

/** The checks of a dialect. */
export function checksOf(dialect: ContractDialect): Checks {
  return {
    checkStream: (body, options = {}) => judged(dialect, body, options),
    checkRequest: async (request, { settings } = {}) => {
      const faults = dialect.requestFaults(await requestFacts(request), settings);
      const [fault] = faults;
      return { ok: faults.length === 0, ...(fault === undefined ? {} : { fault }), faults, text: tellFaults(faults) };
    },
    checkExchange: async (exchange, { settings, secrets, ...options } = {}) => {
      const response = responseFacts(exchange);
      const facts: ExchangeFacts = {
        ...(exchange.request === undefined ? {} : { request: await requestFacts(exchange.request) }),
        response: response.facts,
        ...(settings === undefined ? {} : { settings }),
        ...(secrets === undefined ? {} : { secrets }),
      };
      return judged(dialect, response.body, { ...options, facts });
    },
  };
}

async function judged(
  dialect: ContractDialect,
  body: CheckedBody,
  { kind, end, facts = {} }: StreamCheckOptions & { readonly facts?: ExchangeFacts },
): Promise<Check> {
  const judge = dialect.judge({ ...facts, ...(kind === undefined ? {} : { kind }) });
  let broke: unknown;
  const pieces = bodyPieces(body);
  for (;;) {
    const next = await pieces.next().catch((error: unknown) => {
      broke = error ?? 'no reason given';
    });
    if (next === undefined || next.done === true) break;
    judge.push(next.value);
  }
  const how = end ?? (broke === undefined ? 'complete' : 'reset');
  return checkOf(dialect, judge.end(how), how, broke);
}

const LEVELS = ['MUST', 'SHOULD', 'MAY'] as const;

function checkOf(
  dialect: ContractDialect,
  { kind, events, bytes, findings }: Judgement,
  end: BodyEnd,
  broke: unknown,
): Check {
  const broken = findings
    .filter(({ breaches }) => breaches.length > 0)
    .flatMap(({ requirement, breaches, more = 0 }): BrokenRule[] => {
      const row = dialect.catalogue.find(requirement);
      if (row === undefined) return [];
      const { id, level, statement, source } = row;
      return [{ id, level, statement, source, breaches, more }];
    })
    .sort((one, other) => LEVELS.indexOf(one.level) - LEVELS.indexOf(other.level));
  const isWhole = end === 'complete' || end === 'client-closed';
  const cut = isWhole
    ? []
    : [`The body broke off after ${bytes} bytes (${end})${broke === undefined ? '' : `: ${broke}`}.`];
  return {
    ok: isWhole && broken.every(({ level }) => level !== 'MUST'),
    end,
    kind,
    events,
    bytes,
    kept: findings.filter(({ breaches }) => breaches.length === 0).map(({ requirement }) => requirement),
    broken,
    text: [...cut, ...(broken.length === 0 ? [] : [tellBroken(broken)])].join('\n'),
  };
}
