import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Redactor } from '../contracts/redact.js';

/** The only way out: whatever a command writes, to a file or a stream, passes here and loses its secrets. */
export class Sink {
  #redactor: Redactor;

  constructor(
    redactor: Redactor,
    /** Where people's text goes: stdout, or stderr while stdout carries a report. */
    readonly people: NodeJS.WritableStream,
    readonly stdout: NodeJS.WritableStream,
  ) {
    this.#redactor = redactor;
  }

  /** From now on these secrets are taken out. */
  redactWith(redactor: Redactor): void {
    this.#redactor = redactor;
  }

  /** Text for people. */
  say(text: string): void {
    this.people.write(this.#redactor.text(text));
  }

  /** Adds to a file that others write as well. */
  append(path: string, text: string): void {
    appendFileSync(path, this.#redactor.text(text));
  }

  /** A report, to a file or, where it is `-`, to stdout. */
  file(path: string, text: string): void {
    const safe = this.#redactor.text(text);
    if (path === '-') {
      this.stdout.write(safe);
      return;
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, safe);
  }
}
