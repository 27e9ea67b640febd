/** Keys that the contract does not know: refused, and named by their path or by the object that holds them. */
import { addressFormat, clockTool, hello, helloBlock, offering, UNCURATED } from './bodies.js';
import { refusal } from './refusal.js';

const searching = { ...offering({ type: 'web_search', config: { max_uses: 1 } }), model: UNCURATED };
const formatted = { ...hello, output_format: addressFormat };

refusal('VAI-GW-VAL-100', hello, { zeal: 1 });
refusal('VAI-GW-VAL-101', hello, { 'messages[0].zeal': 1 }, { param: ['messages[0].zeal', 'messages[0]'] });
refusal(
  'VAI-GW-VAL-102',
  helloBlock,
  { 'messages[0].content[0].zeal': 1 },
  {
    param: ['messages[0].content[0].zeal', 'messages[0].content[0]'],
  },
);
refusal('VAI-GW-VAL-103', offering(clockTool), { 'tools[0].zeal': 1 }, { param: ['tools[0].zeal', 'tools[0]'] });
refusal(
  'VAI-GW-VAL-104',
  searching,
  { 'tools[0].config.zeal': 1 },
  { param: ['tools[0].config.zeal', 'tools[0].config'] },
);
refusal('VAI-GW-VAL-105', formatted, { 'output_format.zeal': 1 }, { param: ['output_format.zeal', 'output_format'] });
