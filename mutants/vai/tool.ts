import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import { HONEST } from '../../mock-gateway/vai/rules.js';
import { retellsDeeply } from '../deep.js';
import { type Ask, isObject, type JsonObject, listOf, misreadsBody, objectOf, parsed } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import { bends } from './bends.js';
import * as lies from './lies.js';

const isResult = (object: JsonObject) =>
  (object.type === 'tool_result' || 'tool_use_id' in object) && Array.isArray(object.content);

/** Retells what tools answered, wherever it is told. */
const results = (lie: (result: JsonObject, ask: Ask) => JsonObject): Mutation =>
  retellsDeeply(lies.anyRun, (ask) => (object) => (isResult(object) ? lie(object, ask) : object));

/** Retells the JSON in the text of a tool's answer, if it has the member. */
const payload = (has: string, lie: (payload: JsonObject, ask: Ask) => unknown): Mutation =>
  results((result, ask) => ({
    ...result,
    content: listOf(result.content).map((block) => {
      const text = objectOf(block).text;
      const json = typeof text === 'string' ? parsed(Buffer.from(text)) : undefined;
      return isObject(json) && has in json ? { ...objectOf(block), text: JSON.stringify(lie(json, ask)) } : block;
    }),
  }));

const error = (code: string, lie: (error: JsonObject) => JsonObject): Mutation =>
  results((result) =>
    objectOf(result.error).code === code ? { ...result, error: lie(objectOf(result.error)) } : result,
  );

export const tool = mutantsOf('VAI-GW-TOOL', [
  [
    '001',
    'keeps-answers-from-the-model',
    'Does not give the model what the tool answered.',
    bends({ historyOrder: () => [] }),
  ],
  [
    '002',
    'offers-no-tools',
    'Does not offer the model the tools that were enabled.',
    misreadsBody(
      lies.anyRun,
      ({ server_tools: _tools, builtins: _alias, server_tool_config: _config, ...body }) => body,
    ),
  ],
  [
    '003',
    'searches-say-no-provider',
    'Does not say who searched.',
    payload('results', ({ provider: _gone, ...rest }) => rest),
  ],
  [
    '004',
    'fetches-say-no-title',
    'Does not say the title of a fetched page.',
    payload('url', ({ title: _gone, ...rest }) => rest),
  ],
  [
    '005',
    'provider-failures-have-no-code',
    "Gives no code where a tool's provider failed.",
    error('tool_provider_error', ({ code: _gone, ...rest }) => rest),
  ],
  [
    '006',
    'names-no-missing-input',
    'Does not name the input that a call lacks.',
    error('run_validation_failed', ({ param: _gone, ...rest }) => rest),
  ],
  [
    '007',
    'failed-tools-say-nothing',
    'Gives an empty text for a failed tool.',
    results((result) => (result.is_error === true ? { ...result, content: [{ type: 'text', text: '' }] } : result)),
  ],
  ['008', 'finds-as-much-as-it-can', 'Takes no notice of `max_results`.', bends({ hitLimit: () => 10 })],
  ['009', 'finds-everywhere', 'Takes every domain for an allowed one.', bends({ domainCovers: () => true })],
  ['010', 'fetches-from-itself', 'Fetches private and loopback addresses.', bends({ addressBlocked: () => false })],
  [
    '011',
    'fetches-from-nowhere',
    'Fetches `0.0.0.0` and shared addresses.',
    bends({ addressBlocked: (host) => HONEST.addressBlocked(host) && !/^(0|100)\./.test(host) }),
    { source: 'D-38' },
  ],
  [
    '012',
    'fetches-markdown-only',
    'Fetches markdown whatever was asked for.',
    bends({ pageFormat: () => 'markdown' }),
    { source: 'D-39' },
  ],
  ['013', 'fetches-everywhere', 'Takes no domain for a blocked one.', bends({ domainCovers: () => false })],
]);
