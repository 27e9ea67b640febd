import { type SchemaFault, Schemas } from '../schema/compile.js';
import type { AdapterLine } from './lines.js';

/** The JSON Schemas of every line of the adapter protocol. */
export const adapterSchemas: Schemas = new Schemas('contracts/adapter/schemas');

const ANSWERS: ReadonlySet<string> = new Set(['described', 'event', 'audio', 'result', 'error']);
const REQUESTS: ReadonlySet<string> = new Set(['describe', 'abort', 'forget', 'inspect']);

/** What is wrong with a line that an adapter wrote; nothing where it is of the protocol. Unknown members pass. */
export function answerFaults(line: unknown): readonly SchemaFault[] {
  if (typeof line !== 'object' || line === null || Array.isArray(line))
    return [{ path: '', message: 'must be an object' }];
  const type: unknown = Reflect.get(line, 'type');
  if (typeof type !== 'string' || !ANSWERS.has(type)) {
    const known = [...ANSWERS].join(', ');
    return [{ path: 'type', message: type === undefined ? `is missing (${known})` : `must be one of ${known}` }];
  }
  return adapterSchemas.faults(type, 'emit', line);
}

/** Whether a line that an adapter wrote is of the protocol. */
export function isAdapterLine(line: unknown): line is AdapterLine {
  return answerFaults(line).length === 0;
}

/** What is wrong with a line of the harness; nothing where it is of the protocol. */
export function requestFaults(line: { readonly op: string }): readonly SchemaFault[] {
  return adapterSchemas.faults(REQUESTS.has(line.op) ? line.op : 'operation', 'emit', line);
}
