import type { RequirementResult, Results } from '../contracts/results.js';
import type { Report } from './report.js';

/** JUnit's XML, one test case for each requirement, one suite for each area; for CI services that read nothing else. */
export const junit: Report = {
  name: 'junit',
  render(results: Results, ...others: readonly Results[]) {
    const runs = [results, ...others];
    const all = runs.flatMap((run) => run.requirements);
    const time = runs.reduce((sum, run) => sum + run.durationMs, 0);
    const body = runs.map((run) => suites(run, others.length === 0 ? '' : `${run.subject.target} `)).join('');
    return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts(all)} name="${xml(results.tool.name)}" time="${seconds(time)}">\n${body}</testsuites>\n`;
  },
};

/** The areas of one subject; `prefix` tells it from others. */
function suites(run: Results, prefix: string): string {
  const areas = new Map<string, RequirementResult[]>();
  for (const result of run.requirements) {
    const area = result.id.split('-').slice(0, -1).join('-');
    const known = areas.get(area);
    if (known) known.push(result);
    else areas.set(area, [result]);
  }
  return [...areas].map(([area, members]) => suite(prefix + area, members)).join('');
}

function suite(area: string, members: readonly RequirementResult[]): string {
  const time = members.reduce((sum, member) => sum + duration(member), 0);
  return `  <testsuite name="${xml(area)}" ${counts(members)} time="${seconds(time)}">\n${members.map(testCase).join('')}  </testsuite>\n`;
}

function testCase(result: RequirementResult): string {
  const head = `    <testcase classname="${xml(result.id)}" name="${xml(`${result.id} ${result.title}`)}" time="${seconds(duration(result))}"`;
  const inner = outcome(result);
  return inner === '' ? `${head}/>\n` : `${head}>${inner}</testcase>\n`;
}

function outcome(result: RequirementResult): string {
  const failure = result.tests.find((test) => test.failure)?.failure;
  switch (result.status) {
    case 'failed': {
      const exchange = failure?.exchange;
      const lines = [
        failure?.message,
        failure?.expected ? `expected: ${failure.expected}` : undefined,
        failure?.actual ? `actual: ${failure.actual}` : undefined,
        failure?.hint,
        `source: ${result.source}`,
        exchange?.curl,
      ];
      return tag('failure', failure?.message ?? 'broken', lines.filter((line) => line).join('\n'));
    }
    case 'unexpected-pass':
      return tag('failure', 'the baseline expects a failure', result.detail ?? '');
    case 'untestable':
      return result.scored && result.level === 'MUST'
        ? tag('failure', `untestable: ${result.reason ?? ''}`, result.detail ?? '')
        : skipped(result);
    case 'error':
      return tag('error', result.reason ?? 'error', result.detail ?? '');
    case 'passed':
      return '';
    default:
      return skipped(result);
  }
}

function skipped(result: RequirementResult): string {
  return `<skipped message="${xml([result.status, result.reason, result.detail].filter((part) => part).join(': '))}"/>`;
}

function tag(name: 'failure' | 'error', message: string, text: string): string {
  return `<${name} message="${xml(message)}">${xml(text)}</${name}>`;
}

/** What counts as a failure here is what `outcome` writes as one. */
function counts(members: readonly RequirementResult[]): string {
  const written = members.map(outcome);
  const count = (start: string) => written.filter((one) => one.startsWith(start)).length;
  return `tests="${members.length}" failures="${count('<failure')}" errors="${count('<error')}" skipped="${count('<skipped')}"`;
}

function duration(result: RequirementResult): number {
  return result.tests.reduce((sum, test) => sum + test.durationMs, 0);
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}

/** Escapes for XML 1.0; characters that it cannot hold at all are replaced. */
function xml(text: string): string {
  return text
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;');
}
