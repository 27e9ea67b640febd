import type { GoldenExchange } from './contract.js';
import { isFields } from './pact-file.js';

/** Reads a dialect's list of golden exchanges. Throws where the package is damaged. */
export function goldenOf(value: unknown): readonly GoldenExchange[] {
  if (!Array.isArray(value)) throw new Error('The golden exchanges are no list. Repair the package.');
  return value.map((each, index) => {
    if (!isGolden(each)) throw new Error(`Golden exchange ${index} lacks a member. Repair the package.`);
    return each;
  });
}

function isGolden(value: unknown): value is GoldenExchange {
  if (!isFields(value) || !isFields(value.request)) return false;
  const { method, path, headers } = value.request;
  const texts = [value.description, value.state, method, path];
  return texts.every((text) => typeof text === 'string') && isFields(headers);
}
