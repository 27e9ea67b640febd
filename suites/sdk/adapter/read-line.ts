import { isUtf8 } from 'node:buffer';
import type { AdapterLine } from '../../../contracts/adapter/lines.js';
import { answerFaults, isAdapterLine } from '../../../contracts/adapter/schemas.js';
import { AdapterFault } from './faults.js';

/** A line as it was understood. */
export type ReadLine =
  | { readonly line: AdapterLine }
  /** Wrong; `id` and `final` as far as they can be told, so that the operation that it is about can be ended. */
  | { readonly fault: AdapterFault; readonly id: string | null; readonly final: boolean };

const PAGE = 'docs/adapter-protocol.md tells what each line holds.';
const PRINTED =
  'This looks like a print of your own, or of a library: stdout belongs to the protocol. Print to stderr, and take file descriptor 1 before the SDK is loaded.';

/** Reads one line of an adapter. What is wrong is told to somebody who writes an adapter for the first time. */
export function readLine(bytes: Buffer): ReadLine {
  const text = bytes.toString('utf8').trim();
  const wrong = (what: string, hint: string, value?: unknown): ReadLine => {
    const id = memberOf(value, 'id');
    const type = memberOf(value, 'type');
    return {
      fault: new AdapterFault(what, text, hint),
      id: typeof id === 'string' || typeof id === 'number' ? String(id) : null,
      final: type !== 'event' && type !== 'audio',
    };
  };
  if (!isUtf8(bytes)) return wrong('A line is no UTF-8.', 'Write ASCII with \\u escapes: that is always right.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return wrong('A line is no JSON.', hintFor(text));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return wrong('A line is JSON, but no object.', PRINTED);
  const id = memberOf(value, 'id');
  if (typeof id !== 'string') {
    const hint =
      id === undefined
        ? 'Every line carries the `id` of the request that it answers.'
        : 'Ids are texts: echo the one of the request as it came, in quotes.';
    return wrong(`A line has ${id === undefined ? 'no id' : 'an id that is no text'}.`, hint, value);
  }
  if (isAdapterLine(value)) return { line: value };
  const [first] = answerFaults(value);
  const where = first?.path || 'the line';
  return wrong(`A line is not of the protocol: ${where} ${first?.message}.`, PAGE, value);
}

/** What an author most likely did where a line is no JSON. */
function hintFor(text: string): string {
  if (/^\{\s*'/.test(text) || /:\s*(None|True|False)\b/.test(text))
    return 'This looks like the printed form of a Python dict: write json.dumps(line).';
  if (/^\{.*\}\s*\{/.test(text))
    return 'These look like two lines without a line feed between them: end each with LF, and write it under a lock.';
  if (/^\{/.test(text) && /\b(NaN|Infinity|undefined)\b/.test(text))
    return 'JSON has no NaN, Infinity or undefined: write null in their place.';
  if (text.startsWith('{') && !text.endsWith('}'))
    return 'This looks like half a line: write each object whole, without line feeds inside it, under one lock.';
  if (/^(id|event|data):/.test(text))
    return 'This looks like a line of an event stream: write the event inside {"id","type":"event","event":{…}}.';
  if (/^(Traceback|\s*at |panic:|thread '.*' panicked|\w*Error\b)/.test(text))
    return 'This looks like an error report: stdout belongs to the protocol. Print it to stderr, and answer with an error line.';
  return PRINTED;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
