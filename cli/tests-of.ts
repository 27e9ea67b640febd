import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadChapters } from '../suites/chapters.js';
import { registeredTests, testName } from '../suites/requirement.js';
import { loadSdkSuite, sdkFolder } from '../suites/sdk/load.js';
import { registeredSdkTests, sdkTestName } from '../suites/sdk/requirement.js';

/** The names of the tests that are bound to each requirement of a dialect, of both sides. */
export async function testsOf(dialect: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const folder = fileURLToPath(new URL(`../suites/gateway/${dialect}/`, import.meta.url));
  if (existsSync(folder)) await loadChapters(folder, readdirSync(folder));
  if (sdkFolder(dialect) !== undefined) await loadSdkSuite(dialect);
  const tests = new Map<string, string[]>();
  const note = (id: string, name: string) => tests.set(id, [...(tests.get(id) ?? []), name]);
  for (const test of registeredTests()) note(test.id, testName(test));
  for (const test of registeredSdkTests()) note(test.id, sdkTestName(test));
  return tests;
}
