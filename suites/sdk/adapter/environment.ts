/** Variables that would lead an SDK away from loopback, or hand it secrets. */
const TAKEN_OUT = /_(API_KEY|TOKEN|API_URL|BASE_URL|ORG_ID|PROXY)$/i;
/** What the runner of the suites puts into its own environment, and an adapter has no business with. */
const RUNNER = /^(VITEST(_.*)?|TEST|DEV|PROD|SSR|MODE|BASE_URL)$/;
const LOOPBACK = '127.0.0.1,localhost,::1';

/** The environment of an adapter's process, by section 8 of the protocol; `keep` and `add` as in `AdapterSpec`. */
export function adapterEnvironment(
  own: NodeJS.ProcessEnv,
  keep: readonly string[] = [],
  add: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const env: Record<string, string> = {};
  const inRunner = own.VITEST !== undefined;
  for (const [name, value] of Object.entries(own)) {
    if (value === undefined) continue;
    const taken = TAKEN_OUT.test(name) || (inRunner && (RUNNER.test(name) || `${name}=${value}` === 'NODE_ENV=test'));
    if (!taken || keep.includes(name)) env[name] = value;
  }
  return { ...env, NO_PROXY: LOOPBACK, no_proxy: LOOPBACK, PYTHONUNBUFFERED: '1', PYTHONUTF8: '1', ...add };
}
