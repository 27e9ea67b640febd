import { describe, expect, test } from 'vitest';
import { dialect } from '../../contracts/vai/dialect.js';
import {
  answer,
  ask,
  broken,
  deviations,
  failed,
  fault,
  judge,
  type Made,
  messages,
  REQUEST_ID,
  response,
  run,
  runOf,
  type Said,
} from './synthetic.js';

/** What is right or merely unusual breaks nothing; what is wrong breaks just its own rule. */

const refused = (status: number, given: unknown, more: Partial<Made> = {}): Made => ({
  path: '/v1/messages',
  json: ask,
  status,
  answer: given,
  ...more,
});

const sentHistory = (sent: readonly unknown[], returned: readonly unknown[]): Made => {
  const made = run(answer, response(), { json: { request: { ...ask, messages: sent } } });
  const events = (made.events ?? []).map((event): Said => {
    if (event.type === 'history_delta') return { ...event, expected_len: sent.length };
    if (event.type !== 'run_complete') return event;
    const result = event.result as { messages: unknown[] };
    return { ...event, result: { ...result, messages: [...returned, ...result.messages.slice(-1)] } };
  });
  return { ...made, events };
};

const toolTurn = (content: unknown) => [
  { role: 'user', content: 'Well?' },
  { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'n', input: { a: 1 } }] },
  { role: 'user', content: [content] },
];
const result = { type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'x' }] };
const picture = (more: object = {}) => [
  { role: 'user', content: [{ type: 'image', source: { type: 'base64', data: 'AAAA', ...more } }] },
];

describe('a history that was written anew is the same history', () => {
  test.each([
    ['is_error that is false', toolTurn({ ...result, is_error: false }), toolTurn(result)],
    ['no content', toolTurn({ ...result, content: [] }), toolTurn({ type: 'tool_result', tool_use_id: 't' })],
    ['a signature', [thinking({ signature: 's' })], [thinking({})]],
    ['white space around a role', [{ role: ' user ', content: 'x' }], [{ role: 'user', content: 'x' }]],
    ['null for text', [{ role: 'user', content: null }], [{ role: 'user', content: '' }]],
    ['null that stays', [{ role: 'user', content: null }], [{ role: 'user', content: null }]],
    ['text as a block', [{ role: 'user', content: 'x' }], [{ role: 'user', content: [{ type: 'text', text: 'x' }] }]],
    ['a picture', picture({ media_type: 'image/png' }), picture({ media_type: 'image/png' })],
  ])('%s', (_, sent, returned) => {
    expect(broken(judge(sentHistory(sent, returned)))).toEqual([]);
  });

  test.each([
    ['another text', [{ role: 'user', content: 'x' }], [{ role: 'user', content: 'y' }]],
    ['another role', [{ role: 'user', content: 'x' }], [{ role: 'assistant', content: 'x' }]],
    ['a lost block', toolTurn(result), toolTurn({ ...result, content: [] })],
    ['another input', toolTurn(result), [{ role: 'user', content: 'Well?' }, toolUse({ a: 2 }), toolTurn(result)[2]]],
    ['another picture', picture(), picture({ data: 'BBBB' })],
    ['an error made good', toolTurn({ ...result, is_error: true }), toolTurn(result)],
  ])('but not with %s', (_, sent, returned) => {
    expect(broken(judge(sentHistory(sent, returned)))).toEqual(['RST-027']);
  });
});

function thinking(more: object) {
  return { role: 'assistant', content: [{ type: 'thinking', thinking: 'hm', ...more }] };
}

function toolUse(input: unknown) {
  return { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'n', input }] };
}

describe('errors of a provider are not faults of the gateway', () => {
  test.each([
    ['a member that is in order', messages([failed('invalid_request_error', { param: 'max_tokens' })])],
    ['a path of its own', messages([failed('invalid_request_error', { param: 'input[0].call_id' })])],
    ['its refusal of a key, where no token is asked for', refusedKey()],
  ])('%s', (_, made) => {
    expect(broken(judge(made))).toEqual([]);
  });

  test('but a fault that the request has, told late, is one', () => {
    const made = messages([failed('invalid_request_error', { param: 'messages[0].role' })], {
      json: { ...ask, stream: true, messages: [{ role: 'system', content: 'x' }] },
    });
    expect(deviations(judge(made))).toEqual(['D-19']);
  });

  test('a panic that is told with its text breaks no rule of error texts', () => {
    const panic = fault('api_error', { code: 'panic', provider_error: { panic: 'index out of range' } });
    expect(deviations(judge(refused(500, panic)))).toEqual([]);
    const made = runOf([{ type: 'step_start', index: 0 }], { tail: `${JSON.stringify(panic)}\n` });
    expect(deviations(judge(made))).toEqual(['D-61']);
  });
});

