import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Results } from '../contracts/results.js';
import { REPORTS } from '../reports/index.js';
import type { Report } from '../reports/report.js';
import type { Sink } from '../reports/sink.js';
import { CannotJudge, nearest } from './exit.js';

/** A report that a user asked for, and where it goes. */
export interface Wanted {
  readonly report: Report;
  /** An absolute path, or `-` for stdout. */
  readonly path: string;
}

/** Reads `NAME=FILE` as `--report` and `--to` have them; a file's name is relative to the folder. */
export function wantedReports(flag: string, specs: readonly string[], folder: string): Wanted[] {
  const wanted = specs.map((spec) => wantedReport(flag, spec, folder));
  if (wanted.filter(({ path }) => path === '-').length > 1) throw new CannotJudge(`Only one ${flag} can go to stdout.`);
  return wanted;
}

function wantedReport(flag: string, spec: string, folder: string): Wanted {
  const [name = '', file = ''] = [spec.slice(0, spec.indexOf('=')), spec.slice(spec.indexOf('=') + 1)];
  if (!spec.includes('=') || name === '' || file === '')
    throw new CannotJudge(`${flag} ${spec} is not of the form NAME=FILE.`);
  const report = REPORTS.find((one) => one.name === name);
  if (!report) {
    const names = REPORTS.map((one) => one.name);
    const near = nearest(name, names);
    throw new CannotJudge(`${flag} ${name}: there is no such report.`, [
      near ? `Did you mean ${near}?` : `Known: ${names.join(', ')}.`,
    ]);
  }
  return { report, path: file === '-' ? '-' : writable(resolve(folder, file)) };
}

/** Writes the reports, on one subject or on several side by side. */
export function writeReports(
  wanted: readonly Wanted[],
  sink: Sink,
  results: Results,
  ...others: readonly Results[]
): void {
  for (const { report, path } of wanted) {
    try {
      sink.file(path, report.render(results, ...others));
    } catch (error) {
      throw new CannotJudge(`The report ${path} cannot be written: ${error instanceof Error ? error.message : error}`);
    }
  }
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
