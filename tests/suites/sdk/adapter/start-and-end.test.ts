import { describe, expect, test } from 'vitest';
import { adapterEnvironment } from '../../../../suites/sdk/adapter/environment.js';
import { AdapterGone, AdapterWouldNotStart, openAdapter } from '../../../../suites/sdk/adapter/index.js';
import { windowsCommand } from '../../../../suites/sdk/adapter/windows.js';
import { openBad, SCRIPT } from './bad.js';

async function refusal(mode: string, startTimeoutMs = 20_000): Promise<string> {
  const error = await openBad(mode, { startTimeoutMs }).then(
    () => new Error('It started.'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AdapterWouldNotStart);
  return String(error);
}

describe('an adapter that does not start', () => {
  test.each([
    ['wrong-dialect', /dialect 'other'.*judges 'demo'.*--dialect other/s],
    ['wrong-described', /sdk\.version is missing/],
    ['refuses-describe', /answered describe with another line.*unsupported/s],
    ['dies-at-once', /exit status 1.*ModuleNotFoundError/s],
  ])('%s', async (mode, message) => {
    expect(await refusal(mode)).toMatch(message);
  });

  test('never describes itself', async () => {
    expect(await refusal('never-describes', 300)).toMatch(/within 0\.3 s.*--adapter-start-timeout/s);
  });

  test('is not there, or may not be run', async () => {
    const open = (program: string) =>
      openAdapter({ kind: 'command', argv: [program, 'a b'] }, { dialect: 'demo', startTimeoutMs: 1_000 });
    await expect(open('no-such-program')).rejects.toThrow(/'no-such-program' was not found.*No shell/s);
    if (process.platform !== 'win32') await expect(open(SCRIPT)).rejects.toThrow(/may not be run/);
    await expect(open('')).rejects.toBeInstanceOf(AdapterWouldNotStart);
  });

  test('a banner on stdout is a fault, but no end', async () => {
    const link = await openBad('banner');
    expect(link.faults[0]?.message).toMatch(/Welcome to the SDK.*stdout belongs/s);
  });
});

describe('the end', () => {
  test('of stdin is the end of the adapter; what is in flight is rejected', async () => {
    const link = await openBad();
    const operation = link.start('hang', {});
    expect(await link.close()).toEqual({ exit: 0, signal: null, killed: false });
    await expect(operation.answer).rejects.toBeInstanceOf(AdapterGone);
    await expect(link.start('echo', {}).answer).rejects.toBeInstanceOf(AdapterGone);
  });

  test('leaves no process behind', async () => {
    const link = await openBad();
    const answer = await link.start('start-child', {}).answer;
    const pid = 'value' in answer ? Number(answer.value) : 0;
    expect(process.kill(pid, 0)).toBe(true);
    await link.close();
    await expect.poll(() => alive(pid), { timeout: 10_000 }).toBe(false);
  });

  test('comes by force where the end of stdin is ignored', { timeout: 15_000 }, async () => {
    const link = await openBad('ignores-end');
    expect(await link.close()).toMatchObject({ killed: true, signal: 'SIGKILL' });
  });
});

describe('the environment', () => {
  test('has no secrets, addresses and proxies, and what is added last', async () => {
    const link = await openBad('good', { env: { DEMO_API_KEY: 'canary' } });
    const answer = await link.start('environment', {}).answer;
    const env: unknown = 'value' in answer ? answer.value : {};
    expect(env).toMatchObject({ DEMO_API_KEY: 'canary', PYTHONUTF8: '1', NO_PROXY: '127.0.0.1,localhost,::1' });
    expect(Object.keys(Object(env)).filter((name) => name.startsWith('VITEST'))).toEqual([]);
  });

  test('keeps what it is told to keep', () => {
    const own = {
      A_API_KEY: '1',
      b_token: '2',
      C_Base_Url: '3',
      HTTPS_PROXY: '4',
      D_ORG_ID: '5',
      E_API_URL: '6',
      HOME: '7',
    };
    const { NO_PROXY, no_proxy, PYTHONUNBUFFERED, PYTHONUTF8, ...rest } = adapterEnvironment(own, ['b_token'], {
      F: '8',
    });
    expect(rest).toEqual({ b_token: '2', HOME: '7', F: '8' });
  });

  test('on Windows finds programs as its shell does', () => {
    const env = { PATH: 'C:\\bin;C:\\node', PATHEXT: '.EXE;.CMD', ComSpec: 'C:\\cmd.exe' };
    const there = new Set(['C:\\bin\\go.EXE', 'C:\\node\\npx.CMD']);
    const find = (name: string) => windowsCommand(name, ['a b'], env, 'win32', (path) => there.has(path));
    expect(find('go')).toEqual({ file: 'C:\\bin\\go.EXE', argv: ['a b'] });
    expect(find('npx')).toMatchObject({
      file: 'C:\\cmd.exe',
      argv: ['/d', '/s', '/c', expect.stringContaining('npx.CMD')],
    });
    expect(find('none')).toBeUndefined();
    expect(windowsCommand('go', [], env, 'linux')).toBeUndefined();
  });
});

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
