import type { RequestContext, RequestFault } from './fault.js';

/** Thrown at the first fault that nobody overlooks; only `checkRequest` catches it. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(readonly fault: RequestFault) {
    super(fault.message);
  }
}

/** The members of a fault that differ from those of a plain 400. */
export type FaultDetails = Partial<Pick<RequestFault, 'status' | 'type' | 'code' | 'compatIssues'>>;

/** Says no: throws, unless the context overlooks this fault; then it returns, and the check goes on. */
export type Refuse = (rule: string, param: string | undefined, message: string, details?: FaultDetails) => void;

export function refuser(context: RequestContext): Refuse {
  return (rule, param, message, details) => {
    const fault: RequestFault = {
      rule,
      status: 400,
      type: 'invalid_request_error',
      message,
      ...(param === undefined ? {} : { param }),
      ...details,
    };
    if (context.overlook?.(fault) !== true) throw new Refused(fault);
  };
}

/** A JSON object as it was parsed; ours alone, so a `null` that means absence is taken out of it. */
export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What `String.prototype.trim` leaves nothing of, or what is no text at all. */
export function isBlank(value: unknown): boolean {
  return typeof value !== 'string' || value.trim() === '';
}

/** The path of a member, in the notation of `param`. */
export function at(path: string, key: string): string {
  const shown = key.length > 100 ? `${key.slice(0, 100)}...` : key;
  return path === '' ? shown : `${path}.${shown}`;
}

/** What came, in a word: values stay out of messages, they may be secrets. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a fraction';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
