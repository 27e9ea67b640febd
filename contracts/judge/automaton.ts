import type { BreachDetail, Findings } from './findings.js';

/** A rule that an automaton enforces: the requirement, and what is wrong where it is broken. */
export interface AutomatonRule {
  readonly requirement: string;
  readonly says: string;
  /** Named guard that holds where the rule is kept; a rule without one is broken by the move that names it. */
  readonly guard?: string;
  /** Path of the member that breaks it, in the event. */
  readonly member?: string;
  /** What should have come, in a few words. */
  readonly wants?: string;
}

/** What an event does in a state. */
export interface Move {
  /** Named guard: the move is taken only where it holds; the first that fits is. */
  readonly when?: string;
  /** Rules whose guards are asked first. */
  readonly checks?: readonly string[];
  /** Rule that is broken by this event coming at all. */
  readonly breaks?: string;
  /** Named actions, run after the checks. */
  readonly does?: readonly string[];
  readonly to: string;
  /** The event is looked at once more, in the state that the move leads to. */
  readonly again?: boolean;
}

export interface State {
  readonly meaning: string;
  /** Moves by event type; `*` stands for every type not named. Types without a move stay without effect. */
  readonly on: Readonly<Record<string, readonly Move[]>>;
  /** Rules without a guard that are put to the test by coming here. */
  readonly enforces?: readonly string[];
  /** Rule that is broken where the stream ends here by itself. */
  readonly end?: string;
  /** Rule that is broken where the connection breaks here. */
  readonly cut?: string;
  /** Rule that is broken where an outer automaton says that this one is done. */
  readonly close?: string;
}

/** An ordering automaton as data; its JSON Schema is `contracts/automaton.schema.json`. */
export interface AutomatonData {
  readonly name: string;
  readonly title: string;
  readonly initial: string;
  /** Event types that may come at any time. */
  readonly ignores: readonly string[];
  readonly rules: Readonly<Record<string, AutomatonRule>>;
  readonly states: Readonly<Record<string, State>>;
}

/** The named guards and actions that an automaton's data refers to. */
export interface AutomatonParts<Context, Event> {
  readonly guards: Readonly<Record<string, (context: Context, event: Event) => boolean>>;
  readonly actions: Readonly<Record<string, (context: Context, event: Event) => void>>;
}

interface CompiledRule<Context, Event> extends AutomatonRule {
  readonly holds: (context: Context, event: Event) => boolean;
}
interface CompiledMove<Context, Event> {
  readonly when: ((context: Context, event: Event) => boolean) | undefined;
  readonly checks: readonly CompiledRule<Context, Event>[];
  readonly breaks: AutomatonRule | undefined;
  readonly does: readonly ((context: Context, event: Event) => void)[];
  readonly to: string;
  readonly again: boolean;
}
interface CompiledState<Context, Event> {
  readonly name: string;
  readonly on: ReadonlyMap<string, readonly CompiledMove<Context, Event>[]>;
  readonly other: readonly CompiledMove<Context, Event>[];
  readonly enforces: readonly string[];
  readonly endings: Readonly<Record<Ending, AutomatonRule | undefined>>;
}

/** How a stream can be over for an automaton. */
export type Ending = 'end' | 'cut' | 'close';

/** An automaton ready to run. */
export interface Automaton<Context, Event extends { readonly type: string }> {
  readonly data: AutomatonData;
  start(context: Context, findings: Findings): AutomatonRun<Context, Event>;
}

