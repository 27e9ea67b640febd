import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { readPackageJson } from '../../contracts/package-root.js';
import { failure, note, notReached, plain, verdict } from '../../reports/console.js';
import { json } from '../../reports/json.js';
import { junit } from '../../reports/junit.js';
import { ndjson } from '../../reports/ndjson.js';
import { failedResult, result, results } from './sample.js';

const everything = results([
  result(),
  failedResult({ id: 'X-GW-AREA-002' }),
  result({ id: 'X-GW-AREA-003', status: 'skipped', reason: 'slow', detail: 'asked with --slow', tests: [] }),
  result({ id: 'X-GW-OTHER-001', status: 'untestable', reason: 'deadline', detail: 'too late', tests: [] }),
  result({
    id: 'X-GW-OTHER-002',
    status: 'error',
    reason: 'suite',
    detail: 'Error: x',
    attribution: 'suite',
    tests: [],
  }),
  result({ id: 'X-GW-OTHER-003', status: 'expected-failure', detail: 'known', tests: [] }),
  result({ id: 'X-GW-OTHER-004', level: 'MAY', status: 'unexpected-pass', scored: false, tests: [] }),
]);

describe('the results document', () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
    readPackageJson('contracts/results.schema.json') as object,
  );

  test('keeps its schema', () => {
    expect(validate(JSON.parse(json.render(everything))), JSON.stringify(validate.errors)).toBe(true);
  });

  test('does not keep it with a skip reason that is not on the list', () => {
    const broken = results([result({ status: 'skipped', reason: 'felt-like-it', tests: [] })]);
    expect(validate(JSON.parse(json.render(broken)))).toBe(false);
  });
});

describe('JUnit', () => {
  const text = junit.render(everything);

  test('holds no character that XML cannot hold', () => {
    expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
    expect(text).not.toMatch(/[\ud800-\udfff]/);
    expect(text).toContain('500 &lt;b&gt;&amp;\ufffd\ufffd[31m\ufffd');
  });

  test('counts what it writes', () => {
    expect(text).toMatch(/<testsuites tests="7" failures="3" errors="1" skipped="2"/);
    expect(text.match(/<failure /g)).toHaveLength(3);
    expect(text.match(/<testcase /g)).toHaveLength(7);
  });

  test('opens and closes every element', () => {
    const open: string[] = [];
    for (const [, closing, name, self] of text.matchAll(/<(\/?)([a-z]+)(?:\s[^>]*?)?(\/?)>/g)) {
      if (closing) expect(open.pop()).toBe(name);
      else if (!self && name) open.push(name);
    }
    expect(open).toEqual([]);
  });
});

test('NDJSON has one JSON object a line: a start, every requirement, an end', () => {
  const lines = ndjson
    .render(everything)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string });
  expect(lines.map((line) => line.kind)).toEqual(['start', ...Array(7).fill('requirement'), 'end']);
});

describe('the console', () => {
  test('tells a failure in four lines, then how to go on', () => {
    const lines = failure(failedResult(), 'tool', plain).trimEnd().split('\n');
    expect(lines.map((line) => line.trim().split(/\s+/)[0])).toEqual([
      'FAILED',
      'sent',
      'came',
      'fix',
      'more',
      'again',
    ]);
  });

  test('names the reasons for which MUSTs were not asked', () => {
    expect(verdict(everything, 1_000, plain, true)).toBe(
      'Not conformant: 1 failed, 1 passed unexpectedly (out of the baseline with them: baseline prune), 1 untestable, 1 errors, 1 passed; 1 MUSTs not asked (slow 1), in 1.0 s\n',
    );
  });

  test('shows the control characters of a target, and sends none to the terminal', () => {
    const evil = '\x1b]0;owned\x07 \x9b31m';
    const text = failure(failedResult({ title: evil }), 'tool', plain) + note(evil, plain);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(text).toContain('\\x1b]0;owned\\x07 \\x9b31m');
  });

  test('tells what a run did not come to in one line', () => {
    const late = (id: string) => result({ id, status: 'untestable', reason: 'interrupted', detail: 'x', tests: [] });
    const cut = results([result(), late('X-GW-AREA-002'), late('X-GW-AREA-003')]);
    expect(notReached(cut, plain)).toBe('UNTESTABLE 2 requirements were not judged: the run was interrupted\n\n');
    expect(verdict(cut, 1_000, plain, true)).toMatch(
      /^Interrupted, not all was judged: 0 failed, 2 untestable, 1 passed/,
    );
    expect(notReached(everything, plain)).toContain('1 requirements were not judged: the deadline was reached');
  });

  test('calls nothing conformant that the user cut', () => {
    expect(verdict(results([result()], 'partial'), 1_000, plain, false)).not.toMatch(/conformant/i);
  });
});
