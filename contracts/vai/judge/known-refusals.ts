import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot, readPackageJson } from '../../package-root.js';
import { fieldsOf, listOf } from './values.js';

/** What a subject must take back from its own answers, and the requirement whose baseline entry says that it does not. */
const TAKEN_BACK: readonly (readonly [block: string, requirement: string])[] = [
  ['web_search_tool_result', 'VAI-GW-VAL-123'],
  ['redacted_thinking', 'VAI-GW-VAL-124'],
];

const known = new Map<string, ReadonlySet<string>>();

/**
 * The blocks of an assistant message that a subject is known not to take back, from the baseline that ships for it. One
 * exchange alone cannot show what a later request would meet; the baseline of the recorded subject does.
 *
 * @param subject - `name@commit`, as recordings and baselines name it; absent where the capture does not say.
 */
export function refusedBack(subject: string | undefined): ReadonlySet<string> {
  if (subject === undefined || !/^[\w.-]+@[\w.-]+$/.test(subject)) return new Set();
  const found = known.get(subject) ?? read(subject);
  known.set(subject, found);
  return found;
}

function read(subject: string): ReadonlySet<string> {
  const path = `baselines/${subject}.json`;
  if (!existsSync(join(packageRoot, path))) return new Set();
  const ids = listOf(fieldsOf(readPackageJson(path)).entries).map((entry) => fieldsOf(entry).id);
  return new Set(TAKEN_BACK.filter(([, requirement]) => ids.includes(requirement)).map(([block]) => block));
}
