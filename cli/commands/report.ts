import { createRedactor } from '../../contracts/redact.js';
import { Sink } from '../../reports/sink.js';
import { onOneLine } from '../../reports/terminal-text.js';
import { verdictWords } from '../../reports/words.js';
import { CannotJudge, EXIT } from '../exit.js';
import { merged } from '../merge.js';
import type { RawOptions } from '../options.js';
import { readResults } from '../results-file.js';
import { wantedReports, writeReports } from '../wanted.js';

/** Renders results documents: the shards of one run as one, different subjects side by side. */
export async function report(files: readonly string[], flags: RawOptions): Promise<number> {
  const specs = (Array.isArray(flags.to) ? flags.to.map(String) : []).flatMap((one) => one.split(/,(?=[a-z]+=)/));
  const wanted = wantedReports(
    '--to',
    specs.map((one) => one.trim()),
    '.',
  );
  const [first, ...others] = merged(files.map(readResults));
  if (first === undefined) throw new CannotJudge('No results document is named.');
  const narrow = wanted.find(({ report }) => report.oneSubject);
  if (narrow && others.length > 0) {
    throw new CannotJudge(
      `--to ${narrow.report.name} holds one subject; these documents are of ${others.length + 1}: ${[first, ...others].map((one) => onOneLine(one.subject.target)).join(', ')}.`,
      ['Documents are merged where subject and tool are the same and no requirement was asked twice.'],
    );
  }
  const people = wanted.some(({ path }) => path === '-') ? process.stderr : process.stdout;
  // What documents tell lost its secrets when they were written.
  const sink = new Sink(createRedactor([], []), people, process.stdout);
  writeReports(wanted, sink, first, ...others);
  for (const run of [first, ...others])
    sink.say(`${onOneLine(run.subject.target)}: ${onOneLine(verdictWords(run).text)}\n`);
  return EXIT.ok;
}
