import { describe, expect, test } from 'vitest';
import type { IncomingRequest, StreamEvent, StreamItem } from '../../mock-gateway/engine/exchange.js';
import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import { retellsDeeply } from '../../mutants/deep.js';
import { always, misreadsBody, parsed, retellsJson, together, withRequestHeader } from '../../mutants/edge.js';
import { appends, delays, drops, goesOn, repeats, retellsStream } from '../../mutants/streams.js';

const request = (path = '/', body = '{"a":1}'): IncomingRequest => ({
  method: 'POST',
  target: path,
  path,
  headers: [['X-One', '1']],
  header: (name) => (name.toLowerCase() === 'x-one' ? '1' : undefined),
  body: Buffer.from(body),
  remoteAddress: '127.0.0.1',
  signal: new AbortController().signal,
  arrivedAt: 0,
});

async function* said(types: readonly string[]): AsyncIterable<StreamItem> {
  for (const type of types) yield { type };
}

/** The types of the events that a lie makes of these. */
async function told(mutation: Mutation, ...types: readonly string[]): Promise<string> {
  const events: string[] = [];
  for await (const event of mutation.events?.(said(types), request()) ?? said(types)) {
    if (!(event instanceof Uint8Array)) events.push(event.type);
  }
  return events.join(' ');
}

describe('lies about streams', () => {
  test('a held event comes just after the one it waits for, or at the end', async () => {
    expect(await told(delays('a', 'c'), 'a', 'b', 'c', 'a', 'd')).toBe('b c a a d');
    expect(await told(delays('a', 'x'), 'a', 'b')).toBe('b a');
  });

  test('events are left out, repeated, and added to', async () => {
    expect(await told(drops('b'), 'a', 'b', 'b', 'c')).toBe('a c');
    expect(await told(repeats('b'), 'a', 'b', 'b')).toBe('a b b b');
    expect(
      await told(
        appends('a', () => ({ type: 'x' })),
        'a',
        'a',
      ),
    ).toBe('a x a');
    expect(
      await told(
        goesOn(() => [{ type: 'x' }]),
        'a',
      ),
    ).toBe('a x');
  });

  test('what a lie remembers belongs to one stream', async () => {
    const lie = retellsStream(always, () => {
      let count = 0;
      return {
        each(event): readonly StreamEvent[] {
          count += 1;
          return [{ type: `${event.type}${count}` }];
        },
      };
    });
    expect(await told(lie, 'a', 'b')).toBe('a1 b2');
    expect(await told(lie, 'a')).toBe('a1');
  });
});

describe('lies at the edge', () => {
  const answer = (mutation: Mutation, next: (asked: IncomingRequest) => unknown) =>
    mutation
      .reply?.(mutation.request?.(request()) ?? request(), async (asked) => ({
        status: 200,
        headers: [['Content-Length', '9']],
        body: Buffer.from(JSON.stringify(next(asked))),
      }))
      .then((reply) => ({
        length: reply.headers[0]?.[1],
        json: reply.body instanceof Uint8Array ? parsed(reply.body) : undefined,
      }));

  test('a retold body has the length that it says', async () => {
    const lie = retellsJson(always, (json) => ({ ...json, more: true }));
    expect(await answer(lie, () => ({ a: 1 }))).toEqual({ length: '20', json: { a: 1, more: true } });
  });

  test('several lies are told together, the first innermost', async () => {
    const lie = together(
      misreadsBody(always, (body) => ({ ...body, b: 2 })),
      retellsJson(always, (json) => ({ ...json, by: 'inner' })),
      retellsJson(always, (json) => ({ ...json, by: [json.by, 'outer'] })),
    );
    expect((await answer(lie, (asked) => parsed(asked.body)))?.json).toEqual({ a: 1, b: 2, by: ['inner', 'outer'] });
  });

  test('a header is set and taken away in any letter case', () => {
    expect(withRequestHeader(request(), 'x-ONE', undefined).header('X-One')).toBeUndefined();
    expect(withRequestHeader(request(), 'X-Two', '2').header('x-two')).toBe('2');
  });

  test('a deep lie reaches objects inside objects', async () => {
    const lie = retellsDeeply(always, () => (object) => ('secret' in object ? { told: object.secret } : object));
    expect((await answer(lie, () => ({ list: [{ secret: 1 }] })))?.json).toEqual({ list: [{ told: 1 }] });
  });
});
