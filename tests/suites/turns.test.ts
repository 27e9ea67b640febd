import { expect, test } from 'vitest';
import { Turns } from '../../suites/turns.js';

/** Runs tasks that end on demand, and counts how many run at once. */
function tasks(turns: Turns, count: number) {
  const ends: (() => void)[] = [];
  let running = 0;
  let most = 0;
  const all = Array.from({ length: count }, () =>
    turns.take(false, async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => ends.push(resolve));
      running--;
    }),
  );
  return {
    running: () => running,
    most: () => most,
    async endOne() {
      ends.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
    all: Promise.all(all),
  };
}

test('as many tasks run at once as there are places', async () => {
  const run = tasks(new Turns(3), 8);
  for (let i = 0; i < 8; i++) await run.endOne();
  await run.all;
  expect(run.most()).toBe(3);
});

test('after narrowing, fewer run, and all get their turn', async () => {
  const turns = new Turns(4);
  const run = tasks(turns, 10);
  turns.narrow(1);
  for (let i = 0; i < 4; i++) await run.endOne();
  expect(run.running()).toBe(1);
  for (let i = 0; i < 6; i++) await run.endOne();
  await run.all;
});

test('tasks that wait take no place', async () => {
  const turns = new Turns(1);
  const run = tasks(turns, 1);
  await expect(turns.take(true, async () => 'ran')).resolves.toBe('ran');
  await run.endOne();
  await run.all;
});
