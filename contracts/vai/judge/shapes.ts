import { type ShapeCheck, shapeReader } from '../../judge/shape.js';
import { readPackageJson } from '../../package-root.js';
import { type Fields, isFields } from './values.js';

const read = (file: string) => readPackageJson(`contracts/vai/schemas/${file}`);
const strict = shapeReader({ read });
/** In runs, `content: null` and holes in content have rules of their own. */
const lenient = shapeReader({ read, nullable: 'content' });

function byType(
  make: (ref: string) => ShapeCheck,
  file: string,
  types: readonly string[],
): ReadonlyMap<string, ShapeCheck> {
  return new Map(types.map((type) => [type, make(`${file}#/$defs/${type}`)]));
}

/** The events of a message stream that the contract knows; others have no shape to break. */
export const messageEventShapes = byType(strict, 'message-event.schema.json', [
  'message_start',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
  'ping',
  'audio_chunk',
  'audio_unavailable',
]);

/** The events of a run stream that the contract knows, but `stream_event`, whose event is judged for itself. */
export const runEventShapes = byType(lenient, 'run-event.schema.json', [
  'run_start',
  'step_start',
  'tool_call_start',
  'tool_result',
  'step_complete',
  'history_delta',
  'run_complete',
  'ping',
]);

export const messageShape = strict('message-response.schema.json');
export const runEnvelopeShape = lenient('run-envelope.schema.json');
export const errorShape = strict('error.schema.json');
export const modelsShape = strict('models.schema.json');
export const readyShape = strict('ready.schema.json');
export const executeShape = strict('execute-response.schema.json');

/** What an upstream answer that was no answer leaves in a run: a response whose members are all empty. */
export function isEmptyShell(response: Fields): boolean {
  return response.type === '' && response.role === '' && response.id === '';
}

/**
 * Whether an event is a piece of text in its right shape. Nearly all events of a stream are, so this answers for the schema where
 * it can; a test holds the two against each other.
 */
export function isPlainTextDelta(event: Fields): boolean {
  if (event.type !== 'content_block_delta') return false;
  const { index, delta } = event;
  return (
    typeof index === 'number' &&
    Number.isInteger(index) &&
    index >= 0 &&
    isFields(delta) &&
    delta.type === 'text_delta' &&
    typeof delta.text === 'string'
  );
}
