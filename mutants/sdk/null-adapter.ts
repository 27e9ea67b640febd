import { createInterface } from 'node:readline';
import { FEATURES } from '../../contracts/adapter/features.js';
import { readPackageJson } from '../../contracts/package-root.js';

// Something that speaks the adapter protocol and is no SDK: `node null-adapter.js --dialect NAME --how HOW`. It claims
// everything, does nothing, and must pass nothing.

const WAYS: Readonly<Record<string, (line: Line) => void>> = {
  empty: ({ id }) => say({ id, type: 'result', value: {} }),
  error: ({ id }) =>
    say({ id, type: 'error', error: { kind: 'api', class: 'Error', message: 'no', type: 'api_error' } }),
  usage: ({ id }) => say({ id, type: 'error', error: { kind: 'usage', class: 'Error', message: 'no' } }),
  echo(line) {
    say({ id: line.id, type: 'event', event: { ...line.request, type: 'echo' } });
    say({ id: line.id, type: 'result', value: line.request ?? {}, text: JSON.stringify(line.request ?? {}) });
  },
  hang: () => {},
  die: () => process.exit(3),
};

interface Line {
  readonly id: unknown;
  readonly op?: unknown;
  readonly request?: Readonly<Record<string, unknown>>;
}

const dialect = option('--dialect');
const how = WAYS[option('--how')];
if (how === undefined) {
  process.stderr.write(`--how is none of ${Object.keys(WAYS).join(', ')}\n`);
  process.exit(2);
}

for await (const text of createInterface({ input: process.stdin })) {
  if (text.trim() === '') continue;
  const line: Line = JSON.parse(text);
  if (line.op === 'describe') describe(line);
  else how(line);
}

function describe({ id }: Line): void {
  const { operations } = readPackageJson(`contracts/${dialect}/adapter.json`) as {
    operations: Record<string, unknown>;
  };
  say({
    id,
    type: 'described',
    protocol: 1,
    dialect,
    runtime: 'other',
    sdk: { name: 'null', version: '0', language: 'none' },
    operations: Object.keys(operations),
    features: [...FEATURES],
    stream_timeout: 'idle',
    error_fields: [
      'type',
      'message',
      'param',
      'code',
      'request_id',
      'retry_after',
      'http_status',
      'provider_error',
      'compat_issues',
      'retryable',
    ],
    result_fields: ['value', 'text', 'thinking', 'request_id'],
    env: ['NULL_GATEWAY_API_KEY'],
  });
}

function say(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function option(flag: string): string {
  const at = process.argv.indexOf(flag);
  return at === -1 ? '' : (process.argv[at + 1] ?? '');
}
