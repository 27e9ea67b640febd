/** Tools: functions have a name, a description and a schema; native tools have configs of their own shapes. */
import { clockTool, offering, UNCURATED } from './bodies.js';
import { ABSENT } from './change.js';
import { refusal } from './refusal.js';

const clock = offering(clockTool);
refusal('VAI-GW-VAL-067', clock, [{ 'tools[0].type': ABSENT }, { 'tools[0].type': '' }]);
refusal('VAI-GW-VAL-068', clock, { 'tools[0].type': 'hologram' });
refusal('VAI-GW-VAL-069', clock, { 'tools[0].config': { max_uses: 1 } });
refusal('VAI-GW-VAL-070', clock, [{ 'tools[0].name': ABSENT }, { 'tools[0].name': '' }, { 'tools[0].name': ' ' }]);
refusal(
  'VAI-GW-VAL-070',
  offering(clockTool, { ...clockTool, name: 'watch' }),
  { 'tools[1].name': '' },
  {},
  { variant: 'second tool' },
);
refusal('VAI-GW-VAL-071', clock, [{ 'tools[0].description': ABSENT }, { 'tools[0].description': ' ' }]);
refusal('VAI-GW-VAL-072', clock, [{ 'tools[0].input_schema': ABSENT }, { 'tools[0].input_schema': null }]);

/** A native tool with a valid config, for a model that takes any tool; each change makes the config ill-shaped. */
function nativeConfig(id: string, type: string, config: Record<string, unknown>, wrong: Record<string, unknown>): void {
  const shapes = [{ 'tools[0].config': 'any' }, { 'tools[0].config': [] }];
  const members = Object.entries(wrong).map(([key, value]) => ({ [`tools[0].config.${key}`]: value }));
  refusal(id, { ...offering({ type, config }), model: UNCURATED }, [...shapes, ...members], {
    param: 'tools[0].config',
  });
}

nativeConfig(
  'VAI-GW-VAL-073',
  'web_search',
  { max_uses: 1 },
  { max_uses: '1', allowed_domains: 'example.com', user_location: 'here' },
);
nativeConfig('VAI-GW-VAL-074', 'web_fetch', { max_uses: 1 }, { max_uses: '1', blocked_domains: [5] });
nativeConfig('VAI-GW-VAL-075', 'code_execution', { timeout_seconds: 5 }, { timeout_seconds: '5', languages: 'python' });
nativeConfig('VAI-GW-VAL-076', 'computer_use', { display_width: 800, display_height: 600 }, { display_width: '800' });
nativeConfig('VAI-GW-VAL-077', 'file_search', { max_results: 5 }, { max_results: '5' });
