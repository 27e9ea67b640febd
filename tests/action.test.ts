import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../contracts/package-root.js';
import { built } from './built.js';

const TOY = join(packageRoot, 'tests/cli/toy-adapter.mjs');

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}
interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const action: Action = parse(readFileSync(join(packageRoot, 'action.yml'), 'utf8'));

let folder: string;
beforeAll(async () => {
  await built();
  folder = mkdtempSync(join(tmpdir(), 'action-'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the steps as a runner does: bash for scripts, files for outputs and the summary, expressions put in before. */
function asRunner(inputs: Readonly<Record<string, string>>, cwd = folder) {
  const temp = mkdtempSync(join(folder, 'runner-'));
  const outputs = new Map<string, string>();
  const values = (text: string) =>
    text.replace(/\$\{\{ (.*?) \}\}/g, (_all, expression: string) => {
      const [, input] = /^inputs\.([\w-]+)$/.exec(expression) ?? [];
      if (input !== undefined) return inputs[input] ?? action.inputs[input]?.default ?? `no input ${input}`;
      return outputs.get(expression) ?? '';
    });
  const summary = join(temp, 'summary.md');
  let code = 0;
  let said = '';
  for (const [index, step] of action.runs.steps.entries()) {
    if (step.run === undefined || code !== 0) continue;
    const script = join(temp, `${index}.sh`);
    const output = join(temp, `${index}.out`);
    writeFileSync(script, step.run);
    writeFileSync(output, '');
    const inherited = Object.entries(process.env).filter(([name]) => !/^(VAI_|VITEST|CI$|GITHUB_)/.test(name));
    const run = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd,
      encoding: 'utf8',
      env: {
        ...Object.fromEntries(inherited),
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTION_PATH: packageRoot,
        GITHUB_WORKSPACE: cwd,
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
        RUNNER_TEMP: temp,
        ...Object.fromEntries(Object.entries(step.env ?? {}).map(([name, text]) => [name, values(text)])),
      },
    });
    code = run.status ?? -1;
    said += run.stdout + run.stderr;
    for (const line of readFileSync(output, 'utf8').split('\n').filter(Boolean)) {
      const equals = line.indexOf('=');
      outputs.set(`steps.${step.id}.outputs.${line.slice(0, equals)}`, line.slice(equals + 1));
    }
  }
  const told = Object.fromEntries(Object.entries(action.outputs).map(([name, { value }]) => [name, values(value)]));
  return { code, said, told, summary: existsSync(summary) ? readFileSync(summary, 'utf8') : '', temp };
}

describe('action.yml', { timeout: 120_000 }, () => {
  test('has inputs that its scripts only see as variables, and steps that name a shell', () => {
    expect(action.runs.using).toBe('composite');
    for (const { run, shell, uses } of action.runs.steps) {
      if (uses === undefined) expect(shell).toBe('bash');
      expect(run ?? '').not.toContain('${' + '{');
    }
    const used = JSON.stringify(action).match(/inputs\.[\w-]+/g) ?? [];
    expect(new Set(used.map((one) => one.slice('inputs.'.length)))).toEqual(new Set(Object.keys(action.inputs)));
  });

  test('judges an SDK: annotations, summary, reports, outputs, and the exit code of the command', () => {
    const run = asRunner({ 'sdk-command': `node '${TOY}' liar`, args: "--only 'URL-001,URL-002'" });
    expect(run.code, run.said).toBe(1);
    expect(run.said).toMatch(/^::error title=VAI-SDK-URL-002::/m);
    expect(run.summary).toContain('VAI-SDK-URL-002');
    expect(run.told).toMatchObject({ verdict: 'non-conformant', 'exit-code': '1' });
    for (const name of ['results.json', 'report.html', 'summary.md', 'junit.xml'])
      expect(existsSync(join(String(run.told.reports), name)), name).toBe(true);
  });

  test('takes a baseline and a level, and is green where they say so', () => {
    const cwd = mkdtempSync(join(folder, 'checkout with a blank-'));
    mkdirSync(join(cwd, 'ci'));
    const entry = { id: 'VAI-SDK-URL-002', reason: 'joins as text', link: null, expires: null };
    writeFileSync(join(cwd, 'ci/known.json'), JSON.stringify({ subject: 'toy', entries: [entry] }));
    const inputs = { 'sdk-command': `node "${TOY}" liar`, baseline: 'ci/known.json', level: 'must' };
    const run = asRunner({ ...inputs, args: '--only URL-001,URL-002' }, cwd);
    expect(run.code, run.said).toBe(0);
    expect(run.told).toMatchObject({ verdict: 'partial', 'exit-code': '0' });
  });

  test('judges a gateway', () => {
    const run = asRunner({ target: 'mock', args: '--only ROUTE' });
    expect(run.code, run.said).toBe(0);
    expect(run.summary).not.toBe('');
  });

  test('what is in an input is a word, never a command', () => {
    const proof = join(folder, 'proof');
    const hostile = `$(touch ${proof}) \`touch ${proof}\`; touch ${proof}`;
    const run = asRunner({ target: hostile, level: hostile, baseline: hostile, args: `'${hostile}'` });
    expect(run.code).not.toBe(0);
    expect(asRunner({ 'sdk-command': hostile }).code).toBe(2);
    expect(existsSync(proof)).toBe(false);
  });

  test.each([
    [{}, 'Name what is to be judged'],
    [{ target: 'mock', 'sdk-command': 'node x' }, 'two subjects'],
    [{ 'sdk-command': "node 'x" }, 'A quote is open'],
  ])('%j is refused with exit 2 and an annotation', (inputs, words) => {
    const run = asRunner(inputs);
    expect(run.code).toBe(2);
    expect(run.said).toMatch(/^::error::/m);
    expect(run.said).toContain(words);
  });
});
