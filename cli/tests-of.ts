import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadChapters } from '../suites/chapters.js';
import { registeredTests, testName } from '../suites/requirement.js';

/** The names of the tests that are bound to each requirement of a dialect's gateway suite. */
export async function testsOf(dialect: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const folder = fileURLToPath(new URL(`../suites/gateway/${dialect}/`, import.meta.url));
  if (existsSync(folder)) await loadChapters(folder, readdirSync(folder));
  const tests = new Map<string, string[]>();
  for (const test of registeredTests()) tests.set(test.id, [...(tests.get(test.id) ?? []), testName(test)]);
  return tests;
}
