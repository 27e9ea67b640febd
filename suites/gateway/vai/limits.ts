/** How large a request may be: what is just as large as the limit is accepted, one more is refused where it crossed. */
import { requirement } from '../../requirement.js';
import type { ProbeRequest, Trial } from '../../trial.js';
import { addressed, type Body, clockTool, dialogue, hello, offering, toolTurn, userSaid } from './bodies.js';
import { changed } from './change.js';
import { MESSAGES, RUNS } from './client.js';
import { assertRefused, passes } from './control.js';

const small = { profile: 'small-limits' };

const sent = (t: Trial, body: Body, path: string = MESSAGES): ProbeRequest => ({
  path,
  json: addressed(t, body),
  spends: true,
});

/** At the limit `make` gives a body that passes: one rule. One over it, a body that is refused by this param: the other. */
function bothSides(
  [atId, overId]: readonly [at: string | null, over: string],
  setting: string,
  make: (size: number) => Body,
  param: string,
  variant?: string,
): void {
  const needs = variant === undefined ? small : { ...small, variant };
  if (atId !== null) {
    requirement(atId, needs, async (t) => {
      const answer = await passes(t, sent(t, make(t.subject.settingNumber(setting))));
      t.proved(`${answer.status} at ${setting} ${t.subject.setting(setting)}`);
    });
  }
  requirement(overId, needs, async (t) => {
    const limit = t.subject.settingNumber(setting);
    await passes(t, sent(t, make(limit)));
    assertRefused(t, await t.send(sent(t, make(limit + 1))), { param });
  });
}

const tools = (count: number) => Array.from({ length: count }, (_, i) => ({ ...clockTool, name: `clock_${i}` }));

bothSides(['VAI-GW-LIM-001', 'VAI-GW-LIM-002'], 'max_messages', (count) => ({ messages: dialogue(count) }), 'messages');
bothSides(['VAI-GW-LIM-003', 'VAI-GW-LIM-004'], 'max_tools', (count) => offering(...tools(count)), 'tools');

/** `hello` and a second message, so that together they hold so many bytes. */
const spoken = (bytes: number): Body => ({
  messages: [
    { role: 'user', content: 'hello' },
    { role: 'assistant', content: 'x'.repeat(bytes - 5) },
  ],
});
bothSides(['VAI-GW-LIM-005', 'VAI-GW-LIM-006'], 'max_total_text_bytes', spoken, 'messages[1].content');

/** As many bytes as told, but fewer characters: each but the last few takes three bytes. */
const euros = (bytes: number) => '€'.repeat(Math.floor(bytes / 3)) + 'x'.repeat(bytes % 3);
bothSides(
  [null, 'VAI-GW-LIM-007'],
  'max_total_text_bytes',
  (bytes) => userSaid({ type: 'text', text: euros(bytes) }),
  'messages[0].content[0].text',
);
bothSides(
  [null, 'VAI-GW-LIM-008'],
  'max_total_text_bytes',
  (bytes) => ({ messages: [{ role: 'user', content: '' }], system: 'x'.repeat(bytes) }),
  'system',
);
bothSides(
  [null, 'VAI-GW-LIM-008'],
  'max_total_text_bytes',
  (bytes) => ({
    ...userSaid(),
    system: [
      { type: 'text', text: 'ab' },
      { type: 'text', text: 'x'.repeat(bytes - 2) },
    ],
  }),
  'system[1].text',
  'blocks',
);
bothSides(
  [null, 'VAI-GW-LIM-009'],
  'max_total_text_bytes',
  (bytes) => userSaid({ type: 'text', text: 'ab' }, { type: 'text', text: 'x'.repeat(bytes - 2) }),
  'messages[0].content[1].text',
);
const questionBytes = 'What time is it?'.length;
bothSides(
  [null, 'VAI-GW-LIM-010'],
  'max_total_text_bytes',
  (bytes) => changed(toolTurn, { 'messages[2].content[0].content[0].text': 'x'.repeat(bytes - questionBytes) }),
  'messages[2].content[0].content[0].text',
);

requirement('VAI-GW-LIM-011', small, async (t) => {
  const limit = t.subject.settingNumber('max_total_text_bytes');
  const thought = { type: 'thinking', thinking: 'x'.repeat(limit + 1) };
  const call = { type: 'tool_use', id: 'toolu_1', name: 'clock', input: { zone: 'x'.repeat(limit + 1) } };
  const answer = await passes(
    t,
    sent(t, {
      messages: [
        { role: 'user', content: 'hello' },
        { role: 'assistant', content: [thought, call] },
      ],
    }),
  );
  t.proved(`${answer.status} with ${2 * (limit + 1)} bytes of thinking and tool input`);
});

/** A request whose JSON is filled with white space to so many bytes. */
function filledTo(t: Trial, bytes: number): ProbeRequest {
  return { method: 'POST', path: MESSAGES, body: JSON.stringify(addressed(t, hello)).padEnd(bytes), spends: true };
}
requirement('VAI-GW-LIM-012', small, async (t) => {
  const limit = t.subject.settingNumber('max_body_bytes');
  const answer = await passes(t, filledTo(t, limit));
  t.proved(`${answer.status} to ${limit} bytes`);
});
requirement('VAI-GW-LIM-013', small, async (t) => {
  const limit = t.subject.settingNumber('max_body_bytes');
  await passes(t, filledTo(t, limit));
  for (const bytes of [limit + 1, 2 * limit])
    assertRefused(t, await t.send(filledTo(t, bytes)), { status: [400, 413], param: null });
});

/** An image of so many bytes, in base64. The gateway need not look into it. */
const imageOf = (bytes: number) => ({
  type: 'image',
  source: { type: 'base64', media_type: 'image/png', data: Buffer.alloc(bytes).toString('base64') },
});
bothSides(
  ['VAI-GW-LIM-014', 'VAI-GW-LIM-015'],
  'max_b64_per_block',
  (bytes) => userSaid({ type: 'text', text: 'x' }, imageOf(bytes)),
  'messages[0].content[1].source.data',
);

/** Images that together have so many bytes, none of them larger than a third of it (and a rest). */
const images = (bytes: number) => {
  const part = Math.floor(bytes / 3);
  return userSaid(imageOf(part), imageOf(part), imageOf(bytes - 2 * part));
};
bothSides(['VAI-GW-LIM-016', 'VAI-GW-LIM-017'], 'max_b64_total', images, 'messages[0].content[2].source.data');

requirement('VAI-GW-LIM-018', small, async (t) => {
  const messages = t.subject.settingNumber('max_messages');
  const text = t.subject.settingNumber('max_total_text_bytes');
  const run = (body: Body) => sent(t, { request: body }, RUNS);
  // Whether the path is that of the run or of its request is another requirement (D-08).
  await passes(t, run({ messages: dialogue(messages) }));
  assertRefused(t, await t.send(run({ messages: dialogue(messages + 1) })), {
    param: ['messages', 'request.messages'],
  });
  await passes(t, run(spoken(text)));
  const path = 'messages[1].content';
  assertRefused(t, await t.send(run(spoken(text + 1))), { param: [path, `request.${path}`] });
});
