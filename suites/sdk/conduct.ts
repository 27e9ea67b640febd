import { setTimeout as pause } from 'node:timers/promises';
import { createRedactor, REDACTED } from '../../contracts/redact.js';
import {
  type About,
  assertEqual,
  assertMatch,
  assertOneOf,
  assertThat,
  brokenBecause,
  NotAsked,
  RequirementBroken,
  show,
} from '../assertions.js';
import type { SeenCall } from './call.js';
import { type CallLog, Calls } from './calls.js';
import { kindsOf } from './kinds.js';
import { NumberLiteral } from './literal.js';
import type { SdkNeeds } from './requirement.js';
import type { Session } from './session.js';
import type { CallOptions, SdkAbout, SdkTrial } from './trial.js';

/** Operations in flight at once where a test does not say otherwise; the limit of the adapter protocol. */
const AT_ONCE = 8;

/** What one test is given and asked. */
export interface Terms {
  readonly id: string;
  readonly needs: SdkNeeds;
  /** The operations of the needs that the SDK claims. */
  readonly operations: readonly string[];
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Names what is shared within one repetition. */
  readonly scope: string;
}

/** A trial under way, and what it leaves behind for the report. */
export interface ConductedTrial {
  readonly trial: SdkTrial;
  readonly log: CallLog;
  evidence(): string | null;
  /** Whether anything was asserted; a test that asserts nothing proves nothing. */
  asserted(): boolean;
  /** Frees what the test holds, and ends what it left in flight. */
  end(): Promise<void>;
}

/** Makes the trial of one test against one SDK. */
export function conduct(session: Session, terms: Terms): ConductedTrial {
  const log: CallLog = { assertions: 0, last: undefined, died: undefined, scriptError: undefined, cleanup: [] };
  const evidence: string[] = [];
  const trial = trialOf(session, terms, log, evidence);
  return {
    trial,
    log,
    evidence: () => (evidence.length > 0 ? evidence.join('; ') : log.last ? seen(log.last) : null),
    asserted: () => log.assertions > 0 || evidence.length > 0,
    end: async () => {
      await Promise.all(log.cleanup.map((free) => free()));
    },
  };
}

