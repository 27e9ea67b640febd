import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Redactor } from '../../contracts/redact.js';
import { RECORDING_SUFFIX } from '../../fixtures/recording.js';
import { recordingText } from '../../fixtures/recording-text.js';
import type { SdkRunPlan } from './plan.js';
import type { Call } from './trial.js';

/** Keeps failures that depend on bytes and their cuts, so that they can be played again. */
export class Keeping {
  constructor(
    private readonly plan: SdkRunPlan,
    private readonly redact: Redactor,
  ) {}

  /** Whether it is worth to search for the smallest failure. */
  get shrinks(): boolean {
    return this.plan.subjects.length === 1;
  }

  /** Writes a call as a recording that is named after its requirement; returns the command that plays it. */
  keep(id: string, call: Call, split: { readonly bytes: Uint8Array; readonly cuts: readonly number[] }): string | null {
    const { keepIn, again, dialect } = this.plan;
    const request = call.requests[0];
    if (keepIn === null || request === undefined) return null;
    const name = `${id}-${call.op}`;
    const edges = [0, ...split.cuts, split.bytes.byteLength];
    const text = recordingText({
      meta: { name, dialect, settings: {} },
      request: {
        method: request.method,
        path: this.redact.text(request.target),
        headers: this.redact.headers(request.headers),
        ...(request.body.byteLength === 0 ? {} : { body: Buffer.from(this.redact.text(request.text)) }),
      },
      response: {
        at: 0,
        status: 200,
        reason: 'OK',
        httpVersion: '1.1',
        headers: [['Content-Type', 'text/event-stream']],
      },
      pieces: edges.slice(1).map((edge, index) => ({ at: 0, bytes: split.bytes.subarray(edges[index], edge) })),
      end: { at: 0, how: 'complete' },
    });
    mkdirSync(keepIn, { recursive: true });
    const file = join(keepIn, name + RECORDING_SUFFIX);
    writeFileSync(file, text);
    const [command, where] = again;
    return `${command.replace(/ sdk\b/, ' replay')} ${relative('', file)} ${where}`;
  }
}
