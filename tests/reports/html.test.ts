import { describe, expect, test } from 'vitest';
import type { TimelineReport } from '../../contracts/results.js';
import { html } from '../../reports/html/index.js';
import { described, silences, timelineSvg } from '../../reports/html/timeline.js';
import { EVERYTHING, hostileResults } from './hostile.js';
import { failedResult, result, results } from './sample.js';

const stream: TimelineReport = {
  headAt: 100,
  endAt: 200,
  end: 'truncated',
  bytes: 60,
  pieces: [
    { at: 100, bytes: 10 },
    { at: 110, bytes: 40 },
    { at: 170, bytes: 10 },
  ],
  count: 4,
  events: [
    { index: 0, at: 100, byte: 0, type: 'first' },
    { index: 1, at: 110, byte: 10, type: 'ping' },
    { index: 2, at: 110.1, byte: 30, type: 'word' },
    { index: 3, at: 170, byte: 50, type: 'word' },
  ],
};

describe('the picture of a stream', () => {
  test('shows every event and ping, the head, the silences and the end', () => {
    const { text } = timelineSvg({ timeline: stream, at: null });
    expect(text.match(/<line class="event"/g)).toHaveLength(3);
    expect(text.match(/<line class="ping"/g)).toHaveLength(1);
    expect(text.match(/<rect class="bytes"/g)).toHaveLength(3);
    expect(text).toContain('>60.0 ms<');
    expect(text).toContain('>cut off<');
    expect(text).not.toContain('broken');
  });

  test('has the place where the rule broke in red: at its event, or behind the last one', () => {
    expect(timelineSvg({ timeline: stream, at: 2 }).text).toContain('>event 2: word<');
    expect(timelineSvg({ timeline: stream, at: 4 }).text).toContain('>event 4 did not come<');
  });

  test('places events in time, and nothing outside of the picture', () => {
    const { text } = timelineSvg({ timeline: stream, at: null });
    const places = [...text.matchAll(/<line class="event" x1="([\d.]+)%"/g)].map(([, place]) => Number(place));
    expect(places).toEqual([11, 19.69, 71.2]);
    for (const [, place] of text.matchAll(/x1?="(-?[\d.]+)%"/g)) {
      expect(Number(place)).toBeGreaterThanOrEqual(0);
      expect(Number(place)).toBeLessThanOrEqual(100);
    }
  });

  test('is finite for a stream that took no time at all', () => {
    const { text } = timelineSvg({ timeline: { ...stream, endAt: 100 }, at: null });
    expect(text).not.toMatch(/NaN|Infinity/);
  });

  test('is told in words too', () => {
    expect(silences(stream)[0]).toEqual({ from: 110, to: 170 });
    expect(described({ timeline: stream, at: 2 })).toBe(
      'The stream in time: head after 100 ms, first event after 100 ms, 4 events and 60 bytes in 3 pieces, longest silence 60.0 ms, cut off before its framing was complete after 200 ms, the rule broke at event 2',
    );
  });
});

describe('the page', () => {
  test('has one script and one style, and a policy that allows no other', () => {
    const page = html.render(hostileResults());
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page.match(/<style/g)).toHaveLength(1);
    expect(page).toMatch(
      /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'">/,
    );
    expect(page).not.toMatch(/<[^>]*\s(style|src|href|on\w+)=|<(a|img|link|iframe|base|object)\b/);
  });

  test('shows characters that hide as their numbers', () => {
    const page = html.render(results([result({ title: EVERYTHING })]));
    expect(page).toContain('\\u202eltr\\u2066\\u0000\\u001b[2J\\ud800\\ufeff');
    expect(page).not.toMatch(/[\u0000-\u0008\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/);
  });

  test('tells each requirement with its rule, level, source, deviations and evidence', () => {
    const page = html.render(results([result({ deviations: ['D-04'], title: 'A `x` rule.' })], 'conformant'));
    for (const part of ['X-GW-AREA-001', '>MUST<', 'A <code>x</code> rule.', 'contract 1', 'D-04', '</b> bytes'])
      expect(page).toContain(part);
    expect(page).toContain('<p class="verdict conformant">Conformant</p>');
  });

  test('has what broke first, and the difference between both sides marked', () => {
    const page = html.render(
      results([result(), failedResult({ id: 'X-GW-AREA-002' }), result({ id: 'X-GW-AREA-003', status: 'untestable' })]),
    );
    expect([...page.matchAll(/<details class="row" id="([^"]+)"/g)].map(([, id]) => id)).toEqual([
      'X-GW-AREA-002',
      'X-GW-AREA-003',
      'X-GW-AREA-001',
    ]);
    expect(page).toContain('curl -sS -X POST &#39;http://x/y&#39;');
  });

  test('sets subjects side by side, and says once what several of them did', () => {
    const clean = results([result()], 'conformant');
    const page = html.render(clean, results([failedResult()]), clean);
    expect(page).toContain('1 of 3 subjects are conformant.'.replace('1', '2'));
    expect(page).toContain('data-status="passed failed passed"');
    expect(page).toContain('<h3>Subjects 1, 3</h3>');
    expect(page).toContain('<h3>Subject 2: http://x</h3>');
  });

  test('stays within a few megabytes for 600 requirements that all failed', () => {
    const many = Array.from({ length: 600 }, (_, at) => failedResult({ id: `X-GW-AREA-${100 + at}` }));
    expect(html.render(results(many)).length).toBeLessThan(2_000_000);
  });
});
