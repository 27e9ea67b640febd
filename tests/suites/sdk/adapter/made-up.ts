import { fileURLToPath } from 'node:url';
import type { SdkDialect } from '../../../../suites/sdk/dialect.js';
import { json, sse } from '../../../../suites/sdk/server/replies.js';

/** The program of an adapter of the made-up dialect; its argument spoils one thing. */
export const MADE_UP = fileURLToPath(new URL('./sdk-adapter.mjs', import.meta.url));

const EVENTS = [{ type: 'hello' }, { type: 'piece' }, { type: 'end' }];

/** A dialect with two operations. */
export const DEMO: SdkDialect = {
  name: 'demo',
  clientFeatures: {},
  canaries: (made) => ({ keys: { key: made('key') }, client: { api_key: made('key') } }),
  target: (op) => (op.startsWith('talk.') ? { method: 'POST', target: `/${op}` } : null),
  request: (_op, text = 'hello') => ({ said: text }),
  reply: (op) => (op === 'talk.stream' ? sse(EVENTS.map((one) => `data: ${JSON.stringify(one)}\n\n`)) : json({ a: 1 })),
  value: () => ({ a: 1 }),
  streams: (op) => op === 'talk.stream',
  normal: (_of, value) => value,
};
