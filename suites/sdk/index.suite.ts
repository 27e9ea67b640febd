import { afterAll, inject, test } from 'vitest';
import { loadSdkSuite } from './load.js';
import { registeredSdkTests, sdkTestName } from './requirement.js';
import { SdkRun } from './run.js';

// The one suite file of the SDK suites: in one file all chapters run at the same time.
const plan = inject('sdk');
const run = await SdkRun.of(plan, await loadSdkSuite(plan.dialect));
afterAll(() => run.close());

/** What waits comes first, what must be alone last. */
const inOrder = registeredSdkTests().toSorted((a, b) => rank(a.needs) - rank(b.needs));
for (const subject of plan.subjects) {
  const asked = new Set(subject.only);
  const tests = inOrder.filter((one) => asked.has(one.id));
  run.expect(subject, tests.length);
  test(`${subject.label}: its adapter`, async ({ task }) => {
    task.meta.adapter = await run.meet(subject);
  });
  for (const one of tests) {
    test(`${subject.label} ${sdkTestName(one)}`, async ({ task }) => {
      task.meta.outcome = await run.test(subject, one);
    });
  }
  test(`${subject.label}: its end`, async ({ task }) => {
    task.meta.adapter = await run.part(subject);
  });
}

function rank({ waits, alone }: { readonly waits?: true; readonly alone?: true }): number {
  return alone ? 2 : waits ? 0 : 1;
}