function refusedKey(): Made {
  return refused(401, fault('authentication_error', { provider_error: { type: 'authentication_error' } }), {
    requestHeaders: [['X-Provider-Key-Anthropic', '***']],
    settings: { VAI_PROXY_AUTH_MODE: 'disabled' },
  });
}

test.each(['/healthz', '/readyz'])('a wrong token is as good as none for %s', (path) => {
  const refusal = fault('authentication_error');
  expect(deviations(judge({ path, status: 401, answer: refusal }))).toEqual(['D-15']);
});

describe('what the HTTP server answers by itself is no answer of the gateway', () => {
  const server = (made: Partial<Made> & { readonly status: number }) => broken(judge(bare(made)));

  test('malformed HTTP, headers too large, OPTIONS *', () => {
    expect(server({ status: 400, answer: '400 Bad Request' })).toEqual([]);
    expect(server({ status: 431, answer: '431' })).toEqual([]);
    expect(server({ status: 200, method: 'OPTIONS', path: '*', answer: '' })).toEqual([]);
  });

  test('but plain text for an error of the gateway is', () => {
    expect(server({ status: 404, path: '/v2/x', answer: 'not found' })).toContain('RID-002');
    expect(server({ status: 502, answer: 'bad gateway' })).toContain('ERR-001');
  });
});

function bare(made: Partial<Made> & { readonly status: number }): Made {
  return { path: '/v1/models', bareHeaders: [['Content-Type', 'text/plain; charset=utf-8']], ...made };
}

test('a stream without a byte breaks one rule, also where its length is told', () => {
  expect(deviations(judge(messages([], { headers: [['Content-Length', '0']] })))).toEqual(['D-60']);
  expect(broken(judge(messages([], { headers: [['Content-Length', '0']] })))).toEqual(['MST-015']);
});

describe('a host name beyond ASCII', () => {
  const url = 'https://bücher.example/';
  const fetched = (end: object) =>
    runOf([
      { type: 'step_start', index: 0 },
      { type: 'tool_call_start', id: 't', name: 'vai_web_fetch', input: { url } },
      { type: 'tool_result', id: 't', name: 'vai_web_fetch', content: [{ type: 'text', text: 'x' }], ...end },
      failed(),
    ]);
  const error = { type: 'invalid_request_error', message: 'no', code: 'run_validation_failed', param: 'url' };

  test('is no fault of the input', () => {
    expect(deviations(judge(fetched({ is_error: true, error })))).toEqual(['D-38']);
    const execute = { tool: 'vai_web_fetch', input: { url } };
    const made = refused(400, { error: { ...error, request_id: REQUEST_ID } }, { json: execute });
    expect(deviations(judge({ ...made, path: '/v1/server-tools:execute' }))).toEqual(['D-38']);
  });

  test('may be fetched, and may not be there', () => {
    expect(deviations(judge(fetched({})))).toEqual([]);
    const missing = { type: 'api_error', message: 'no such host', code: 'tool_provider_error' };
    expect(deviations(judge(fetched({ is_error: true, error: missing })))).toEqual([]);
  });
});

describe('what cannot be read is told by that alone', () => {
  test('frames without JSON', () => {
    expect(broken(judge(messages([], { tail: 'event: x\ndata: [DONE]\n\n' })))).toEqual(['SSE-003']);
  });

  test('data that nests deeper than any stack', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const frame = `event: error\ndata: {"type":"error","error":${deep}}\n\n`;
    expect(broken(judge(messages([], { tail: frame })))).toEqual(['SSE-003']);
    const facts = { kind: 'error', response: { status: 500, headers: [] } };
    const run = dialect.judge(facts);
    run.push(Buffer.from(`{"error":${deep}}`));
    expect(broken(run.end('complete'))).toContain('ERR-001');
  });
});

describe('what the samples of the specification write as null counts as absent', () => {
  const call = { id: 't', name: 'n', input: {} };
  const searched = (more: object) =>
    runOf([
      { type: 'step_start', index: 0 },
      { type: 'tool_call_start', ...call },
      { type: 'tool_result', id: 't', name: 'n', content: [{ type: 'text', text: 'x' }], ...more },
    ]);
  const about = (made: Made) => broken(judge(made)).filter((id) => ['RST-030', 'RST-041'].includes(id));

  test('an error of null beside is_error false', () => {
    expect(about(searched({ is_error: false, error: null }))).toEqual([]);
  });
  test('but an error of null does not explain is_error true', () => {
    expect(about(searched({ is_error: true, error: null }))).toEqual(['RST-030']);
  });
  test('and an error is still an error', () => {
    expect(about(searched({ is_error: true, error: { type: 5, message: 'x' } }))).toEqual(['RST-041']);
  });
});
