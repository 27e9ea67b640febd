import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { Results } from '../../contracts/results.js';
import { sarif } from '../../reports/sarif.js';
import { hostileResults } from './hostile.js';
import { failedResult, result, results } from './sample.js';

// Of draft 4, of which it uses nothing that later drafts read otherwise but the name of its own id.
const {
  $schema: _draft,
  id: _id,
  ...schema
} = JSON.parse(readFileSync(new URL('sarif/sarif-2.1.0-rtm.5.json', import.meta.url), 'utf8')) as Record<
  string,
  unknown
>;
const isUri = (text: string) => URL.canParse(text);
const isReference = (text: string) => URL.canParse(text, 'http://base/') && !/[\s<>"{}|\\^`]/.test(text);
const validate = new Ajv({
  strict: false,
  // A pattern for languages has a stray bracket, which only the older syntax forgives.
  unicodeRegExp: false,
  formats: { uri: isUri, 'uri-reference': isReference, 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/ },
}).compile(schema);

interface Log {
  runs: {
    tool: { driver: { rules: { id: string; help: { markdown: string } }[] } };
    results: {
      ruleId: string;
      ruleIndex: number;
      level: string;
      message: { text: string };
      suppressions?: unknown[];
      locations: { physicalLocation: { artifactLocation: { uri: string; uriBaseId?: string } } }[];
      webRequest?: { target: string; method: string };
    }[];
  }[];
}

function logOf(run: Results, ...others: Results[]): Log {
  const log = JSON.parse(sarif.render(run, ...others)) as Log;
  expect(validate(log), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  return log;
}

describe('SARIF', () => {
  const several = results([
    result(),
    failedResult({ id: 'X-GW-AREA-002' }),
    failedResult({ id: 'X-GW-AREA-003', level: 'SHOULD' }),
    failedResult({ id: 'X-GW-AREA-004', level: 'MAY' }),
    failedResult({ id: 'X-GW-AREA-005', status: 'expected-failure', detail: 'known' }),
    result({ id: 'X-GW-AREA-006', status: 'skipped', reason: 'slow', tests: [] }),
  ]);

  test('keeps its schema, and has a result and a rule for each failure', () => {
    const [run] = logOf(several).runs;
    expect(run?.results.map((one) => [one.ruleId, one.level, one.suppressions !== undefined])).toEqual([
      ['X-GW-AREA-002', 'error', false],
      ['X-GW-AREA-003', 'warning', false],
      ['X-GW-AREA-004', 'note', false],
      ['X-GW-AREA-005', 'error', true],
    ]);
    for (const one of run?.results ?? []) expect(run?.tool.driver.rules[one.ruleIndex]?.id).toBe(one.ruleId);
  });

  test('says where: the route under the target, and the request', () => {
    const [one] = logOf(several).runs[0]?.results ?? [];
    expect(one?.locations[0]?.physicalLocation.artifactLocation).toEqual({ uri: 'y', uriBaseId: 'TARGET' });
    expect(one?.webRequest).toMatchObject({ target: 'http://x/y', method: 'POST' });
  });

  test('keeps its schema whatever a subject says, and takes none of it for a link', () => {
    const [run] = logOf(hostileResults('[a](http://evil) {0} <b> \u0000 \ud800')).runs;
    expect(run?.results[0]?.message.text).toContain('\\[a](http://evil) {{0}}');
    expect(run?.tool.driver.rules[0]?.help.markdown.replace(/`[^`]*`/g, '')).not.toMatch(/(?<!\\)\]\(/);
    logOf(hostileResults());
  });

  test('has a run for each subject, and an empty one for a clean subject', () => {
    const { runs } = logOf(results([result()], 'conformant'), several);
    expect(runs.map((run) => run.results.length)).toEqual([0, 4]);
  });

  test('the schema refuses what is no SARIF', () => {
    expect(validate({ version: '2.1.0', runs: [{ tool: {} }] })).toBe(false);
  });
});
