import { compileAutomaton } from '../../judge/automaton.js';
import { digest } from '../../judge/digest.js';
import { automatonData } from './message-automaton.js';
import type { RunCourse } from './run-course.js';
import { resultPrint, samePrint } from './run-step.js';
import { countOf, type Fields, fieldsOf, listOf, objectsIn, type WireEvent } from './values.js';

/** The order of a run stream. */
export const runAutomaton = compileAutomaton<RunCourse, WireEvent>(automatonData('run-stream'), {
  guards: {
    modelIsAsked: ({ known }, { model }) =>
      typeof known.messageRequest?.model !== 'string' || model === known.messageRequest.model,
    protocolIsOne: (_, { protocol_version }) => protocol_version === undefined || protocol_version === '1',
    requestIdAgrees: ({ known }, { request_id }) => {
      const header = known.responseHeader('x-request-id');
      return header === undefined || request_id === undefined || request_id === header;
    },
    stepIsNext: (run, { index }) => index === run.nextIndex,
    hasBudget: ({ known }) => countOf(known.runOptions.max_tokens) > 0,
    budgetIsLeft: ({ known, spent }) => spent < countOf(known.runOptions.max_tokens),
    lastStepHadTools: (run) => run.lastStep === undefined || run.lastStep.calls.length > 0,
    completesStarted: (run, { index }) => run.completes(index),
    historyCounts: (run, { expected_len }) => run.historyLength === undefined || expected_len === run.historyLength,
    appendsSomething: (_, { append }) => listOf(append).length > 0,
    appendsAnswer: (run, { append }) => {
      const [first] = listOf(append);
      if (first === undefined) return true;
      const { role, content } = fieldsOf(first);
      return role === 'assistant' && digest(content) === run.lastStep?.content;
    },
    appendsResults: (run, { append }) => resultsAppended(run, listOf(append)),
    historyRepeatsResults: (run, { append }) =>
      objectsIn(fieldsOf(listOf(append)[1]).content).every((block) => repeats(run, block.tool_use_id, block)),
    callIsBlock: ({ turn }, { id }) => turn.torn || turn.tools.some((tool) => tool.id === id),
    allBlocksCalled: ({ turn, calls }) => {
      const called = calls.map((call) => call.id);
      return turn.torn || turn.tools.every((tool) => called.includes(tool.id));
    },
    inputIsBlocks: ({ turn }, { id, input }) => {
      const same = turn.tools.filter((tool) => tool.id === id);
      return turn.torn || same.length === 0 || same.some((tool) => tool.inputDigest === digest(input ?? {}));
    },
    allAnswered: ({ calls }) => calls.every((call) => call.result !== undefined),
    answerFits: (run, { id, name }) => {
      const call = run.callFor(id);
      return call === undefined || (call.name === name && call.result === undefined);
    },
    answersStarted: (run, { id }) => run.callFor(id) !== undefined,
    mayOverlap: ({ known, calls }) =>
      known.runOptions.parallel_tools !== false || calls.every((call) => call.result !== undefined),
    stepIsFold: (run, event) =>
      !isComparable(run, event) || run.turn.differenceTo(fieldsOf(event.response)) === undefined,
    keptWhole: (run, event) => run.turn.lostIn(fieldsOf(event.response)).length === 0,
    noInnerError: (run) => !run.innerError,
    noInnerErrorOfTurn: ({ turn }) => !turn.failed,
    turnsWereWhole: ({ turn, hasTurn }, { result }) =>
      fieldsOf(result).stop_reason !== 'end_turn' || !hasTurn || !turn.begun || turn.concluded || turn.failed,
    turnsWereSaid: ({ turn, hasTurn }, { result }) =>
      fieldsOf(result).stop_reason !== 'end_turn' || !hasTurn || turn.begun || turn.failed,
    turnIsOver: ({ turn }) => turn.concluded,
    stoppedForTools: ({ turn }) => !turn.concluded || turn.stopReason === 'tool_use',
  },
  actions: {
    startStep: (run, event) => run.startStep(event),
    hear: (run, event) => run.hear(event),
    closeTurn: (run) => run.closeTurn(),
    startCall: (run, event) => run.startCall(event),
    answerCall: (run, event) => run.answerCall(event),
    completeStep: (run, event) => run.completeStep(event),
    growHistory: (run, event) => run.growHistory(event),
    complete: (run, event) => run.complete(event),
  },
});

/** A turn that was torn, or whose stream was cut or empty, is told by other rules. */
function isComparable(run: RunCourse, event: Fields): boolean {
  if (run.turn.torn || !run.turn.begun || event.response === undefined) return false;
  run.turn.settle();
  return true;
}

function repeats(run: RunCourse, id: unknown, block: Fields): boolean {
  const prints = (run.lastStep?.calls ?? []).filter((call) => call.id === id).flatMap((call) => call.result ?? []);
  const told = resultPrint(block);
  return prints.length === 0 || prints.some((print) => samePrint(print, told));
}

/** One result for each call of the step, in the order of the model's calls, and nothing else. */
function resultsAppended(run: RunCourse, append: readonly unknown[]): boolean {
  const step = run.lastStep;
  const answered = step?.calls.filter((call) => call.result !== undefined).map((call) => call.id) ?? [];
  if (answered.length === 0) return append.length <= 1;
  const second = fieldsOf(append[1]);
  const blocks = listOf(second.content);
  const ids = objectsIn(blocks).flatMap((block) => (block.type === 'tool_result' ? [block.tool_use_id] : []));
  const inOrder = (step?.tools ?? []).filter((id) => answered.includes(id));
  const wanted = inOrder.length === answered.length ? inOrder : answered;
  return (
    append.length === 2 &&
    second.role === 'user' &&
    ids.length === blocks.length &&
    ids.length === wanted.length &&
    ids.every((id, at) => id === wanted[at])
  );
}
