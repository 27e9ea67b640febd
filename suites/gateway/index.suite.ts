import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, inject, test } from 'vitest';
import { loadChapters } from '../chapters.js';
import { registeredTests, testName } from '../requirement.js';
import { Run } from '../run.js';

// The one suite file of the gateway suites: in one file all chapters run at the same time.
const plan = inject('run');
const folder = fileURLToPath(new URL(`./${plan.dialect}/`, import.meta.url));
const { profiles } = await loadChapters(folder, readdirSync(folder));
const run = await Run.of(plan, profiles);
afterAll(() => run.close());

const byLength = registeredTests().toSorted((a, b) => Number(b.needs.waits ?? false) - Number(a.needs.waits ?? false));
for (const subject of plan.subjects) {
  const asked = new Set(subject.only);
  for (const one of byLength) {
    if (!asked.has(one.id)) continue;
    test(`${subject.label} ${testName(one)}`, async ({ task }) => {
      task.meta.outcome = await run.test(subject, one);
    });
  }
}
