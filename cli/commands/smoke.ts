import type { ContractDialect } from '../../contracts/dialect.js';
import type { AdapterSpec } from '../../suites/sdk/adapter/index.js';
import { type SmokeCheck, smoke } from '../../suites/sdk/adapter/smoke.js';
import { loadSdkSuite } from '../../suites/sdk/load.js';
import { EXIT } from '../exit.js';
import type { Output } from '../output.js';

/** Judges an adapter and nothing of its SDK. Exit 0: it can be used; 1: it cannot yet; 2: it would not start. */
export async function smokeCommand(
  adapter: AdapterSpec,
  target: string,
  dialect: ContractDialect,
  startTimeoutMs: number,
  { sink, paint, quiet }: Output,
): Promise<number> {
  const report = await smoke(adapter, { dialect: await loadSdkSuite(dialect.name), startTimeoutMs });
  const { checks, described, stderr, tookMs } = report;
  const failed = checks.filter((one) => !one.ok);
  const of = described === null ? '' : ` · ${described.sdk.name} ${described.sdk.version} (${described.runtime})`;
  if (!quiet) sink.say(`${paint.dim(`${target}${of}`)}\n`);
  for (const check of checks) if (!quiet || !check.ok) sink.say(line(check, paint));
  if (failed.length > 0 && stderr.trim() !== '') sink.say(`\nThe end of its stderr:\n${stderr.trim().slice(-2_000)}\n`);
  const seconds = (tookMs / 1_000).toFixed(1);
  const words =
    failed.length === 0
      ? paint.good(`The adapter works: ${checks.length} checks passed`)
      : paint.bad(`The adapter does not work yet: ${failed.length} of ${checks.length} checks failed`);
  sink.say(`${words} in ${seconds} s\n`);
  if (described === null) return EXIT.cannotJudge;
  return failed.length === 0 ? EXIT.ok : EXIT.broken;
}

function line({ name, ok, hint }: SmokeCheck, { good, bad }: Output['paint']): string {
  return ok
    ? `${good('ok')}     ${name}\n`
    : `${bad('FAILED')} ${name}\n       ${hint?.replaceAll('\n', '\n       ')}\n`;
}
