import type { ContractDialect } from '../contracts/dialect.js';
import type { HeaderList } from '../contracts/judge/exchange.js';
import {
  type About,
  assertEqual,
  assertMatch,
  assertOneOf,
  assertThat,
  brokenBecause,
  NotAsked,
  RequirementBroken,
} from './assertions.js';
import { FLOODED_BYTES, FLOODED_EVENTS, type Floods } from './floods.js';
import type { RunPlan, SubjectPlan } from './plan.js';
import { type Exchange, type ExchangeParts, excerpt } from './probe/exchange.js';
import { ProbeFailure } from './probe/failure.js';
import type { OpenExchange, PreparedRequest, Prober } from './probe/http.js';
import { playRaw, type RawExchange } from './probe/raw.js';
import { bodyOf, headersOf } from './request-headers.js';
import { pause, retryAfter } from './retry.js';
import { seedOf } from './seed.js';
import type { Subject } from './subject.js';
import type { ProbeRequest, Trial } from './trial.js';

const MAX_BYTES = 1024 * 1024;
const MAX_EVENTS = 5_000;
const RETRIES_AFTER_429 = 3;
/** Something made once, and the exchange that its making ended with. */
interface Shared {
  readonly value: unknown;
  readonly shown: Exchange | RawExchange | undefined;
}

/** What all trials of a worker share. */
export interface Stage {
  readonly plan: RunPlan;
  readonly dialect: ContractDialect;
  readonly prober: Prober;
  /** Values made once per subject, profile and repetition. */
  readonly shared: Map<string, Promise<Shared>>;
  /** Requests that spent tokens of a live model so far. */
  spent: number;
  /** Answers so far that went on past the caps. */
  readonly floods: Floods;
}

/** A trial under way, and what it leaves behind for the report. */
export interface ConductedTrial {
  readonly trial: Trial;
  /** Whatever was looked at last. */
  lastSeen(): Exchange | RawExchange | undefined;
  evidence(): string | null;
  /** Whether anything was asserted; a test that asserts nothing proves nothing. */
  asserted(): boolean;
}

