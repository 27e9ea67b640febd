import type { AutomatonRun, Ending } from '../../judge/automaton.js';
import type { Findings } from '../../judge/findings.js';
import type { ErrorRules } from './errors.js';
import type { Known } from './facts.js';
import { messageAutomaton } from './message-automaton.js';
import { type EventJudge, judgeErrorFrame, judgeMessageEvent } from './message-stream.js';
import { runAutomaton } from './run-automaton.js';
import { RunCourse } from './run-course.js';
import { judgeHoles, judgeResult } from './run-result.js';
import { isEmptyShell, runEventShapes } from './shapes.js';
import { judgeToolCall, judgeToolResult, type ToolPlaces } from './tools.js';
import { fieldsOf, isEvent, listOf, objectsIn, shown, type WireEvent } from './values.js';

/** Judges a run stream: its order, its steps against what was streamed, and its result against both. */
export class RunStreamJudge implements EventJudge {
  readonly #findings: Findings;
  readonly #errors: ErrorRules;
  readonly #course: RunCourse;
  readonly #order: AutomatonRun<RunCourse, WireEvent>;
  readonly #places: ToolPlaces = new Map();
  #at: number | undefined;

  constructor(findings: Findings, known: Known, errors: ErrorRules) {
    this.#findings = findings;
    this.#errors = errors;
    this.#course = new RunCourse(known, {
      begin: (turn) => messageAutomaton.start(turn, findings),
      inner: (event) => judgeMessageEvent(event, findings, errors),
      result: (result) => judgeResult(result, { findings, known, path: 'result', course: this.#course, at: this.#at }),
    });
    this.#order = runAutomaton.start(this.#course, findings);
  }

  event(event: WireEvent, at: number | undefined): void {
    this.#at = at;
    if (event.type === 'stream_event') this.#inner(event);
    else if (event.type === 'error') judgeErrorFrame(event, this.#findings, this.#errors);
    else {
      this.#shape(event);
      this.#members(event);
    }
    this.#order.step(event);
  }

  over(how: Ending): void {
    this.#order.over(how);
  }

  #inner(event: WireEvent): void {
    const inner = event.event;
    this.#findings.check('VAI-GW-RST-041', isEvent(inner), () => ({
      message: 'stream_event holds no event.',
      expected: 'an object with a type',
      actual: shown(inner),
      path: 'event',
    }));
    if (isEvent(inner)) this.#findings.place.label = `stream_event ${inner.type}`;
  }

  #shape(event: WireEvent): void {
    // An upstream answer that was no answer leaves a shell behind, of which another rule speaks.
    if (isEmptyShell(fieldsOf(event.response)) || this.#course.emptyTurns > 0) return;
    const wrong = runEventShapes.get(event.type)?.(event);
    this.#findings.check('VAI-GW-RST-041', wrong === undefined, () => ({
      message: `${event.type} does not have its shape.`,
      expected: wrong?.expected ?? '',
      actual: wrong?.actual ?? '',
      path: wrong?.path ?? '',
    }));
  }

  #members(event: WireEvent): void {
    switch (event.type) {
      case 'tool_call_start':
        judgeToolCall(event, this.#places);
        break;
      case 'tool_result':
        judgeToolResult(event, 'tool_result', {
          findings: this.#findings,
          errors: this.#errors,
          places: this.#places,
          id: event.id,
        });
        break;
      case 'step_complete':
        judgeHoles(this.#findings, event.response, 'response');
        break;
      case 'history_delta':
        listOf(event.append).forEach((message, at) => {
          judgeHoles(this.#findings, message, `append[${at}]`);
        });
        break;
      case 'run_complete':
        for (const step of objectsIn(fieldsOf(event.result).steps)) {
          for (const result of objectsIn(step.tool_results))
            this.#pair(result.is_error === true, result.error !== undefined);
        }
        break;
      default:
    }
  }

  #pair(isError: boolean, hasError: boolean): void {
    this.#findings.check('VAI-GW-RST-030', isError === hasError, () => ({
      message: 'A tool result of a step has is_error without error, or error without is_error.',
      path: 'result.steps',
    }));
  }
}
