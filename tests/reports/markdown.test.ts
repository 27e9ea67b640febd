import { describe, expect, test } from 'vitest';
import { markdown } from '../../reports/markdown.js';
import { block, code, cut, prose } from '../../reports/markdown-text.js';
import { hostileResults } from './hostile.js';
import { failedResult, result, results } from './sample.js';

describe('the page of Markdown', () => {
  test('has the verdict, the counts, and a row and a fold for each failure', () => {
    const text = markdown.render(results([result(), failedResult({ id: 'X-GW-AREA-002', title: '`a_b` | c' })]));
    expect(text).toMatch(/^### vai-conformance: Not conformant\n/);
    expect(text).toContain('| MUST | 1 | 1 |');
    expect(text).toContain('| X-GW-AREA-002 | MUST | failed | `a_b` \\| c | The status is not what the rule says. |');
    expect(text).toContain('<details><summary>X-GW-AREA-002 · MUST · failed</summary>');
    expect(text).toContain("```sh\ncurl -sS -X POST 'http://x/y'");
  });

  test('has no table of failures where there are none', () => {
    expect(markdown.render(results([result()], 'conformant'))).not.toContain('| requirement |');
  });

  test('fits into a comment, whatever there is to tell, and says what it left out', () => {
    const many = Array.from({ length: 600 }, (_, at) =>
      failedResult({ id: `X-GW-AREA-${100 + at}`, title: 'long '.repeat(2_000), detail: 'x'.repeat(10_000) }),
    );
    const text = markdown.render(results(many));
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text).toContain('And 550 more.');
    expect(text).toMatch(/Details of \d+ more failures have no room here/);
  });

  test('sets subjects side by side', () => {
    const text = markdown.render(results([result()], 'conformant'), results([failedResult()]));
    expect(text).toContain('1 of 2 subjects are conformant');
    expect(text).toContain('| 2 | `http://x` | Not conformant | 1 | 0 | 0 | 0 |');
    expect(text).toContain('failed · subject 2</summary>');
  });

  test('holds no HTML but its own, and no mention, reference or link', () => {
    const text = markdown.render(
      hostileResults('<img src=x> [a](http://evil) @octocat owner/repo#12 #34 GH-5 www.evil.test'),
    );
    const outside = text
      .replace(/```[\s\S]*?```/g, '')
      .replace(/`[^`]*`/g, '')
      .replaceAll('&#8203;', '\u200b');
    expect(outside.replace(/<\/?(details|summary)>/g, '')).not.toMatch(/<[a-z/!]/i);
    expect(outside).not.toMatch(/@\w|#\d|GH-\d|\bwww\.|https?:\/\/|(?<!\\)\]\(/);
  });
});

describe('what a subject says', () => {
  test('stays in its code span, in its block and in its cell', () => {
    expect(code('a`b``c')).toBe('``` a`b``c ```');
    expect(code('a|b\n\\|c')).toBe('`a\\|b \\\u200b\\|c`');
    expect(block('x\n```\ny')).toBe('````\nx\n```\ny\n````');
    expect(prose('x | *b* `c|d` `')).toBe('x \\| \\*b\\* `c\\|d` \\`');
  });

  test('is cut between characters', () => {
    expect(cut('a\u{1f600}b', 2)).toBe('a…');
  });
});
