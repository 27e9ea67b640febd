import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import pc from 'picocolors';
import { createRedactor } from '../contracts/redact.js';
import type { Results } from '../contracts/results.js';
import { type Paint, plain } from '../reports/console.js';
import { annotations, stepSummary } from '../reports/github.js';
import { REPORTS } from '../reports/index.js';
import type { Report } from '../reports/report.js';
import { Sink } from '../reports/sink.js';
import { CannotJudge, nearest } from './exit.js';
import type { Options } from './options.js';

/** Where and how a command writes. */
export interface Output {
  readonly sink: Sink;
  readonly paint: Paint;
  readonly verbose: boolean;
  readonly quiet: boolean;
  /** A progress line is shown. */
  readonly live: boolean;
  /** Writes all reports that were asked for, and on a CI runner what it shows. */
  report(results: Results): void;
}

interface Wanted {
  readonly report: Report;
  readonly path: string;
}

/** Reads the output options and opens the sink, which knows no secrets yet. */
export function outputOf(
  options: Options,
  secretHeaders: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Output {
  const wanted = wantedReports(options);
  if (wanted.filter(({ path }) => path === '-').length > 1)
    throw new CannotJudge('Only one --report can go to stdout.');
  const people = wanted.some(({ path }) => path === '-') ? process.stderr : process.stdout;
  const sink = new Sink(createRedactor(secretHeaders, []), people, process.stdout);
  const colour = !options.on('no-color') && !env.NO_COLOR && people.isTTY === true;
  const paint = colour ? { good: pc.green, bad: pc.red, dim: pc.dim, bold: pc.bold } : plain;
  return {
    sink,
    paint,
    verbose: options.on('verbose'),
    quiet: options.on('quiet'),
    live: people.isTTY === true && !env.CI && !options.on('quiet'),
    report: (results) => {
      if (env.GITHUB_ACTIONS === 'true') tellRunner(results, sink, env.GITHUB_STEP_SUMMARY);
      for (const { report, path } of wanted) {
        try {
          sink.file(path, report.render(results));
        } catch (error) {
          throw new CannotJudge(
            `The report ${path} cannot be written: ${error instanceof Error ? error.message : error}`,
          );
        }
      }
    },
  };
}

/** What a run on GitHub's runners says besides: annotations of the failures, and a page for the step. */
function tellRunner(results: Results, sink: Sink, summaryFile: string | undefined): void {
  sink.say(annotations(results));
  if (!summaryFile) return;
  try {
    sink.append(summaryFile, stepSummary(results));
  } catch (error) {
    // The verdict stands without its page.
    sink.say(`GITHUB_STEP_SUMMARY cannot be written: ${error instanceof Error ? error.message : error}\n`);
  }
}

function wantedReports(options: Options): Wanted[] {
  const folder = options.one('out');
  const specs = options.many('report');
  const all = specs.length === 0 && folder !== undefined ? ['json=results.json', 'junit=junit.xml'] : specs;
  return all.map((spec) => {
    const [name = '', file = ''] = [spec.slice(0, spec.indexOf('=')), spec.slice(spec.indexOf('=') + 1)];
    if (!spec.includes('=') || name === '' || file === '')
      throw new CannotJudge(`--report ${spec} is not of the form NAME=FILE.`);
    const report = REPORTS.find((one) => one.name === name);
    if (!report) {
      const names = REPORTS.map((one) => one.name);
      const near = nearest(name, names);
      throw new CannotJudge(`--report ${name}: there is no such report.`, [
        near ? `Did you mean ${near}?` : `Known: ${names.join(', ')}.`,
      ]);
    }
    return { report, path: file === '-' ? '-' : writable(resolve(folder ?? '.', file)) };
  });
}

/** Finds out before the run, not after it, that a report has no place to go. */
function writable(path: string): string {
  let above = path;
  while (!existsSync(above) && dirname(above) !== above) above = dirname(above);
  try {
    const isFolder = statSync(above).isDirectory();
    if (above === path && isFolder) throw new Error('it is a folder');
    if (above !== path && !isFolder) throw new Error(`${above} is no folder`);
    accessSync(above, constants.W_OK);
  } catch (error) {
    throw new CannotJudge(`The report ${path} cannot be written: ${error instanceof Error ? error.message : error}.`);
  }
  return path;
}
