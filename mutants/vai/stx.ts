import { jsonBytes, objectOf, retells, retellsJson, withBody } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';

const { all, asked, coded } = lies;
const ofExecute = asked(lies.execute);

export const stx = mutantsOf('VAI-GW-STX', [
  [
    '001',
    'answers-text-for-content',
    'Gives the answer of a tool as text instead of a block.',
    retellsJson(lies.execute, (json) =>
      Array.isArray(json.content) ? { content: objectOf(json.content[0]).text } : json,
    ),
    { source: 'D-30' },
  ],
  [
    '002',
    'breaks-down-over-a-missing-tool',
    'Answers 500 where tool or input is missing.',
    lies.crashes(asked((ask) => lies.execute(ask) && !(ask.body.tool && ask.body.input))),
  ],
  [
    '003',
    'ignores-unknown-keys-of-execution',
    'Drops keys of an execution that it does not know.',
    lies.serves(
      (fault, ask) =>
        lies.execute(ask) &&
        fault.param !== undefined &&
        fault.param in ask.body &&
        !['tool', 'input', 'server_tool_config'].includes(fault.param),
    ),
    { source: 'REQ-01' },
  ],
  [
    '004',
    'unknown-tool-is-404',
    'Answers an unknown tool with 404.',
    lies.misreports(all(ofExecute, coded('unsupported_server_tool')), ({ error }) => ({
      status: 404,
      error: { ...error, type: 'not_found_error' },
    })),
    { source: 'D-65' },
  ],
  [
    '005',
    'missing-tool-key-has-no-code',
    'Refuses a missing tool key without the code.',
    lies.dropsCode(all(ofExecute, coded('provider_key_missing'))),
  ],
  [
    '006',
    'bad-tool-input-has-no-code',
    "Refuses a tool's bad input without the code.",
    lies.dropsCode(all(ofExecute, coded('run_validation_failed'))),
  ],
  [
    '007',
    'failed-execution-is-an-answer',
    "Answers 200 where the tool's provider failed.",
    retells(lies.execute, (reply) => {
      const fault = lies.faultOf(reply);
      return fault !== undefined && fault.status >= 429
        ? withBody({ ...reply, status: 200 }, jsonBytes({ content: [{ type: 'text', text: fault.message }] }))
        : reply;
    }),
  ],
  [
    '008',
    'execution-answers-get',
    'Answers a wrong method on the execution with 404.',
    lies.misreports(
      (fault, ask) => fault.status === 405 && lies.execute(ask),
      () => ({ status: 404, error: { type: 'not_found_error', message: 'not found' } }),
    ),
  ],
]);
