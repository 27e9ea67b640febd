import type { Findings } from '../../judge/findings.js';
import type { Known } from './facts.js';

/** Shorter values are words like others. */
const SHORTEST = 6;

/** Looks for known secrets in the bytes of a body, also where they are cut between two pieces. */
export class SecretScan {
  readonly #findings: Findings;
  readonly #wanted: readonly { readonly bytes: Buffer; readonly id: string }[];
  readonly #overlap: number;
  #tail = Buffer.alloc(0);

  constructor(findings: Findings, known: Known) {
    this.#findings = findings;
    const secrets = known.secrets.filter((secret) => secret.length >= SHORTEST);
    this.#wanted = secrets.map((secret) => ({
      bytes: Buffer.from(secret),
      id: secret === known.token ? 'VAI-GW-SEC-001' : 'VAI-GW-SEC-002',
    }));
    this.#overlap = Math.max(0, ...this.#wanted.map(({ bytes }) => bytes.length - 1));
  }

  push(piece: Uint8Array, bodyByte: number): void {
    if (this.#wanted.length === 0) return;
    const here = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    const seam = Buffer.concat([this.#tail, here.subarray(0, this.#overlap)]);
    for (const { bytes, id } of this.#wanted) {
      this.#findings.test(id);
      if (!here.includes(bytes) && !seam.includes(bytes)) continue;
      Object.assign(this.#findings.place, { event: undefined, byte: bodyByte, label: 'body', raw: '' });
      this.#findings.fail(id, {
        message: 'A key stands in the response.',
        expected: 'no key',
        actual: 'a key that the client sent',
      });
    }
    // Only the end is kept, and as a copy.
    const end = here.length >= this.#overlap ? here : Buffer.concat([this.#tail, here]);
    this.#tail = Buffer.from(end.subarray(Math.max(0, end.length - this.#overlap)));
  }
}