/** Makes the trial of one test against one subject. */
export function conduct(
  stage: Stage,
  subjectPlan: SubjectPlan,
  subject: Subject,
  id: string,
  scope: string,
  signal: AbortSignal,
): ConductedTrial {
  const evidence: string[] = [];
  let assertions = 0;
  let last: Exchange | RawExchange | undefined;
  const base = new URL(subject.baseUrl);
  const basePath = base.pathname.replace(/\/$/, '');
  const judge = (parts: ExchangeParts) => judgeWith(stage.dialect, subject, parts);

  const prepared = (request: ProbeRequest): PreparedRequest => {
    const body = bodyOf(request);
    return {
      origin: base.origin,
      method: request.method ?? (body === undefined ? 'GET' : 'POST'),
      path: basePath + request.path,
      headers: headersFor(request),
      body,
      timeoutMs: Math.max(1, Math.min(request.timeoutMs ?? stage.plan.requestMs, stage.plan.deadlineAt - Date.now())),
      maxBytes: stage.floods.enough ? FLOODED_BYTES : (request.maxBytes ?? MAX_BYTES),
      maxEvents: stage.floods.enough ? FLOODED_EVENTS : MAX_EVENTS,
      leaveAfter: request.leaveAfter,
      signal,
    };
  };

  const headersFor = (request: ProbeRequest): HeaderList =>
    headersOf(stage.dialect, subjectPlan.headers, subject.keys, request);

  const open = async (request: ProbeRequest): Promise<OpenExchange> => {
    if (request.spends && subject.model.kind === 'live' && ++stage.spent > stage.plan.maxRequests) {
      throw new NotAsked('skipped', 'excluded-by-user', `--max-requests ${stage.plan.maxRequests} was reached`);
    }
    try {
      const ready = prepared(request);
      const live = await stage.prober.open(ready, judge);
      return watched(live, (exchange) => {
        last = exchange;
      });
    } catch (error) {
      throw failed(error);
    }
  };

  const watched = (live: OpenExchange, saw: (exchange: Exchange) => void): OpenExchange => ({
    get status() {
      return live.status;
    },
    get headers() {
      return live.headers;
    },
    header: (name) => live.header(name),
    get headAt() {
      return live.headAt;
    },
    next: async () => {
      try {
        return await live.next();
      } catch (error) {
        saw(live.close());
        throw failed(error);
      }
    },
    close: () => {
      const exchange = live.close();
      saw(exchange);
      return exchange;
    },
    finish: async () => {
      try {
        const exchange = await live.finish();
        saw(exchange);
        return exchange;
      } catch (error) {
        saw(live.close());
        throw failed(error);
      }
    },
  });

  const failed = (error: unknown): unknown => {
    if (!(error instanceof ProbeFailure)) return error;
    stage.floods.note(error);
    if (Date.now() >= stage.plan.deadlineAt - 5)
      return new NotAsked('untestable', 'deadline', "the run's deadline was reached");
    if (subjectPlan.desk !== null && error.kind === 'unreachable') return error;
    return brokenBecause(`The exchange did not take place as HTTP asks: ${error.message}.`, {
      expected: 'a complete HTTP answer',
      actual: error.message,
      in: error.afterHead ? last : undefined,
    });
  };

  const send = async (request: ProbeRequest): Promise<Exchange> => {
    for (let attempt = 0; ; attempt++) {
      const exchange = await (await open(request)).finish();
      const wait =
        request.limits || subjectPlan.desk !== null ? undefined : retryAfter(exchange, stage.plan.deadlineAt);
      if (wait !== undefined && attempt < RETRIES_AFTER_429) {
        await pause(wait, signal);
        continue;
      }
      if (!request.mayBreak && exchange.end !== 'complete' && request.leaveAfter === undefined) {
        throw brokenBecause('The body broke off.', {
          expected: 'a complete body',
          actual: `${exchange.bytes.length} bytes, then the connection was ${exchange.end === 'reset' ? 'reset' : 'cut'}`,
          in: exchange,
        });
      }
      return exchange;
    }
  };

  const looked = (about: About) => {
    assertions++;
    last = about.in ?? last;
  };

  const trial: Trial = {
    id,
    subject,
    signal,
    seed: seedOf(`${stage.plan.seed}\0${scope}\0${id}`),
    send,
    open,
    headersFor,
    target: (path) => basePath + path,
    async raw(script, options) {
      try {
        last = await playRaw(script, {
          origin: base.origin,
          timeoutMs: options?.timeoutMs ?? stage.plan.requestMs,
          maxBytes: MAX_BYTES,
          signal,
        });
        return last;
      } catch (error) {
        throw failed(error);
      }
    },
    async shared<T>(key: string, make: () => Promise<T>): Promise<T> {
      const full = `${subject.label}\0${subject.baseUrl}\0${scope}\0${key}`;
      let made = stage.shared.get(full);
      if (!made) {
        made = make().then((value) => ({ value, shown: last }));
        stage.shared.set(full, made);
      }
      const { value, shown } = await made;
      last ??= shown;
      // One key is only ever used with one kind of value: the key names the maker.
      return value as T;
    },
    equal(actual, expected, about) {
      looked(about);
      assertEqual(actual, expected, about);
    },
    that(condition, about) {
      looked(about);
      assertThat(condition, about);
    },
    oneOf(actual, allowed, about) {
      looked(about);
      assertOneOf(actual, allowed, about);
    },
    match(actual, pattern, about) {
      looked(about);
      assertMatch(actual, pattern, about);
    },
    broken(message, about) {
      throw brokenBecause(message, about);
    },
    keeps(exchange, rule = id) {
      assertions++;
      const finding = exchange.judgement().findings.find((one) => one.requirement === rule);
      if (!finding) {
        last = exchange;
        throw new NotAsked(
          'untestable',
          'not-exercised',
          `nothing in the answer puts ${rule} to the test: ${seen(exchange)}`,
        );
      }
      const breach = finding.breaches[0];
      if (!breach) {
        evidence.push(finding.evidence);
        return;
      }
      throw new RequirementBroken(breach.message, {
        expected: breach.expected,
        actual: breach.actual ?? breach.excerpt,
        path: breach.path,
        at: breach.event,
        in: exchange,
      });
    },
    proved(text) {
      if (!evidence.includes(text)) evidence.push(text);
    },
    skip(reason, detail) {
      throw new NotAsked('skipped', reason, detail);
    },
    untestable(why) {
      throw new NotAsked('untestable', 'prerequisite', why);
    },
  };
  return {
    trial,
    lastSeen: () => last,
    evidence: () => (evidence.length > 0 ? evidence.join('; ') : last ? seen(last) : null),
    asserted: () => assertions > 0 || evidence.length > 0,
  };
}

function judgeWith(dialect: ContractDialect, subject: Subject, parts: ExchangeParts) {
  const judge = dialect.judge({
    request: parts.request,
    response: { status: parts.status, headers: parts.headers },
    settings: subject.settings,
    secrets: subject.secrets,
  });
  for (const piece of parts.pieces) judge.push(piece.data, piece.at);
  return judge.end(parts.end, parts.endAt);
}

function seen(exchange: Exchange | RawExchange): string {
  if ('sent' in exchange)
    return `${excerpt(exchange.sent.split('\r\n')[0] ?? '', 80)} → ${excerpt(exchange.text, 120)}`;
  const { method, path } = exchange.request;
  const body =
    exchange.events.length > 0
      ? `${exchange.events.length} events, first ${exchange.events[0]?.raw}`
      : exchange.text.trim();
  return `${method} ${excerpt(path, 80)} → ${exchange.status} ${excerpt(body.replaceAll('\n', ' '), 160)}`.trim();
}
