import { expect, test } from 'vitest';
import { broken, close, conclude, deviations, judge, open, response, run, start, stop } from './synthetic.js';

const redacted = { type: 'redacted_thinking', data: 'EmwKAhgB' };
const turn = [start, open(0, redacted), close(0), conclude(), stop];
const answered = (subject?: string) => judge(run(turn, response([redacted]), subject === undefined ? {} : { subject }));

test('a history that its gateway is known to refuse cannot be sent back', () => {
  const judgement = answered('vai-lite@2baebd3');
  expect(broken(judgement)).toEqual(['RST-037']);
  expect(deviations(judgement)).toEqual(['D-24']);
});

test.each([undefined, 'another@1', '../../package@1', 'no-commit'])('of subject %s nothing is known', (subject) => {
  expect(broken(answered(subject))).toEqual([]);
});
