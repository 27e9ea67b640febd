// Plugs an SDK into the SDK suites of vai-conformance: requests come as JSON lines on stdin, answers go as JSON lines
// to stdout. It passes on, and does nothing else: no retry, no repair, no default. What the suites see has to be what
// a user of the SDK sees. Five places are marked YOURS.

// YOURS 1: import your SDK instead, and delete stand-in-sdk.mjs.
import { ApiError, BadAnswer, Client, ConnectionError, StandInError, VERSION } from './stand-in-sdk.mjs';
import { writeLine } from './stdout.mjs'; // stays first: it takes stdout before the SDK is loaded

/** @typedef {{id: string, op: string, client?: Record<string, unknown>, request?: any, options?: any}} Line */

/** YOURS 2: what your SDK can do. What stands here is judged, what does not is skipped; see the README. */
const DESCRIBED = {
  type: 'described',
  protocol: 1,
  dialect: 'vai',
  runtime: 'node',
  // Read the version from the installed package: one that is written here is soon wrong.
  sdk: { name: 'stand-in', version: VERSION, language: 'TypeScript' },
  operations: ['messages.create', 'messages.stream'],
  features: [],
  error_fields: ['type', 'message', 'http_status'],
  result_fields: ['value'],
};

/**
 * YOURS 3: a client, as a user builds one. What is null or absent is not passed on: the SDK's own default applies.
 * @param {Record<string, unknown>} fields
 */
function clientOf(fields) {
  return new Client({
    ...(fields.base_url == null ? {} : { baseUrl: String(fields.base_url) }),
    ...(fields.gateway_api_key == null ? {} : { apiKey: String(fields.gateway_api_key) }),
  });
}

/**
 * YOURS 4: the operations. Each calls the SDK as a user would, and gives the final line.
 * @type {Record<string, (line: Line) => Promise<object>>}
 */
const OPERATIONS = {
  describe: async () => DESCRIBED,

  'messages.create': async ({ client, request }) => {
    const message = await clientOf(client ?? {}).createMessage(request);
    return { type: 'result', value: message };
  },

  'messages.stream': async ({ id, client, request, options }) => {
    const mode = options?.consume ?? 'events';
    if (mode !== 'events') return unsupported('options.consume');
    for await (const event of clientOf(client ?? {}).streamMessage(request)) writeLine({ id, type: 'event', event });
    return { type: 'result' };
  },
};

/**
 * YOURS 5: what a user can tell of an error by its class; never by reading its message.
 * @param {unknown} error
 */
function errorOf(error) {
  const told = {
    class: error instanceof Error ? error.constructor.name : typeof error,
    message: error instanceof Error ? error.message : String(error),
    own: error instanceof StandInError,
  };
  if (error instanceof ApiError) return { kind: 'api', ...told, type: error.type, http_status: error.status };
  if (error instanceof ConnectionError) return { kind: 'transport', ...told };
  if (error instanceof BadAnswer) return { kind: 'protocol', ...told };
  return { kind: 'foreign', ...told };
}

/** @param {string} param what the SDK has no place for */
function unsupported(param) {
  return { type: 'error', error: { kind: 'unsupported', param } };
}

/** @param {Line} line */
async function answer(line) {
  const perform = Object.hasOwn(OPERATIONS, line.op) ? OPERATIONS[line.op] : async () => unsupported('op');
  try {
    writeLine({ id: line.id, ...(await perform(line)) });
  } catch (error) {
    writeLine({ id: line.id, type: 'error', error: errorOf(error) });
  }
}

// Lines end at LF only (node:readline ends them at U+2028 too), may be long, and do not wait for each other.
/** @type {string[]} */
let pieces = [];
process.stdin
  .setEncoding('utf8')
  .on('data', (/** @type {string} */ piece) => {
    pieces.push(piece);
    if (!piece.includes('\n')) return;
    const lines = pieces.join('').split('\n');
    pieces = [lines.pop() ?? ''];
    for (const line of lines) if (line.trim() !== '') void answer(JSON.parse(line));
  })
  .on('end', () => process.exit(0));
