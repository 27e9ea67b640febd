// An adapter over no SDK at all: it lists models with fetch. `node toy-adapter.mjs MODE`; what the modes do stands below.
import { createInterface } from 'node:readline';

const [, , mode = 'honest'] = process.argv;
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

if (mode === 'no-start') {
  process.stderr.write('the module is not installed\n');
  process.exit(3);
}

createInterface({ input: process.stdin })
  .on('line', (line) => handle(JSON.parse(line)))
  .on('close', () => process.exit(0));

async function handle({ id, op, client }) {
  if (op === 'describe') {
    say({
      id,
      type: 'described',
      protocol: 1,
      dialect: 'vai',
      runtime: 'node',
      sdk: { name: 'toy', version: '0.0.7', language: 'none' },
      operations: ['models.list'],
      features: [],
      error_fields: ['message'],
      result_fields: ['value'],
    });
    return;
  }
  if (op !== 'models.list') return say({ id, type: 'error', error: { kind: 'unsupported', param: 'op' } });
  if (mode === 'dies') process.exit(9);
  if (mode === 'babbles') process.stdout.write('Loading models...\n');
  // The liar joins paths as text, slashes and all.
  const base = mode === 'liar' ? client.base_url : client.base_url.replace(/\/+$/, '');
  try {
    const headers = { Authorization: `Bearer ${client.gateway_api_key}`, 'X-VAI-Version': '1' };
    const answer = await fetch(`${base}/v1/models`, { headers });
    const body = await answer.text();
    say(answer.ok ? { id, type: 'result', value: JSON.parse(body) } : failed(id, 'api', body));
  } catch (error) {
    say(failed(id, 'transport', String(error)));
  }
}

function failed(id, kind, message) {
  return { id, type: 'error', error: { kind, class: 'ToyError', message, own: true } };
}
