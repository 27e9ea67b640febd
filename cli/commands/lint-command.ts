import { lint } from './lint.js';

/** What the command line gave. */
export type LintFlags = Readonly<Record<string, unknown>>;

/** Wires `lint` to the process. */
export function lintCommand(files: readonly string[], flags: LintFlags): Promise<number> {
  const { kind, dialect, report, strict } = flags;
  const reports = [report]
    .flat()
    .flatMap((spec) => (typeof spec === 'string' ? [spec] : spec === true ? ['json'] : []));
  return lint(
    {
      files,
      ...(typeof kind === 'string' ? { kind } : {}),
      ...(typeof dialect === 'string' ? { dialect } : {}),
      strict: strict === true,
      report: reports,
      color: process.stdout.isTTY === true && flags.color !== false && !process.env.NO_COLOR,
    },
    { stdout: process.stdout, stderr: process.stderr, stdin: process.stdin },
  );
}
