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
