import type { Findings } from '../../judge/findings.js';
import { readPackageJson } from '../../package-root.js';
import type { Known } from './facts.js';
import { faultsOf } from './request-faults.js';
import { errorShape } from './shapes.js';
import { type Fields, fieldsOf, isFields, shown, textOf } from './values.js';

interface TypeRow {
  readonly status: number;
  readonly also: readonly number[];
}

const TYPES: ReadonlyMap<string, TypeRow> = new Map(
  Object.entries(fieldsOf(fieldsOf(readPackageJson('contracts/vai/errors.json')).types)).map(([type, row]) => {
    const { status, also } = fieldsOf(row);
    return [type, { status: Number(status), also: Array.isArray(also) ? also.map(Number) : [] }];
  }),
);

/** Where an error stands: as a response's body, as a frame, or in a tool's result, where it needs no request id. */
export type ErrorPlace = 'body' | 'frame' | 'tool';

/** The rules that hold for an error wherever it stands. */
export class ErrorRules {
  readonly #findings: Findings;
  readonly #known: Known;
  #faults: ReadonlySet<string | undefined> | undefined;

  constructor(findings: Findings, known: Known) {
    this.#findings = findings;
    this.#known = known;
  }

  /** Judges an inner error object; `path` is where it stands in the JSON at hand. */
  judge(error: unknown, place: ErrorPlace, path: string): void {
    const findings = this.#findings;
    if (!isFields(error)) {
      findings.fail('VAI-GW-ERR-001', {
        message: 'The error is no object.',
        expected: 'an object',
        actual: shown(error),
        path,
      });
      return;
    }
    this.#shape(error, path);
    this.#type(error, path);
    this.#internals(error, path);
    this.#secrets(error, place, path);
    if (place === 'frame') this.#frameId(error, path);
  }

  #shape(error: Fields, path: string): void {
    const basics = typeof error.type === 'string' && typeof error.message === 'string';
    this.#findings.check('VAI-GW-ERR-001', basics, () => ({
      message: 'The error has no type and message.',
      expected: 'text in type and message',
      actual: shown({ type: error.type, message: error.message }),
      path,
    }));
    if (!basics) return;
    const wrong = errorShape(error);
    this.#findings.check('VAI-GW-ERR-022', wrong === undefined, () => ({
      message: 'A member of the error has the wrong type.',
      expected: wrong?.expected ?? '',
      actual: wrong?.actual ?? '',
      path: `${path}.${wrong?.path ?? ''}`,
    }));
  }

  #type(error: Fields, path: string): void {
    if (typeof error.type !== 'string') return;
    const { type } = error;
    this.#findings.check('VAI-GW-ERR-003', TYPES.has(type), () => ({
      message: `The error type ${shown(type)} is not documented.`,
      expected: `one of ${[...TYPES.keys()].join(', ')}`,
      actual: type,
      path: `${path}.type`,
    }));
  }

  /** An error of the gateway's own has no provider behind it, so a text that stands there is its own. */
  #internals(error: Fields, path: string): void {
    const inside = error.provider_error;
    const own = error.type === 'api_error' && typeof inside === 'string';
    this.#findings.check('VAI-GW-ERR-019', !own, () => ({
      message: "The gateway's own error text stands in provider_error.",
      expected: 'no provider_error for an error that no provider made',
      actual: shown(inside),
      path: `${path}.provider_error`,
    }));
  }

  /** In a recording a secret reads `***`: where that stands in an error, the gateway had quoted a key. */
  #secrets(error: Fields, place: ErrorPlace, path: string): void {
    const id = place === 'tool' ? 'VAI-GW-SEC-003' : 'VAI-GW-SEC-002';
    if (this.#known.redacted) {
      const quoted = ['message', 'provider_error'].find((key) => (JSON.stringify(error[key]) ?? '').includes('***'));
      this.#findings.check(id, quoted === undefined, () => ({
        message: 'The error quotes a key.',
        expected: 'no key in an error',
        actual: shown(error[quoted ?? '']),
        path: `${path}.${quoted ?? ''}`,
      }));
    } else if (this.#known.secrets.length > 0) this.#findings.test(id);
  }

  #frameId(error: Fields, path: string): void {
    const id = textOf(error.request_id);
    this.#findings.check('VAI-GW-RID-011', id !== undefined && id !== '', () => ({
      message: 'The error frame has no request id.',
      expected: `request_id ${shown(this.#known.responseHeader('x-request-id') ?? 'of the response header')}`,
      actual: 'none',
      path: `${path}.request_id`,
    }));
    const header = this.#known.responseHeader('x-request-id');
    if (id === undefined || header === undefined) return;
    this.#findings.check('VAI-GW-RID-010', id === header, () => ({
      message: 'The request id of the error frame is not that of the header.',
      expected: header,
      actual: id,
      path: `${path}.request_id`,
    }));
  }

  /**
   * Whether an error names a fault of the request that the gateway could have seen before the stream. A model's provider words
   * faults of its own liking, so it has to be one that this contract knows.
   */
  namesRequestFault({ type, param, provider_error }: Fields): boolean {
    if (type !== 'invalid_request_error' || typeof param !== 'string') return false;
    if (/^(request\.)?(stt_model|tts_model|voice)\b/.test(param)) return true;
    if (provider_error !== undefined) return false;
    this.#faults ??= new Set(faultsOf(this.#known).map((fault) => fault.param?.replace(/^request\./, '')));
    return this.#faults.has(param.replace(/^request\./, ''));
  }

  /** Whether a status may stand with an error type; unknown types fit any status, they break another rule. */
  static statusFits(type: unknown, status: number): boolean {
    const row = typeof type === 'string' ? TYPES.get(type) : undefined;
    return row === undefined || row.status === status || row.also.includes(status);
  }

  static statusOf(type: unknown): number | undefined {
    return typeof type === 'string' ? TYPES.get(type)?.status : undefined;
  }
}
