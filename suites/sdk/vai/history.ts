import { sdkRequirement } from '../requirement.js';
import type { Call, SdkTrial } from '../trial.js';

const ID = 'VAI-SDK-HIST';
const OPERATION = 'helpers.apply_history_delta';
const HISTORY = { features: ['history'] } as const;

const text = (said: string) => [{ type: 'text', text: said }];
const ASKED = { role: 'user', content: text('Weather in 東京?') };
const CALLED = {
  role: 'assistant',
  content: [
    { type: 'thinking', thinking: 'Ask the tool.' },
    { type: 'tool_use', id: 'toolu_1', name: 'vai_web_search', input: { q: '東京', none: null } },
  ],
};
const RETURNED = {
  role: 'user',
  content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: text('no hits'), is_error: true }],
};
const ANSWERED = { role: 'assistant', content: text('I do not know.') };

/** Applies messages to a history that is expected to have this length. */
function applied(
  t: SdkTrial,
  history: readonly unknown[],
  expected_len: number,
  append: readonly unknown[],
  strict: boolean,
): Promise<Call> {
  const event = { type: 'history_delta', expected_len, append };
  return t.once(OPERATION, { request: { history, event, strict } });
}

sdkRequirement(`${ID}-001`, HISTORY, async (t: SdkTrial) => {
  for (const strict of [true, false]) {
    const one = await applied(t, [ASKED], 1, [CALLED, RETURNED], strict);
    const expected = [ASKED, CALLED, RETURNED];
    t.same('history', one.result().value, expected, { what: 'The history with two messages more', in: one });
    const two = await applied(t, expected, 3, [ANSWERED], strict);
    t.same('history', two.result().value, [...expected, ANSWERED], {
      what: 'The history with a last message',
      in: two,
    });
    const first = await applied(t, [], 0, [ANSWERED], strict);
    t.same('history', first.result().value, [ANSWERED], { what: 'A history that was empty', in: first });
  }
});

sdkRequirement(`${ID}-002`, HISTORY, async (t: SdkTrial) => {
  const control = await applied(t, [ASKED], 1, [ANSWERED], true);
  t.same('history', control.result().value, [ASKED, ANSWERED], { what: 'A history of the right length', in: control });
  for (const [history, expected] of [
    [[ASKED], 2],
    [[ASKED, CALLED, RETURNED], 2],
    [[], 1],
    [[ASKED], 0],
  ] as const) {
    const call = await applied(t, history, expected, [ANSWERED], true);
    const what = `The refusal of a history of ${history.length} messages where ${expected} are expected`;
    t.kind(call, ['usage'], { what, in: call });
  }
});

sdkRequirement(`${ID}-003`, HISTORY, async (t: SdkTrial) => {
  for (const expected of [0, 1, 5]) {
    const call = await applied(t, [ASKED, CALLED], expected, [RETURNED, ANSWERED], false);
    const history = [ASKED, CALLED, RETURNED, ANSWERED];
    t.same('history', call.result().value, history, {
      what: `The history where ${expected} messages are expected`,
      in: call,
    });
  }
});

sdkRequirement(`${ID}-004`, HISTORY, async (t: SdkTrial) => {
  for (const strict of [true, false]) {
    const call = await applied(t, [ASKED, ANSWERED], 2, [], strict);
    t.same('history', call.result().value, [ASKED, ANSWERED], { what: 'The history after an empty append', in: call });
    // Whoever hands back what it was given would pass else.
    const control = await applied(t, [ASKED], 1, [ANSWERED], strict);
    t.same('history', control.result().value, [ASKED, ANSWERED], { what: 'The history after an append', in: control });
  }
});

sdkRequirement(`${ID}-005`, HISTORY, async (t: SdkTrial) => {
  const future = { type: 'x_future_block', payload: { deep: [1, null, { a: '東京' }], flag: false } };
  const message = { role: 'assistant', content: [...text('Look:'), future, ...text('There.')] };
  const call = await applied(t, [ASKED], 1, [message], true);
  t.same('history', call.result().value, [ASKED, message], { what: 'The history with an unknown block', in: call });
});
