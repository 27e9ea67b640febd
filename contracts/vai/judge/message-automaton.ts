import { type AutomatonData, compileAutomaton } from '../../judge/automaton.js';
import { readPackageJson } from '../../package-root.js';
import { addsUp } from './block.js';
import type { MessageTurn } from './message-turn.js';
import { countOf, fieldsOf, isFields, listOf, type WireEvent } from './values.js';

/** The data of an automaton of this dialect. The package's own data: a test holds it against its schema. */
export function automatonData(name: string): AutomatonData {
  return readPackageJson(`contracts/vai/automata/${name}.json`) as AutomatonData;
}

/** The order of a message stream, and of each turn of a run. */
export const messageAutomaton = compileAutomaton<MessageTurn, WireEvent>(automatonData('message-stream'), {
  guards: {
    startsEmpty: (_, { message }) => {
      const { content, stop_reason } = fieldsOf(message);
      return listOf(content).length === 0 && (stop_reason === '' || stop_reason === undefined || stop_reason === null);
    },
    // An empty model is another fault: nobody spoke.
    modelHasProvider: (_, { message }) => {
      const { model } = fieldsOf(message);
      return typeof model !== 'string' || model === '' || model.includes('/');
    },
    totalAddsUp: (_, event) => addsUp(event.usage ?? fieldsOf(event.message).usage),
    firstIndexIsZero: (turn, { index }) => turn.hasBlocks() || index === 0,
    indexIsNew: (turn, { index }) => turn.block(index) === undefined,
    blockIsOpen: (turn, { index }) => turn.block(index)?.open === true,
    deltaFitsBlock: (turn, { index, delta }) => turn.block(index)?.takes(fieldsOf(delta).type) ?? true,
    inputIsObject: (turn, { index }) => {
      const block = turn.block(index);
      return block?.isTool !== true || !block.open || block.streamedInput !== undefined;
    },
    allClosed: (turn) => turn.allClosed,
    hasStopReason: (_, { delta }) => {
      const { stop_reason } = fieldsOf(delta);
      return typeof stop_reason === 'string' && stop_reason !== '';
    },
    hasUsage: (_, { usage }) =>
      isFields(usage) && ['input_tokens', 'output_tokens', 'total_tokens'].every((key) => Number.isInteger(usage[key])),
    toolUseHasTool: (turn, { delta }) => fieldsOf(delta).stop_reason !== 'tool_use' || turn.usesTool,
    inputTokensKept: (turn, { usage }) =>
      countOf(fieldsOf(usage).input_tokens) >= countOf(turn.startUsage.input_tokens) || !isFields(usage),
    onlyType: (_, event) => Object.keys(event).length === 1,
    noFinalBefore: (turn) => !turn.finalAudioCame,
    audioAvailable: (turn) => !turn.audioLost,
    saidByGateway: (_, { error }) => typeof fieldsOf(error).request_id === 'string',
  },
  actions: {
    begin: (turn, { message }) => turn.begin(fieldsOf(message)),
    openBlock: (turn, { index, content_block }) => turn.openBlock(index, fieldsOf(content_block)),
    addDelta: (turn, { index, delta }) => turn.addDelta(index, fieldsOf(delta)),
    closeBlock: (turn, { index }) => turn.closeBlock(index),
    conclude: (turn, event) => turn.conclude(event),
    heardAudio: (turn, { is_final }) => turn.hear(is_final === true),
    lostAudio: (turn) => turn.loseAudio(),
    failed: (turn) => {
      turn.failed = true;
    },
  },
});
