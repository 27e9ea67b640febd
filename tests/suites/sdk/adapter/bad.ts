import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { OpenOptions } from '../../../../suites/sdk/adapter/open.js';
import { openLink } from '../../../../suites/sdk/adapter/open.js';
import type { RunningLink } from '../../../../suites/sdk/adapter/running-link.js';

/** The bad adapter's program. */
export const SCRIPT = fileURLToPath(new URL('./bad-adapter.mjs', import.meta.url));

/** How a test opens the bad adapter. */
export interface BadOptions extends Partial<OpenOptions> {
  readonly env?: Readonly<Record<string, string>>;
  readonly keepEnv?: readonly string[];
}

/** Opens the adapter that does what its operations' names say; it is closed after the test. */
export async function openBad(
  mode = 'good',
  { env, keepEnv, ...options }: BadOptions = {},
  ...more: string[]
): Promise<RunningLink> {
  const argv = [process.execPath, SCRIPT, mode, ...more];
  const spec = { kind: 'command' as const, argv, ...(env && { env }), ...(keepEnv && { keepEnv }) };
  const link = await openLink(spec, { dialect: 'demo', startTimeoutMs: 20_000, ...options });
  onTestFinished(async () => {
    await link.close();
  });
  return link;
}
