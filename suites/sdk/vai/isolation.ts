import { setImmediate as turn } from 'node:timers/promises';
import { sdkRequirement } from '../requirement.js';
import { json, program, sseHead, write } from '../server/replies.js';
import type { Call, ScriptServer, SdkTrial, SeenRequest } from '../trial.js';
import { MESSAGE } from './answers.js';
import { gathering } from './moment.js';
import { CREATES, messageIn, POSTS, STREAMS, withMessage } from './operations.js';
import { taggedEvents, textsOf } from './tagged-streams.js';

const ID = 'VAI-SDK-ISO';
const ALONE = { features: ['share'], alone: true } as const;
const AT_ONCE = 12;
/** What browsers open to one host at most. */
const AT_ONCE_IN_BROWSER = 5;
/** How long a test waits for all calls to be under way; an SDK with a smaller pool is judged on fewer. */
const GATHER_MS = 2_000;
const PIECES = 8;
/** A reader this slow is far behind one that takes what there is. */
const SLOW_MS = 25;

sdkRequirement(`${ID}-001`, { ...ALONE, operations: ['messages.stream'] }, (t) =>
  t.each((op) => never(t, op, 'event')),
);
sdkRequirement(`${ID}-002`, { ...ALONE, operations: ['runs.stream'] }, (t) => t.each((op) => never(t, op, 'event')));
sdkRequirement(`${ID}-005`, { ...ALONE, operations: STREAMS }, (t) => t.each((op) => never(t, op, 'byte')));

sdkRequirement(`${ID}-003`, { ...ALONE, operations: CREATES }, (t: SdkTrial) =>
  t.each(async (op) => {
    const all = tags(t);
    const gathered = gathering(all.length, GATHER_MS);
    const server = await t.serve(async (request) => {
      const tag = tagOf(op, request);
      await gathered.arrive();
      // The last to come is answered first.
      for (let turns = all.length - all.indexOf(tag); turns > 0; turns--) await turn();
      const message = { ...MESSAGE, content: [{ type: 'text', text: tag }] };
      const result = { steps: [], tool_call_count: 0, turn_count: 1, usage: MESSAGE.usage, stop_reason: 'end_turn' };
      return json(op === 'runs.create' ? { result: { ...result, response: message } } : message);
    });
    const calls = await atOnce(t, op, server, all);
    for (const [tag, call] of calls) {
      t.equal(textsIn(call.result().value, all), [tag], { what: `The texts of the answer to ${tag}`, in: call });
    }
  }),
);

sdkRequirement(`${ID}-004`, { operations: POSTS, alone: true }, (t: SdkTrial) =>
  t.each(async (op) => {
    const all = tags(t);
    const server = await t.serve((request) => t.plainReply(op, request));
    await Promise.all(
      all.map((tag) =>
        t.once(op, {
          server,
          request: tagged(t, op, tag),
          client: {
            gateway_api_key: `${t.keys.gateway}-${tag}`,
            ...(t.has('default_headers') ? { default_headers: { 'X-Team': tag } } : {}),
          },
        }),
      ),
    );
    t.equal(server.requests.length, all.length, { what: 'The number of requests' });
    for (const request of server.requests) {
      const tag = tagOf(op, request);
      t.equal(request.header('authorization'), `Bearer ${t.keys.gateway}-${tag}`, { what: `Authorization of ${tag}` });
      if (t.has('default_headers')) t.equal(request.header('x-team'), tag, { what: `The default header of ${tag}` });
    }
  }),
);

sdkRequirement(`${ID}-006`, { ...ALONE, operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const all = tags(t);
    const gathered = gathering(all.length, GATHER_MS);
    const server = await t.serve((request) =>
      program(async function* () {
        yield sseHead();
        const tag = tagOf(op, request);
        for (const [index, event] of taggedEvents(op, tag, PIECES).entries()) {
          if (index === 2) await gathered.arrive();
          if (index === 3 && all.indexOf(tag) % 2 === 0) {
            yield write({ type: 'error', error: { type: 'api_error', message: tag } });
            return yield { step: 'end' };
          }
          yield write(event);
          await turn();
        }
        yield { step: 'end' };
      }),
    );
    for (const [tag, call] of await atOnce(t, op, server, all)) {
      if (all.indexOf(tag) % 2 === 0) t.kind(call, ['api'], { what: `The end of ${tag}`, in: call });
      else whole(t, op, call, tag);
    }
  }),
);

