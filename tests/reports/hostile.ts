import type { RequirementResult, Results } from '../../contracts/results.js';
import { results } from './sample.js';

/** What a subject could say in the hope that a report would do it; each sets `pwned` or asks `leak` for something. */
export const PAYLOADS: readonly string[] = [
  '<script>window.pwned=1</script>',
  '"><img src=x onerror="window.pwned=2">',
  "'><svg onload='window.pwned=3'></svg>",
  '</style></title></textarea><script>window.pwned=4</script>',
  '<iframe src="/leak/frame"></iframe><link rel=stylesheet href="/leak/style"><img src="/leak/image">',
  '<meta http-equiv=refresh content="0;url=/leak/refresh"><base href="/leak/">',
  '<form action="/leak/form"><input autofocus onfocus="window.pwned=5"></form>',
  '<a href="javascript:window.pwned=6" style="position:fixed;inset:0">x</a>',
  '--><!--</script><details open ontoggle="window.pwned=7">',
  '" onmouseover="window.pwned=8" style="background:url(/leak/style-attribute)" x="',
  '`$'.concat('{window.pwned=9}` {{constructor.constructor("window.pwned=9")()}}'),
  '\u202eltr\u2066\u0000\u001b[2J\ud800\ufeff',
];

/** One text that holds them all. */
export const EVERYTHING = PAYLOADS.join(' ');

/** A results document that says these things in every field that a subject or its adapter controls, and in the others. */
export function hostileResults(text: string = EVERYTHING): Results {
  const shown: RequirementResult[] = (['failed', 'passed', 'skipped', 'untestable', 'error'] as const).map(
    (status, index) => ({
      id: `X-GW-HOSTILE-00${index}`,
      level: 'MUST',
      title: text,
      source: text,
      status,
      reason: status === 'skipped' ? 'slow' : text,
      detail: text,
      attribution: null,
      scored: true,
      deviations: [],
      tests: [
        {
          name: text,
          status: status === 'passed' ? 'passed' : 'failed',
          durationMs: 1,
          evidence: text,
          detail: text,
          failure: status === 'failed' ? failure(text) : null,
        },
      ],
    }),
  );
  const base = results(shown);
  return {
    ...base,
    tool: { name: text, version: text },
    subject: {
      kind: 'sdk',
      dialect: text,
      target: text,
      model: null,
      auth: text,
      sdk: { name: text, version: text, language: text, runtime: text },
    },
  };
}

function failure(text: string): RequirementResult['tests'][number]['failure'] {
  return {
    message: text,
    expected: `same start ${text} same end`,
    actual: `same start but ${text} same end`,
    hint: text,
    path: text,
    exchange: {
      curl: text,
      status: 200,
      headers: { [text]: text },
      body: text,
      events: [{ index: 0, at: 1, raw: text }],
      at: 0,
      timeline: {
        headAt: 1,
        endAt: 9,
        end: 'reset',
        bytes: 3,
        pieces: [{ at: 2, bytes: 3 }],
        count: 1,
        events: [{ index: 0, at: 2, byte: 0, type: text }],
      },
    },
    call: { operation: text, again: text, asked: text, exchanges: [{ sent: text, wrote: text }], answered: [text] },
  };
}