function trialOf(session: Session, terms: Terms, log: CallLog, evidence: string[]): SdkTrial {
  const { described, link } = session;
  const { dialect, canaries, keeping } = session.terms;
  const { id, operations, seed, signal } = terms;
  const calls = new Calls(session, log);
  const once = async (op: string, call: CallOptions = {}) => (await calls.start(op, call)).done;
  const shared = <T>(key: string, make: () => Promise<T>) => session.shared(`${terms.scope}\0${key}`, make);

  /** Notes that something was asserted, and of what call. */
  const looked = ({ in: call, ...about }: SdkAbout): About => {
    log.assertions++;
    if (call !== undefined) log.last = call;
    return about;
  };

  const trial: SdkTrial = {
    id,
    described,
    seed,
    signal,
    operations,
    keys: canaries.keys,
    has: (feature, op) => session.has(feature, op),
    judgesError: (field) => described.errorFields.has(field),
    judgesResult: (field) => described.resultFields.has(field),
    serve: (script, options) => calls.serve(script, options?.host),
    start: (op, call = {}) => calls.start(op, call),
    once,
    each: (body) => forEach(operations, body),
    async all(items, body, atOnce = AT_ONCE) {
      const left = items[Symbol.iterator]();
      const worker = async () => {
        for (let next = left.next(); !next.done; next = left.next()) await body(next.value);
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
    },
    shared,
    async control(op, call) {
      const make = async () => {
        const made = await once(op, call);
        made.result();
        return made;
      };
      const made = await (call === undefined ? shared(`control ${op}`, make) : make());
      log.assertions++;
      return made;
    },
    plain: (op) => dialect.request(op),
    plainReply(op, request) {
      const reply = dialect.reply(op);
      return typeof reply === 'function' ? reply(request, 0) : reply;
    },
    number: (literal) => new NumberLiteral(literal),
    async inspect(call = {}) {
      const { answer } = await once('inspect', call);
      if (answer.type !== 'result') throw brokenBecause('The SDK cannot be printed.', { actual: show(answer) });
      const { value, base_url } = answer;
      const printed = Array.isArray(value) ? value.map(String) : [];
      return { printed, baseUrl: typeof base_url === 'string' ? base_url : null };
    },
    async inEnvironment(env, body) {
      const other = await session.inEnvironment(env);
      if (other === undefined)
        throw new NotAsked('skipped', 'capability-not-declared', 'the adapter is no process that the suite starts');
      const there = trialOf(other, terms, log, evidence);
      await body(there);
    },
    leaks: (text) =>
      Object.entries(canaries.keys).flatMap(([name, key]) =>
        createRedactor([], [key]).text(text).includes(REDACTED) ? [name] : [],
      ),
    same(of, actual, expected, about) {
      assertEqual(trial.normal(of, actual), trial.normal(of, expected), looked(about));
    },
    normal: (of, value) => dialect.normal(of, value),
    kind(call, kinds, about) {
      const accepted = kindsOf(id, call, kinds, session);
      const shown = looked({ what: `The error's kind`, in: call, ...about });
      const error = call.error();
      assertOneOf(accepted.includes(error.kind) ? error.kind : told(error), accepted, shown);
      return error;
    },
    equal: (actual, expected, about) => assertEqual(actual, expected, looked(about)),
    that(condition, about) {
      const { expected, actual } = about;
      assertThat(condition, { ...looked(about), expected, actual });
    },
    oneOf: (actual, allowed, about) => assertOneOf(actual, allowed, looked(about)),
    match(actual, pattern, about) {
      assertMatch(actual, pattern, looked(about));
    },
    broken(message, about = {}) {
      const { in: call, ...details } = about;
      if (call !== undefined) log.last = call;
      throw brokenBecause(message, details);
    },
    proved(text) {
      if (!evidence.includes(text)) evidence.push(text);
    },
    shrinks: keeping.shrinks,
    keep: (call, split) => keeping.keep(id, call, split),
    memory: () => link.memory(),
    async roundTrip(atMostMs) {
      // An abort of what is not in flight does nothing, and every adapter answers it.
      const answer = link.start('abort', { target: 'nobody' }).answer.catch(() => {});
      await Promise.race([answer, pause(atMostMs)]);
    },
    stderr: () => link.stderr(),
    skip(reason, detail) {
      throw new NotAsked('skipped', reason, detail);
    },
    untestable(why) {
      throw new NotAsked('untestable', 'prerequisite', why);
    },
  };
  return trial;
}

/** Runs the body for each operation. One that the SDK has no place for is left out, but not all of them. */
async function forEach(operations: readonly string[], body: (op: string) => Promise<void>): Promise<void> {
  let left: NotAsked | undefined;
  let asked = 0;
  for (const op of operations) {
    try {
      await body(op);
      asked++;
    } catch (error) {
      if (error instanceof RequirementBroken) throw new RequirementBroken(`${op}: ${error.message}`, error.details);
      if (!(error instanceof NotAsked) || error.status !== 'skipped') throw error;
      left = error;
    }
  }
  if (asked === 0 && left !== undefined) throw left;
}

function told(error: { readonly kind: string; readonly class?: unknown; readonly message?: unknown }): string {
  return [error.kind, error.class, error.message].filter((part) => part != null && part !== '').join(': ');
}

function seen({ op, requests, lines, answer }: SeenCall): string {
  const target = requests[0] === undefined ? '' : ` ${requests[0].method} ${requests[0].target}`;
  const events = lines.length > 0 ? ` ${lines.length} events,` : '';
  return `${op}:${target} →${events} ${answer === undefined ? 'no answer' : show(answer)}`.slice(0, 300);
}
