import { expect, test } from 'vitest';
import { endpointUrl, resolveBaseUrl } from '../../../adapters/typescript/client/base-url.js';

test.each([
  ['http://h', 'http://h/v1/runs:stream'],
  [' HTTPS://H/// ', 'https://h/v1/runs:stream'],
  ['http://h:8080/gw/', 'http://h:8080/gw/v1/runs:stream'],
  ['http://h/a%2Fb%20c/', 'http://h/a%2Fb%20c/v1/runs:stream'],
  ['http://[::1]:9/gw', 'http://[::1]:9/gw/v1/runs:stream'],
  ['http://h/gw?key=1#part', 'http://h/gw/v1/runs:stream'],
])('%s is joined to %s', (base, url) => {
  expect(endpointUrl(resolveBaseUrl(base), 'runStream')).toBe(url);
});

test.each([
  'h/v1',
  '//h',
  'ftp://h',
  'http://',
  'http:///gw',
  'http:h',
  'http://u:secret@h',
  'http://secret@h',
  'http://h:99999',
  '',
])('%s is refused without being quoted', (base) => {
  expect(() => resolveBaseUrl(base)).toThrow(expect.objectContaining({ name: 'UsageError' }));
  expect(() => resolveBaseUrl(base)).not.toThrow(/secret|99999/);
});
