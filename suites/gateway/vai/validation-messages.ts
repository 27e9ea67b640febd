/** What a message request must have: a model, messages, a role and content each. */
import { hello, helloBlock, toolTurn } from './bodies.js';
import { ABSENT } from './change.js';
import { refusal } from './refusal.js';

refusal('VAI-GW-VAL-040', hello, { model: ABSENT });
refusal('VAI-GW-VAL-041', hello, [{ model: '' }, { model: '  ' }]);
refusal('VAI-GW-VAL-042', hello, [{ messages: ABSENT }, { messages: null }]);
refusal('VAI-GW-VAL-043', hello, { messages: [] });
refusal('VAI-GW-VAL-045', hello, [{ 'messages[0].role': ABSENT }, { 'messages[0].role': null }]);
refusal('VAI-GW-VAL-045', toolTurn, { 'messages[2].role': ABSENT }, {}, { variant: 'third message' });
refusal('VAI-GW-VAL-046', hello, [
  { 'messages[0].role': 'system' },
  { 'messages[0].role': 'tool' },
  { 'messages[0].role': '' },
]);
refusal('VAI-GW-VAL-047', hello, { 'messages[0].content': ABSENT });
refusal('VAI-GW-VAL-048', hello, [
  { 'messages[0].content': { type: 'text', text: 'hello' } },
  { 'messages[0].content': 5 },
  { 'messages[0].content': true },
]);
refusal('VAI-GW-VAL-049', helloBlock, [
  { 'messages[0].content[0].type': 'hologram' },
  { 'messages[0].content[0].type': 'Text' },
]);
refusal('VAI-GW-VAL-050', helloBlock, [
  { 'messages[0].content[0].type': ABSENT },
  { 'messages[0].content[0].type': '' },
]);

const inside = /^messages\[2\]\.content\[0\]\./;
refusal('VAI-GW-VAL-051', toolTurn, { 'messages[2].content[0].content[0].type': 'hologram' }, { param: inside });
refusal('VAI-GW-VAL-052', toolTurn, { 'messages[2].content[0].content[0].type': 'hologram' });

const system = { ...hello, system: [{ type: 'text', text: 'Be brief.' }] };
refusal('VAI-GW-VAL-053', system, [{ system: 5 }, { system: true }, { system: { type: 'text', text: 'Be brief.' } }]);
refusal('VAI-GW-VAL-054', system, [{ 'system[0]': 5 }, { 'system[0]': 'text' }], { param: ['system', 'system[0]'] });
refusal('VAI-GW-VAL-055', system, { 'system[0].type': 'hologram' });
