import { describe, expect, test } from 'vitest';
import { loadContractDialect } from '../../contracts/dialects.js';
import { loadPactContract } from '../../pacts/contract.js';
import { hold, type Objection } from '../../pacts/hold.js';
import { parsePact } from '../../pacts/pact-file.js';
import { type Changed, interaction, pactOf } from './interaction.js';

const dialect = await loadContractDialect('vai');
const contract = await loadPactContract('vai');

/** What the contract has against an interaction that was changed so. */
function objections(changed: Changed): Objection[] {
  const [only] = parsePact('sdk.json', pactOf(interaction(changed))).interactions;
  if (only === undefined || contract === undefined) throw new Error('There is nothing to hold.');
  return hold(only, contract, dialect);
}

const paths = (changed: Changed) => objections(changed).map(({ side, path }) => `${side} ${path}`);
const framed = (...events: readonly { readonly type: string; readonly [member: string]: unknown }[]) =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
const error = (fields: object) => ({ error: { type: 'invalid_request_error', message: 'no', ...fields } });

describe('what a pact may say', () => {
  test.each<[string, Changed]>([
    ['a part of an answer', {}],
    ['nothing of the body', { response: undefined }],
    ['a stop reason of tomorrow', { response: { stop_reason: 'paused' } }],
    ['a block of a type that is not known yet', { response: { content: [{ type: 'hologram', depth: 3 }] } }],
    ['any input of a tool', { response: { content: [{ type: 'tool_use', input: { anything: [1] } }] } }],
    [
      'a refusal that the contract asks for',
      { request: { max_tokens: 'many' }, status: 400, response: error({ param: 'max_tokens' }) },
    ],
    ['a refusal for the key, whatever the body', { request: { messages: 'none' }, status: 401, response: undefined }],
    ['a content type without its charset', { responseHeaders: { 'Content-Type': ['application/json'] } }],
  ])('%s', (_, changed) => {
    expect(objections(changed)).toEqual([]);
  });
});

describe('what no gateway may send is named', () => {
  test.each<[string, Changed, string]>([
    ['a member that the contract does not name', { response: { answer: 'noon' } }, 'response answer'],
    ['one deep inside', { response: { usage: { tokens: 3 } } }, 'response usage.tokens'],
    ['a member of another type', { response: { usage: { input_tokens: '3' } } }, 'response usage.input_tokens'],
    ['another constant', { response: { role: 'user' } }, 'response role'],
    [
      'a block without its kind of member',
      { response: { content: [{ type: 'text', text: 7 }] } },
      'response content[0].text',
    ],
    ['an error without its envelope', { status: 429, response: { message: 'slow down' } }, 'response message'],
  ])('%s', (_, changed, place) => {
    expect(paths(changed)).toContain(place);
  });

  test('an error type that does not go with the status', () => {
    const told = objections({ status: 429, response: error({ type: 'authentication_error' }) });
    expect(told.map(({ requirement }) => requirement)).toContainEqual(expect.stringMatching(/^VAI-GW-ERR-/));
  });

  test('a stream with a delta of no block', () => {
    const start = {
      type: 'message_start',
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'anthropic/claude-sonnet-4',
        content: [],
        stop_reason: '',
        usage: { input_tokens: 1, output_tokens: 0, total_tokens: 1 },
      },
    };
    const told = objections({
      request: { stream: true },
      response: framed(start, { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'noon' } }),
      responseHeaders: { 'Content-Type': ['text/event-stream'] },
    });
    expect(told).toContainEqual(expect.objectContaining({ requirement: 'VAI-GW-MST-005', path: 'event 1 index' }));
  });

  test('another content type', () => {
    const told = objections({ responseHeaders: { 'Content-Type': ['text/html'] } });
    expect(told.map(({ requirement }) => requirement)).toContain('VAI-GW-HDR-001');
  });
});

describe('what every gateway must refuse is named', () => {
  test.each<[string, Changed, string]>([
    [
      'a role that there is not',
      { request: { messages: [{ role: 'narrator', content: 'x' }] } },
      'request messages[0].role',
    ],
    ['a member of the wrong type', { request: { max_tokens: 'many' } }, 'request max_tokens'],
    ['an unknown member', { request: { temprature: 1 } }, 'request temprature'],
  ])('%s', (_, changed, place) => {
    expect(paths(changed)).toContain(place);
  });

  test('all faults of one request, each by its name', () => {
    const told = paths({ request: { max_tokens: 'many', messages: [{ role: 'narrator', content: 'x' }] } });
    expect(told).toEqual(expect.arrayContaining(['request max_tokens', 'request messages[0].role']));
  });

  test('a refusal that names another member than the one at fault', () => {
    const changed = { request: { max_tokens: 'many' }, status: 400, response: error({ param: 'messages' }) };
    expect(paths(changed)).toContain('response error.param');
  });

  test('a path that there is not', () => {
    const told = objections({ path: '/v1/completions' });
    expect(told.map(({ requirement }) => requirement)).toContain('VAI-GW-ROUTE-006');
  });
});
