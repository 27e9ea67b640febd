/** Fetches of pages: what they tell, and which addresses they keep away from. */
import { requirement } from '../../requirement.js';
import type { Trial } from '../../trial.js';
import type { Body } from './bodies.js';
import { FETCH, run } from './scenarios.js';
import { answered, listOf, recordOf } from './scenarios-answers.js';
import { said } from './scenarios-said.js';
import { failsWith, payloadOf } from './tools-results.js';

const scripted = { model: 'scripted' } as const;
const fetch = (config: Body = {}, scenario = 'fetch-once') =>
  run(scenario, { tools: { vai_web_fetch: { ...FETCH.vai_web_fetch, ...config } } });

requirement('VAI-GW-TOOL-004', scripted, async (t: Trial) => {
  const answer = await answered(t, fetch());
  const { provider, url, title, format, content } = payloadOf(t, answer);
  t.equal(
    { provider, url, title, format },
    { provider: 'firecrawl', url: said.page.url, title: said.page.title, format: 'markdown' },
    { what: 'what a fetch tells of the page', in: answer.exchange },
  );
  t.match(content, said.page.mark, { what: 'content', in: answer.exchange });
});

requirement('VAI-GW-TOOL-010', scripted, async (t: Trial) => {
  await control(t);
  const answer = await answered(t, run('fetch-private-url'));
  const results = listOf(answer.at('steps[0].tool_results')).map(recordOf);
  t.that(results.length > 0, {
    what: 'the results of the fetches',
    in: answer.exchange,
    expected: 'some',
    actual: 'none',
  });
  for (const result of results) {
    const { type, code, param } = recordOf(result.error);
    t.equal(
      { type, code, param },
      { type: 'invalid_request_error', code: 'run_validation_failed', param: 'url' },
      {
        what: 'the error of a fetch of a private or loopback address',
        in: answer.exchange,
      },
    );
  }
});

requirement('VAI-GW-TOOL-011', scripted, async (t: Trial) => {
  await control(t);
  const answer = await answered(t, run('fetch-zero-url'));
  const results = listOf(answer.at('steps[0].tool_results')).map(recordOf);
  t.equal(
    results.map((result) => result.is_error),
    [true, true],
    { what: 'is_error of a fetch of 0.0.0.0 and of 100.64.0.1', in: answer.exchange },
  );
});

requirement('VAI-GW-TOOL-012', scripted, async (t: Trial) => {
  for (const [format, form] of [
    ['html', /<h1/],
    ['markdown', /^#/m],
    ['text', /^[^<#]*$/],
  ] as const) {
    const answer = await answered(t, fetch({ format }));
    const payload = payloadOf(t, answer);
    t.equal(payload.format, format, { what: 'format', in: answer.exchange });
    t.match(payload.content, form, { what: `a page asked for as ${format}`, in: answer.exchange });
    t.match(payload.content, said.page.mark, { what: 'the words of the page', in: answer.exchange });
  }
});

requirement('VAI-GW-TOOL-013', scripted, async (t: Trial) => {
  await control(t);
  await failsWith(t, fetch({ blocked_domains: [new URL(said.page.url).hostname] }), {
    type: 'invalid_request_error',
    code: 'run_validation_failed',
    param: 'url',
  });
});

/** The same fetch succeeds where nothing forbids it. */
async function control(t: Trial): Promise<void> {
  const answer = await answered(t, fetch());
  answer.is('steps[0].tool_results[0].is_error', undefined);
  t.match(payloadOf(t, answer).content, said.page.mark, { what: 'a page that may be fetched', in: answer.exchange });
}
