import { describe, expect, test } from 'vitest';
import { smoke } from '../../../../suites/sdk/adapter/index.js';
import { DEMO, MADE_UP } from './made-up.js';

async function failures(spoilt: string): Promise<readonly string[]> {
  const spec = { kind: 'command' as const, argv: [process.execPath, MADE_UP, spoilt] };
  const { checks } = await smoke(spec, { dialect: DEMO, startTimeoutMs: 20_000 });
  return checks.flatMap(({ name, ok, hint }) => (ok ? [] : [`${name}: ${hint}`]));
}

describe('the smoke test', { timeout: 60_000 }, () => {
  test('passes a right adapter, and says what it looked at', async () => {
    const spec = { kind: 'command' as const, argv: [process.execPath, MADE_UP] };
    const report = await smoke(spec, { dialect: DEMO, startTimeoutMs: 20_000 });
    expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(report.checks.map(({ name }) => name)).toEqual([
      'starts and describes itself',
      'claims operations that are judged',
      'talk.create',
      'talk.stream',
      'ignores members that it does not know',
      'refuses operations that it does not know',
      'writes at once, several at a time',
      'aborts',
      'shares and forgets clients',
      'inspects',
      'ends with its stdin',
    ]);
    expect(report.described?.sdk.name).toBe('made-up');
  });

  test.each([
    ['claims-nothing', /claims operations.*walk/],
    ['sends-nothing', /talk\.create: No request arrived/],
    ['spoils-text', /talk\.create: The text arrived changed/],
    ['strict', /ignores members.*unknown member x_unknown/],
    ['knows-all', /refuses operations.*a result/],
    ['keeps-back', /writes at once.*Flush stdout/],
    ['one-at-a-time', /writes at once.*run each by itself/],
    ['answers-twice', /wrong lines came.*answered twice/],
    ['never-shares', /shares and forgets.*did not use the first client/],
    ['never-forgets', /shares and forgets.*forgotten was used again/],
    ['prints-nothing', /inspects:.*list of texts/],
    ['exits-1', /ends with its stdin.*exit status 1/],
  ])('finds an adapter that %s', async (spoilt, message) => {
    expect((await failures(spoilt)).join('\n')).toMatch(message);
  });

  test('finds one that never aborts, and one that does not end', async () => {
    expect((await failures('never-aborts')).join('\n')).toMatch(/aborts:/);
    expect((await failures('lingers')).join('\n')).toMatch(/ends with its stdin.*still running/);
  });

  test('tells why an adapter did not start', async () => {
    const spec = { kind: 'command' as const, argv: ['no-such-adapter'] };
    const { checks, described } = await smoke(spec, { dialect: DEMO, startTimeoutMs: 1_000 });
    expect(described).toBeNull();
    expect(checks).toEqual([expect.objectContaining({ ok: false, hint: expect.stringMatching(/was not found/) })]);
  });
});