sdkRequirement(`${ID}-007`, { features: ['share', 'delay'], operations: STREAMS, alone: true }, (t: SdkTrial) =>
  t.each(async (op) => {
    const server = await t.serve((request) =>
      program(async function* () {
        yield sseHead();
        for (const event of taggedEvents(op, tagOf(op, request), PIECES)) yield write(event);
        yield { step: 'end' };
      }),
    );
    const client = { share: `slow-${op}-${t.seed}` };
    const slow = await t.start(op, { server, client, request: tagged(t, op, 'slow'), options: { delay_ms: SLOW_MS } });
    await slow.event(1);
    const fast = await t.once(op, { server, client, request: tagged(t, op, 'fast') });
    const reached = slow.lines.length;
    whole(t, op, fast, 'fast');
    const late = await slow.done;
    whole(t, op, late, 'slow');
    t.that(reached < late.lines.length, {
      what: 'The stream beside one whose reader is slow',
      in: fast,
      expected: 'its end before that of the slow one',
      actual: 'it waited for the slow one',
    });
  }),
);

/** Many streams on one client, written in turns, never mix. */
async function never(t: SdkTrial, op: string, turns: 'event' | 'byte'): Promise<void> {
  const all = turns === 'byte' ? tags(t).slice(0, 4) : tags(t);
  const gathered = gathering(all.length, GATHER_MS);
  const server = await t.serve((request) =>
    program(async function* () {
      yield sseHead();
      await gathered.arrive();
      for (const event of taggedEvents(op, tagOf(op, request), PIECES)) {
        const step = write(event);
        if (step.step !== 'write') continue;
        for (const bytes of turns === 'byte' ? Array.from(step.bytes, (byte) => Uint8Array.of(byte)) : [step.bytes]) {
          yield { step: 'write', bytes };
          await turn();
        }
      }
      yield { step: 'end' };
    }),
  );
  for (const [tag, call] of await atOnce(t, op, server, all)) whole(t, op, call, tag);
}

/** The call has every piece of its own stream, in order, and none of another. */
function whole(t: SdkTrial, op: string, call: Call, tag: string): void {
  call.result();
  t.equal(
    textsOf(op, call.events),
    Array.from({ length: PIECES }, (_, piece) => `${tag}/${piece}`),
    {
      what: `The pieces of the stream ${tag}`,
      in: call,
    },
  );
}

async function atOnce(
  t: SdkTrial,
  op: string,
  server: ScriptServer,
  all: readonly string[],
): Promise<readonly (readonly [tag: string, call: Call])[]> {
  const client = { share: `many-${op}-${t.id}-${t.seed}` };
  return Promise.all(
    all.map(async (tag) => [tag, await t.once(op, { server, client, request: tagged(t, op, tag) })] as const),
  );
}

function tags(t: SdkTrial): string[] {
  const count = t.described.runtime === 'browser' ? AT_ONCE_IN_BROWSER : AT_ONCE;
  return Array.from({ length: count }, (_, index) => `tag-${String.fromCharCode(97 + index)}`);
}

function tagged(t: SdkTrial, op: string, tag: string) {
  return withMessage(t, op, { messages: [{ role: 'user', content: tag }] });
}

/** The tag of a request: what its user said. */
function tagOf(op: string, request: SeenRequest): string {
  const { messages } = messageIn(op, request.json());
  return /(tag-[a-z]|slow|fast)/.exec(JSON.stringify(messages) ?? '')?.[0] ?? 'untagged';
}

/** Which of the tags a value mentions. */
function textsIn(value: unknown, all: readonly string[]): string[] {
  const text = JSON.stringify(value) ?? '';
  return all.filter((tag) => text.includes(`"${tag}"`));
}
