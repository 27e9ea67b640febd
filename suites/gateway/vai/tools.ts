/** Server tools in runs: what the model is offered and given, and what a search answers. */
import { requirement } from '../../requirement.js';
import type { Trial } from '../../trial.js';
import type { Body } from './bodies.js';
import { type Ask, FETCH, run, SEARCH } from './scenarios.js';
import { answered, listOf, recordOf } from './scenarios-answers.js';
import { said } from './scenarios-said.js';
import { failsWith, payloadOf } from './tools-results.js';

const scripted = { model: 'scripted' } as const;
const search = (config: Body = {}) =>
  run('search-once', { tools: { vai_web_search: { ...SEARCH.vai_web_search, ...config } } });

requirement('VAI-GW-TOOL-001', scripted, async (t: Trial) => {
  const answer = await answered(t, run('search-echo'));
  t.match(answer.at('response.content[0].text'), said.searchMark, {
    what: 'what the model says of the results it was given',
    in: answer.exchange,
    hint: 'Give the model the content of each tool result.',
  });
});

requirement('VAI-GW-TOOL-002', scripted, async (t: Trial) => {
  const both = await answered(t, run('echo-request', { tools: { ...SEARCH, ...FETCH } }));
  t.match(both.at('response.content[0].text'), /\bvai_web_search\b.*\bvai_web_fetch\b/s, {
    what: 'the tools that the model says it was offered',
    in: both.exchange,
  });
  const one = await answered(t, run('echo-request', { tools: FETCH }));
  t.match(one.at('response.content[0].text'), /\bvai_web_fetch\b/, { what: 'the tools offered', in: one.exchange });
  t.that(!String(one.at('response.content[0].text')).includes('vai_web_search'), {
    what: 'the tools that the model says it was offered',
    in: one.exchange,
    expected: 'only vai_web_fetch',
    actual: String(one.at('response.content[0].text')),
  });
});

requirement('VAI-GW-TOOL-003', scripted, async (t: Trial) => {
  const answer = await answered(t, search());
  const payload = payloadOf(t, answer);
  t.equal(payload.provider, 'tavily', { what: 'provider', in: answer.exchange });
  const results = listOf(payload.results).map(recordOf);
  t.that(results.length > 0, { what: 'results', in: answer.exchange, expected: 'at least one', actual: 'none' });
  for (const result of results) {
    for (const name of ['title', 'url', 'snippet']) {
      t.that(typeof result[name] === 'string', {
        what: `results[].${name}`,
        in: answer.exchange,
        expected: 'text',
        actual: JSON.stringify(result),
      });
    }
  }
});

requirement('VAI-GW-TOOL-005', scripted, async (t: Trial) => {
  await failsWith(t, run('tool-fails'), { type: 'api_error', code: 'tool_provider_error' });
});

requirement('VAI-GW-TOOL-006', scripted, async (t: Trial) => {
  await failsWith(t, run('tool-bad-input'), {
    type: 'invalid_request_error',
    code: 'run_validation_failed',
    param: 'query',
  });
});

requirement('VAI-GW-TOOL-007', scripted, async (t: Trial) => {
  for (const scenario of ['tool-fails', 'tool-bad-input', 'tool-unknown']) {
    const answer = await answered(t, run(scenario));
    const result = recordOf(answer.at('steps[0].tool_results[0]'));
    t.equal(result.is_error, true, { what: 'is_error', in: answer.exchange });
    const [block] = listOf(result.content).map(recordOf);
    t.equal(block?.type, 'text', {
      what: 'the type of the content of the failed call',
      in: answer.exchange,
      path: 'result.steps[0].tool_results[0].content[0].type',
    });
    t.match(block?.text, /\S/, { what: 'the text of the failure', in: answer.exchange });
  }
});

requirement('VAI-GW-TOOL-008', scripted, async (t: Trial) => {
  const [all, bounded] = [await hosts(t, search()), await hosts(t, search({ max_results: 1 }))];
  t.that(all.length > 1, {
    what: 'the results of a search without a bound',
    expected: 'more than one',
    actual: `${all.length}`,
  });
  t.equal(bounded.length, 1, { what: 'the number of results where max_results is 1' });
});

requirement('VAI-GW-TOOL-009', scripted, async (t: Trial) => {
  const all = await hosts(t, search());
  const domain = all[0] ?? '';
  t.that(
    all.some((host) => host !== domain),
    { what: 'the results without a filter', expected: 'several hosts', actual: all.join(', ') },
  );
  const allowed = await hosts(t, search({ allowed_domains: [domain] }));
  t.that(allowed.length > 0 && allowed.every((host) => host === domain), {
    what: `the hosts of the results where only ${domain} is allowed`,
    expected: `only ${domain}`,
    actual: allowed.join(', ') || 'no results',
  });
});

async function hosts(t: Trial, ask: Ask): Promise<readonly string[]> {
  const payload = payloadOf(t, await answered(t, ask));
  return listOf(payload.results).map((result) => hostOf(String(recordOf(result).url)));
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : url;
}
