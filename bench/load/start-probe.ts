import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProbeOrder } from './probe.js';

/** The client beside the load, see `probe.ts`. */
export interface Probe {
  /** Milliseconds to the first byte of each answer that it was given. */
  ask(port: number, request: Buffer, milliseconds: number): Promise<readonly number[]>;
  stop(): void;
}

export function startProbe(): Probe {
  const child = fork(fileURLToPath(new URL('./probe.js', import.meta.url)));
  return {
    ask: (port, request, milliseconds) =>
      new Promise((resolve, reject) => {
        const ended = (code: number | null) => reject(new Error(`The probe ended with ${code}.`));
        child.once('exit', ended);
        child.once('message', (firstByte) => {
          child.off('exit', ended);
          resolve(firstByte as readonly number[]);
        });
        child.send({ port, request: request.toString('base64'), milliseconds } satisfies ProbeOrder);
      }),
    stop: () => child.kill(),
  };
}
