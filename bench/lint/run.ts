import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LintWork } from './program.js';

const PROGRAM = fileURLToPath(new URL('./program.js', import.meta.url));

/** Runs the lint program in a process of its own and gives what it prints. */
export async function runLint<Seen>(work: LintWork): Promise<Seen> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, JSON.stringify(work)]);
  return JSON.parse(stdout) as Seen;
}
