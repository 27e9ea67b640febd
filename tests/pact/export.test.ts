import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadContractDialect } from '../../contracts/dialects.js';
import { loadPactContract } from '../../pacts/contract.js';
import { hold } from '../../pacts/hold.js';
import { parsePact } from '../../pacts/pact-file.js';
import { built, cli } from '../built.js';
import { hasVerifier } from './native.js';

let folder: string;
let file: string;
let text: string;

beforeAll(async () => {
  await built();
  folder = mkdtempSync(join(tmpdir(), 'pact-export-'));
  const run = await cli(['pact', 'export', '--out', join(folder, 'first'), '--consumer', 'an sdk']);
  expect(run.code, run.stderr).toBe(0);
  const [name = ''] = readdirSync(join(folder, 'first'));
  file = join(folder, 'first', name);
  text = readFileSync(file, 'utf8');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The interactions of the file, as JSON. */
function interactions(): Record<string, unknown>[] {
  return JSON.parse(text).interactions;
}

describe('the exported pact', () => {
  test('is named after both parties, and is V4', () => {
    expect(file).toMatch(/an_sdk-vai-gateway\.json$/);
    expect(parsePact(file, text)).toMatchObject({
      consumer: 'an sdk',
      provider: 'vai-gateway',
      version: '4.0',
      others: [],
    });
  });

  test('is the same each time', async () => {
    const run = await cli(['pact', 'export', '--out', join(folder, 'second'), '--consumer', 'an sdk']);
    expect(run.code, run.stderr).toBe(0);
    expect(readFileSync(file.replace('first', 'second'), 'utf8')).toBe(text);
  });

  test('has messages, runs, models, health and errors, as JSON and as streams', () => {
    const { interactions: all } = parsePact(file, text);
    const seen = new Set(all.map(({ request, response }) => `${request.path} ${response.status}`));
    for (const each of ['/v1/messages 200', '/v1/runs 200', '/v1/runs:stream 200', '/v1/models 200', '/healthz 200']) {
      expect(seen).toContain(each);
    }
    const types = all.map(({ response }) => response.headers.find(([name]) => name === 'Content-Type')?.[1]);
    expect(types.filter((type) => type?.startsWith('text/event-stream')).length).toBeGreaterThan(4);
    expect(all.filter(({ response }) => response.status >= 400).length).toBeGreaterThan(9);
  });

  test('matches types where the contract asks for types, and values where it names them', () => {
    const message = interactions().find(({ description }) => description === 'a message as JSON');
    const rules = Object.keys(Object(message).response.matchingRules.body);
    expect(rules).toEqual(expect.arrayContaining(['$.id', '$.content[0].text', '$.usage.input_tokens']));
    for (const named of ['$.type', '$.role', '$.stop_reason']) expect(rules).not.toContain(named);
  });

  test('names a scenario in the state of each exchange that has one', () => {
    const states = interactions().map(({ providerStates }) => Object(providerStates)[0]);
    const named = states.filter((state) => /scenario/.test(state.name));
    expect(named.length).toBeGreaterThan(12);
    for (const { name, params } of named) expect(name).toBe(`the model plays the scenario ${params.scenario}`);
  });

  test('holds nothing that the contract has something against', async () => {
    const dialect = await loadContractDialect('vai');
    const contract = await loadPactContract('vai');
    if (contract === undefined) throw new Error('There is no contract for pacts.');
    const all = parsePact(file, text).interactions;
    expect(all.flatMap((each) => hold(each, contract, dialect))).toEqual([]);
  });

  test.skipIf(!hasVerifier)('is verified by the real Verifier against the mock', async () => {
    const run = await cli(['pact', 'verify', file]);
    expect(run.stdout).toContain(
      `${interactions().length} kept; held against the contract and verified by the Verifier`,
    );
    expect(run.code, run.stdout + run.stderr).toBe(0);
  });

  test('is not written where it cannot be', async () => {
    const run = await cli(['pact', 'export', '--out', join(file, 'below-a-file')]);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be written') });
  });
});
