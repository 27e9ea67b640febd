import { isObject, objectOf } from '../edge.js';
import * as lies from './lies.js';

/** Where these lies were met: the reference answers 500 to faults of the request. */
export const D01 = { source: 'D-01' };

/** Neither an object nor absent. */
export const notObject = (value: unknown) => value !== null && value !== undefined && !isObject(value);

/** Neither text nor absent. */
export const notText = (value: unknown) => value !== null && value !== undefined && typeof value !== 'string';

/** Breaks down over a model request in which this is so. */
export const overRequest = (wrong: (request: Readonly<Record<string, unknown>>) => boolean) =>
  lies.crashes((fault, ask) => fault.status === 400 && wrong(lies.modelRequest(ask)));

/** The value that a path such as `messages[0].role` leads to. */
export function follow(value: unknown, path: string): unknown {
  return path
    .split(/[.[\]]+/)
    .filter((step) => step !== '')
    .reduce<unknown>((each, step) => (Array.isArray(each) ? each[Number(step)] : objectOf(each)[step]), value);
}