/** Makes an automaton of its data; throws where the data names a state, rule, guard or action that is not there. */
export function compileAutomaton<Context, Event extends { readonly type: string }>(
  data: AutomatonData,
  parts: AutomatonParts<Context, Event>,
): Automaton<Context, Event> {
  const need = <T>(found: T | undefined, what: string): T => {
    if (found === undefined) throw new Error(`Automaton ${data.name} names ${what}, which is not there.`);
    return found;
  };
  const guard = (name: string) => need(parts.guards[name], `guard '${name}'`);
  const rule = (name: string) => need(data.rules[name], `rule '${name}'`);
  const move = (from: Move): CompiledMove<Context, Event> => {
    need(data.states[from.to], `state '${from.to}'`);
    return {
      when: from.when === undefined ? undefined : guard(from.when),
      checks: (from.checks ?? []).map((name) => {
        const each = rule(name);
        return { ...each, holds: guard(need(each.guard, `a guard in rule '${name}'`)) };
      }),
      breaks: from.breaks === undefined ? undefined : rule(from.breaks),
      does: (from.does ?? []).map((name) => need(parts.actions[name], `action '${name}'`)),
      to: from.to,
      again: from.again === true,
    };
  };
  const optional = (name: string | undefined) => (name === undefined ? undefined : rule(name));
  const states = new Map<string, CompiledState<Context, Event>>(
    Object.entries(data.states).map(([name, state]) => [
      name,
      {
        name,
        on: new Map(Object.entries(state.on).map(([type, moves]) => [type, moves.map(move)])),
        other: (state.on['*'] ?? []).map(move),
        enforces: (state.enforces ?? []).map((each) => rule(each).requirement),
        endings: { end: optional(state.end), cut: optional(state.cut), close: optional(state.close) },
      },
    ]),
  );
  const stateOf = (name: string) => need(states.get(name), `state '${name}'`);
  stateOf(data.initial);
  const ignored = new Set(data.ignores);
  return {
    data,
    start: (context, findings) => new AutomatonRun(context, findings, stateOf, data.initial, ignored),
  };
}

/** One stream on its way through an automaton. After a breach it goes on as the data says, so one fault is one breach. */
export class AutomatonRun<Context, Event extends { readonly type: string }> {
  readonly #context: Context;
  readonly #findings: Findings;
  readonly #stateOf: (name: string) => CompiledState<Context, Event>;
  readonly #ignored: ReadonlySet<string>;
  #state: CompiledState<Context, Event>;

  constructor(
    context: Context,
    findings: Findings,
    stateOf: (name: string) => CompiledState<Context, Event>,
    initial: string,
    ignored: ReadonlySet<string>,
  ) {
    this.#context = context;
    this.#findings = findings;
    this.#stateOf = stateOf;
    this.#ignored = ignored;
    this.#state = stateOf(initial);
  }

  get state(): string {
    return this.#state.name;
  }

  step(event: Event): void {
    if (this.#ignored.has(event.type)) return;
    // Each `again` leads to another state of the same finite data; a loop in the data ends here.
    for (let hops = 0; hops < 4; hops += 1) {
      const move = this.#moveFor(event);
      if (move === undefined) return;
      for (const rule of move.checks) {
        if (rule.holds(this.#context, event)) this.#findings.test(rule.requirement);
        else this.#findings.fail(rule.requirement, detailOf(rule, event));
      }
      if (move.breaks !== undefined) this.#findings.fail(move.breaks.requirement, detailOf(move.breaks, event));
      for (const act of move.does) act(this.#context, event);
      if (move.to !== this.#state.name) {
        this.#state = this.#stateOf(move.to);
        for (const requirement of this.#state.enforces) this.#findings.test(requirement);
      }
      if (!move.again) return;
    }
  }

  /** Says that the stream is over, and how. */
  over(how: Ending): void {
    const broken = this.#state.endings[how];
    if (broken !== undefined) this.#findings.fail(broken.requirement, detailOf(broken, undefined));
  }

  #moveFor(event: Event): CompiledMove<Context, Event> | undefined {
    const moves = this.#state.on.get(event.type) ?? this.#state.other;
    for (const move of moves) {
      if (move.when === undefined || move.when(this.#context, event)) return move;
    }
    return undefined;
  }
}

/** What a broken rule says of the event that broke it. */
function detailOf(rule: AutomatonRule, event: unknown): BreachDetail {
  const wants = rule.wants === undefined ? {} : { expected: rule.wants };
  if (rule.member === undefined || event === undefined) return { message: rule.says, ...wants };
  const value = rule.member.split('.').reduce(memberOf, event);
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  const [key = ''] = rule.member.split('.').slice(-1);
  return {
    message: rule.says,
    ...wants,
    actual: text.length > 160 ? `${text.slice(0, 157)}...` : text,
    path: rule.member,
    ...(value === undefined ? {} : { excerpt: `${JSON.stringify(key)}:${text.slice(0, 400)}` }),
  };
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(key) : undefined;
}
