/** The order of a message stream: which scenarios put which rule to the test. */
import { streamed } from './scenarios.js';
import { law } from './scenarios-laws.js';

const text = streamed('text');
const clientTool = streamed('client-tool');
/** Every kind of content that a model gives: some rules hold whatever it says. */
const content = [
  text,
  clientTool,
  streamed('text-blocks'),
  streamed('thinking-tool'),
  streamed('client-tools-parallel'),
  streamed('tool-empty-input'),
  streamed('unknown-block'),
  streamed('web-search-native'),
  streamed('redacted-thinking'),
  streamed('empty'),
];
const stops = [
  text,
  clientTool,
  streamed('max-tokens-stop'),
  streamed('stop-sequence'),
  streamed('unknown-stop-reason'),
];
/** Streams that end in an error, before and after the model has begun. */
const failures = [streamed('error-first'), streamed('error-mid'), streamed('cut-reset'), streamed('upstream-529')];
const brokenOff = [streamed('cut-reset'), streamed('cut-eof')];
const spoken = [streamed('voice')];

law('VAI-GW-MST-001', [...content, streamed('unknown-event'), ...failures]);
law('VAI-GW-MST-002', [...content, streamed('unknown-event'), streamed('error-mid')]);
law('VAI-GW-MST-003', content);
law('VAI-GW-MST-004', content);
law('VAI-GW-MST-005', content);
law('VAI-GW-MST-006', content);
law('VAI-GW-MST-007', content);
law('VAI-GW-MST-008', [
  clientTool,
  streamed('client-tools-parallel'),
  streamed('tool-empty-input'),
  streamed('web-search-native'),
]);
law('VAI-GW-MST-009', content);
law('VAI-GW-MST-010', stops);
law('VAI-GW-MST-011', stops);
law('VAI-GW-MST-012', content);
law('VAI-GW-MST-013', [...content, ...stops]);
law('VAI-GW-MST-014', brokenOff);
law('VAI-GW-MST-015', [text, streamed('empty'), streamed('upstream-not-json')]);
law('VAI-GW-MST-016', spoken);
law('VAI-GW-MST-017', [text, clientTool, ...failures, ...spoken]);
law('VAI-GW-MST-018', failures);
law('VAI-GW-MST-019', [streamed('slow-start')], { profile: 'pings', waits: true });
law('VAI-GW-MST-020', spoken);
law('VAI-GW-MST-021', [streamed('voice-fails')]);
law('VAI-GW-MST-022', [...content, ...failures, ...spoken, streamed('voice-fails')]);
law('VAI-GW-MST-023', [text, clientTool]);
law('VAI-GW-MST-024', [text, clientTool]);
law('VAI-GW-MST-025', [text, clientTool]);
law('VAI-GW-MST-026', [...content, ...stops]);
law('VAI-GW-MST-027', content);
law('VAI-GW-MST-028', content);
law('VAI-GW-MST-029', [text, ...brokenOff]);
law('VAI-GW-MST-030', [text, clientTool]);
