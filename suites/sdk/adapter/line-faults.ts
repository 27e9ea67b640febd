import type { AdapterLine } from '../../../contracts/adapter/lines.js';
import { AdapterFault } from './faults.js';
import { LINE_LIMIT } from './line-reader.js';

/** A line that went on beyond the limit. */
export function tooLong(start: Buffer): AdapterFault {
  return new AdapterFault(
    `A line is longer than ${LINE_LIMIT / 1024 / 1024} MiB.`,
    start.toString('utf8'),
    'End each line with LF, and write one event a line.',
  );
}

/** A line whose id is of no operation. */
export function neverAsked(line: AdapterLine): AdapterFault {
  const what = `A line answers '${line.id}', which was never asked.`;
  return new AdapterFault(what, JSON.stringify(line), 'Echo the `id` of the request.');
}

/** A line of an operation that has had its final answer. */
export function tooMuch(line: AdapterLine): AdapterFault {
  const { id, type } = line;
  if (type === 'event' || type === 'audio') {
    const hint = 'Write the final answer last: wait for every reader of the stream before it.';
    return new AdapterFault(`An ${type} line of '${id}' came after its final answer.`, JSON.stringify(line), hint);
  }
  const hint = 'Each operation ends with one result or one error: return after either.';
  return new AdapterFault(`'${id}' was answered twice.`, JSON.stringify(line), hint);
}
