/** How much of a wrong line is shown. */
const QUOTED = 300;

/** The adapter broke its protocol. That is never blamed on the SDK. */
export class AdapterFault extends Error {
  override readonly name = 'AdapterFault';

  /**
   * @param what what is wrong, a sentence.
   * @param line the line that shows it, as it came; null where there is none.
   * @param hint the next step, for somebody who writes an adapter for the first time.
   */
  constructor(
    readonly what: string,
    readonly line: string | null,
    readonly hint: string,
  ) {
    super([what, ...(line === null ? [] : [`The line: ${excerpt(line)}`]), hint].join(' '));
  }
}

/** The adapter's process ended while operations were in flight. */
export class AdapterDied extends Error {
  override readonly name = 'AdapterDied';

  constructor(
    readonly exit: number | null,
    readonly signal: string | null,
    /** The end of what it wrote to stderr. */
    readonly stderr: string,
  ) {
    super(`The adapter's process ended (${endOf(exit, signal)})${said(stderr)}`);
  }
}

/** An operation had no final answer in time. */
export class AdapterHung extends Error {
  override readonly name = 'AdapterHung';

  constructor(
    readonly op: string,
    /** Milliseconds since it was last heard of. */
    readonly silentMs: number,
    readonly events: number,
    readonly since: string,
  ) {
    const heard = events === 0 ? 'no event' : `${events} event${events === 1 ? '' : 's'}`;
    super(`${op} has not ended: ${heard}, and nothing for ${(silentMs / 1000).toFixed(1)} s after ${since}.`);
  }
}

/** The adapter cannot be used: nothing can be judged through it. */
export class AdapterWouldNotStart extends Error {
  override readonly name = 'AdapterWouldNotStart';

  constructor(
    readonly what: string,
    readonly hint: string,
    /** The end of what it wrote to stderr, where that may tell more. */
    readonly stderr?: string,
  ) {
    super(`${what}${stderr === undefined ? '.' : said(stderr)} ${hint}`);
  }
}

/** The adapter was given up: it died again and again, or it was closed while an operation was in flight. */
export class AdapterGone extends AdapterWouldNotStart {}

/** `exit status 3`, `signal SIGSEGV`. */
export function endOf(exit: number | null, signal: string | null): string {
  return signal === null ? `exit status ${exit}` : `signal ${signal}`;
}

/** A line as a message shows it: control characters escaped, and cut. */
export function excerpt(line: string): string {
  const shown = JSON.stringify(line.slice(0, QUOTED)).slice(1, -1).replaceAll('\\"', '"');
  return line.length > QUOTED ? `${shown}… (${line.length} characters)` : shown;
}

function said(stderr: string): string {
  const text = stderr.trim();
  if (text === '') return '. It wrote nothing to stderr.';
  const end = text.split('\n').slice(-12).join('\n');
  return `. The end of its stderr:\n${end.slice(-2000)}\n`;
}
