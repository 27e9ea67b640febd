/** Content blocks: what each must hold, and who may say it. */
import { assistantSaid, clockCall, clockResult, thinking, toolTurn } from './bodies.js';
import { ABSENT } from './change.js';
import { refusal } from './refusal.js';

const called = assistantSaid(clockCall);
const call = 'messages[1].content[0]';
const result = 'messages[2].content[0]';

refusal('VAI-GW-VAL-056', called, [{ [`${call}.id`]: ABSENT }, { [`${call}.id`]: '' }, { [`${call}.id`]: ' ' }]);
refusal('VAI-GW-VAL-057', called, [{ [`${call}.name`]: ABSENT }, { [`${call}.name`]: '' }, { [`${call}.name`]: ' ' }]);
refusal('VAI-GW-VAL-058', called, [{ [`${call}.input`]: ABSENT }, { [`${call}.input`]: null }]);
refusal('VAI-GW-VAL-059', called, [{ [`${call}.input`]: [] }, { [`${call}.input`]: '{}' }, { [`${call}.input`]: 5 }]);
refusal('VAI-GW-VAL-060', toolTurn, [
  { [`${result}.tool_use_id`]: ABSENT },
  { [`${result}.tool_use_id`]: '' },
  { [`${result}.tool_use_id`]: ' ' },
]);
refusal('VAI-GW-VAL-061', toolTurn, [
  { [`${result}.tool_use_id`]: 'toolu_nobody' },
  { [`${result}.tool_use_id`]: clockCall.name },
]);

/** The result stands before its call: both messages are well-formed, only their order is wrong. */
const early = [
  { role: 'user', content: [clockResult] },
  { role: 'assistant', content: [clockCall] },
  { role: 'user', content: 'go on' },
];
refusal('VAI-GW-VAL-062', toolTurn, { messages: early }, { param: 'messages[0].content[0].tool_use_id' });

const asUser = { 'messages[1].role': 'user' };
const wrongRole = { param: `${call}.type` };
refusal('VAI-GW-VAL-063', called, asUser, wrongRole);
refusal('VAI-GW-VAL-064', toolTurn, { 'messages[2].role': 'assistant' }, { param: `${result}.type` });
refusal('VAI-GW-VAL-065', assistantSaid(thinking, { type: 'text', text: 'noon' }), asUser, wrongRole);
refusal('VAI-GW-VAL-066', assistantSaid({ ...clockCall, type: 'server_tool_use' }), asUser, wrongRole);
