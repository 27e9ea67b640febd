import { readPackageJson } from '../package-root.js';
import type { ErrorType } from './types.js';

/** The documented types of errors, in the order in which they are listed. */
export const ERROR_TYPES = [
  'invalid_request_error',
  'authentication_error',
  'permission_error',
  'not_found_error',
  'rate_limit_error',
  'api_error',
  'overloaded_error',
] as const satisfies readonly ErrorType[];

const table = readTable(readPackageJson('contracts/vai/errors.json'));

/** The HTTP status that an error of this type usually has. */
export function statusOf(type: ErrorType): number {
  return table.get(type)?.[0] ?? 500;
}

/** Every HTTP status that an error of this type may have, the usual one first; none for a type nobody documented. */
export function statusesOf(type: string): readonly number[] {
  return table.get(type) ?? [];
}

/** Whether the type is one of the documented ones. */
export function isErrorType(type: string): type is ErrorType {
  return ERROR_TYPES.some((each) => each === type);
}

function readTable(data: unknown): ReadonlyMap<string, readonly number[]> {
  const rows = new Map<string, readonly number[]>();
  for (const type of ERROR_TYPES) {
    const { status, also } = memberOf(memberOf(data, 'types'), type);
    const all = [status, ...(Array.isArray(also) ? also : [])].filter((each) => typeof each === 'number');
    if (all.length === 0)
      throw new Error(`contracts/vai/errors.json says no status for ${type}. Install the package again.`);
    rows.set(type, all);
  }
  return rows;
}

function memberOf(value: unknown, key: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return {};
  const member: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
  return typeof member === 'object' && member !== null ? { ...member } : {};
}
