import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../contracts/redact.js';

const secret = 'top"secret/ä';
const redactor = createRedactor(['Authorization', 'X-Key-*'], [secret, 'plain-secret']);

describe('redaction', () => {
  test('finds a secret in every form in which it may be written', () => {
    for (const form of [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      Buffer.from('plain-secret').toString('base64'),
    ]) {
      expect(redactor.text(`a ${form} b`)).toContain('***');
      expect(redactor.text(`a ${form} b`)).not.toContain(form.replace(/=+$/, ''));
    }
  });

  test('blots out members and headers named like secret headers, whatever they hold', () => {
    expect(redactor.value({ headers: { authorization: 'unknown', 'x-key-any': 'u', other: 'plain-secret!' } })).toEqual(
      {
        headers: { authorization: '***', 'x-key-any': '***', other: '***!' },
      },
    );
    expect(
      redactor.headers([
        ['X-KEY-z', 'u'],
        ['Accept', 'x'],
      ]),
    ).toEqual([
      ['X-KEY-z', '***'],
      ['Accept', 'x'],
    ]);
  });

  test('leaves everything else as it is', () => {
    const value = { a: [1, null, true, 'text'], b: { c: 'x' } };
    expect(redactor.value(value)).toEqual(value);
  });
});
