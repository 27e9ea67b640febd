import type { Ending } from '../../judge/automaton.js';
import type { Findings } from '../../judge/findings.js';
import type { ErrorRules } from './errors.js';
import { messageAutomaton } from './message-automaton.js';
import { MessageTurn } from './message-turn.js';
import { isPlainTextDelta, messageEventShapes } from './shapes.js';
import { fieldsOf, type WireEvent } from './values.js';

/** Judges events in their order, whatever they are events of. */
export interface EventJudge {
  event(event: WireEvent, at: number | undefined): void;
  over(how: Ending): void;
}

/** Members of `message_delta` whose absence has rules of its own. */
const TOLD_BY_ORDER = /^(usage|delta\.stop_reason)/;

/** Judges one event of a model's stream for itself: its shape, and the error in it. */
export function judgeMessageEvent(event: WireEvent, findings: Findings, errors: ErrorRules): void {
  const wrong = isPlainTextDelta(event) ? undefined : messageEventShapes.get(event.type)?.(event);
  if (wrong === undefined) findings.test('VAI-GW-MST-022');
  else if (event.type !== 'message_delta' || !TOLD_BY_ORDER.test(wrong.path)) {
    findings.fail('VAI-GW-MST-022', {
      message: `${event.type} does not have its shape.`,
      expected: wrong.expected,
      actual: wrong.actual,
      path: wrong.path,
    });
  }
  if (event.type === 'error') judgeErrorFrame(event, findings, errors);
}

/** Judges the error of an `error` frame. */
export function judgeErrorFrame(event: WireEvent, findings: Findings, errors: ErrorRules): void {
  errors.judge(event.error, 'frame', 'error');
  const { param } = fieldsOf(event.error);
  const ofRequest = errors.namesRequestFault(fieldsOf(event.error));
  findings.check('VAI-GW-ERR-020', !ofRequest, () => ({
    message: 'A fault of the request is told only within the stream.',
    expected: 'HTTP 400 before the stream begins',
    actual: `an error frame naming ${String(param)}`,
    path: 'error.param',
  }));
}

/** Judges a message stream; what has been said is forgotten at once. */
export class MessageStreamJudge implements EventJudge {
  readonly #findings: Findings;
  readonly #errors: ErrorRules;
  readonly #order;

  constructor(findings: Findings, errors: ErrorRules) {
    this.#findings = findings;
    this.#errors = errors;
    this.#order = messageAutomaton.start(new MessageTurn(false), findings);
  }

  event(event: WireEvent): void {
    judgeMessageEvent(event, this.#findings, this.#errors);
    this.#order.step(event);
  }

  over(how: Ending): void {
    this.#order.over(how);
  }
}
