import pc from 'picocolors';
import { createRedactor } from '../contracts/redact.js';
import type { Results } from '../contracts/results.js';
import { type Paint, plain } from '../reports/console.js';
import { annotations } from '../reports/github.js';
import { markdown } from '../reports/markdown.js';
import { Sink } from '../reports/sink.js';
import type { Options } from './options.js';
import { wantedReports, writeReports } from './wanted.js';

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

/** Reads the output options and opens the sink, which knows no secrets yet. */
export function outputOf(
  options: Options,
  secretHeaders: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Output {
  const folder = options.one('out');
  const specs = options.many('report');
  const usual = specs.length === 0 && folder !== undefined ? ['json=results.json', 'junit=junit.xml'] : specs;
  const wanted = wantedReports('--report', usual, folder ?? '.');
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
      writeReports(wanted, sink, results);
    },
  };
}

/** What a run on GitHub's runners says besides: annotations of the failures, and a page for the step. */
function tellRunner(results: Results, sink: Sink, summaryFile: string | undefined): void {
  sink.say(annotations(results));
  if (!summaryFile) return;
  try {
    sink.append(summaryFile, markdown.render(results));
  } catch (error) {
    // The verdict stands without its page.
    sink.say(`GITHUB_STEP_SUMMARY cannot be written: ${error instanceof Error ? error.message : error}\n`);
  }
}
