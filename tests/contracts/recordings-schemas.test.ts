import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { vaiSchemas } from '../../contracts/vai/schemas.js';
import { headerOf, listRecordings, type Recording, readRecording, recordingsFolder } from '../../fixtures/recording.js';

/** Where the recorded gateway breaks the contract's shapes, and the disagreement that is known of it. */
const KNOWN: Readonly<Record<string, { readonly rule: string; readonly paths: readonly string[] }>> = {
  'runs-stream-empty': {
    rule: 'D-11: content is null',
    paths: ['response.content', 'append[0].content', 'result.response.content'],
  },
  'runs-stream-responses': {
    rule: 'D-10: content has holes',
    paths: ['response.content[0]', 'append[0].content[0]', 'result.response.content[0]'],
  },
};

const JSON_BODIES: Readonly<Record<string, string>> = {
  '/v1/messages': 'message-response',
  '/v1/runs': 'run-envelope',
  '/v1/models': 'models',
  '/readyz': 'ready',
  '/v1/server-tools:execute': 'execute-response',
};

const files = listRecordings(recordingsFolder('vai'));

it('there are recordings to hold the schemas against', () => {
  expect(files.length).toBeGreaterThanOrEqual(91);
});

it.each(files.map((file) => ({ name: basename(file, '.exchange.jsonl'), file })))('$name', async ({ name, file }) => {
  const faults = faultsIn(await readRecording(file));
  expect([...new Set(faults.map(({ path }) => path))]).toEqual(KNOWN[name]?.paths ?? []);
});

function faultsIn(recording: Recording) {
  const text = Buffer.concat(recording.pieces.map(({ bytes }) => bytes)).toString('utf8');
  const { path } = recording.request;
  const { status, headers } = recording.response ?? { status: 0, headers: [] };
  const type = headerOf(headers, 'content-type') ?? '';
  if (type.startsWith('text/event-stream')) {
    const schema = path === '/v1/messages' ? 'message-event' : 'run-event';
    return eventsOf(text).flatMap((event) => vaiSchemas.faults(schema, 'emit', event));
  }
  if (!type.startsWith('application/json')) return [];
  const schema = status >= 400 ? 'error-envelope' : JSON_BODIES[path];
  if (schema === undefined) throw new Error(`No schema for the answer of ${path}: add it to this test.`);
  return vaiSchemas.faults(schema, 'emit', JSON.parse(text));
}

/** The complete events of a stream; the last may be cut off. */
function eventsOf(text: string): unknown[] {
  const frames = text.split('\n\n').slice(0, -1);
  return frames.map((frame) => JSON.parse(frame.slice(frame.indexOf('data: ') + 'data: '.length)));
}
