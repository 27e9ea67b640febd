import { expect, test } from 'vitest';
import { errorOfAnswer, retryAfterOf } from '../../../adapters/typescript/client/error-body.js';
import { maskOf } from '../../../adapters/typescript/client/secrets.js';

const answer = (status: number, headers: Record<string, string> = {}) => ({
  status,
  statusText: '',
  headers: new Headers(headers),
});
const asIs = (text: string): string => text;

test('what the envelope leaves out comes from status and headers', () => {
  const headers = { 'X-Request-ID': 'req_1', 'Retry-After': '7' };
  expect(errorOfAnswer(answer(429, headers), '{"error":{"param":null,"code":5}}', asIs)).toMatchObject({
    type: 'rate_limit_error',
    message: 'HTTP 429',
    requestId: 'req_1',
    retryAfter: 7,
    httpStatus: 429,
    code: '5',
    param: undefined,
    retryable: true,
  });
});

test.each(['', '<html>oops</html>', '{"error":', '[]', '"oops"', '{"error":"oops"}', '{"message":"oops"}'])(
  'a body like %s is never quoted',
  (body) => {
    const error = errorOfAnswer(answer(502), body, asIs);
    expect(error).toMatchObject({ type: 'api_error', message: 'HTTP 502', httpStatus: 502 });
  },
);

test('a key that the gateway quotes is masked, in its JSON spelling as well', () => {
  const key = 'sk-"quoted"-key';
  const body = JSON.stringify({ error: { type: 'api_error', message: `bad ${key}`, provider_error: { echo: [key] } } });
  const error = errorOfAnswer(answer(500), body, maskOf([key]));
  expect(error.message).toBe('bad ***');
  expect(error.providerError).toEqual({ echo: ['***'] });
});

test.each([
  ['3', 3],
  ['Wed, 21 Oct 2015 07:28:05 GMT', 5],
  ['Wed, 21 Oct 2015 07:27:00 GMT', 0],
  ['-1', undefined],
  ['1.5', undefined],
  ['soon', undefined],
])('Retry-After: %s means %s seconds', (value, seconds) => {
  const now = Date.parse('Wed, 21 Oct 2015 07:28:00 GMT');
  expect(retryAfterOf(new Headers({ 'Retry-After': value }), now)).toBe(seconds);
});
