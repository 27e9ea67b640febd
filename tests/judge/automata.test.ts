import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AutomatonData, compileAutomaton } from '../../contracts/judge/automaton.js';
import { Findings } from '../../contracts/judge/findings.js';
import { readPackageJson } from '../../contracts/package-root.js';
import { dialect } from '../../contracts/vai/dialect.js';
import { isPlainTextDelta, messageEventShapes } from '../../contracts/vai/judge/shapes.js';
import {
  add,
  answer,
  broken,
  close,
  conclude,
  failed,
  judge,
  messages,
  open,
  response,
  run,
  runOf,
  type Said,
  say,
  start,
  stop,
  usage,
} from './synthetic.js';

const names = ['message-stream', 'run-stream'];
const dataOf = (name: string) => readPackageJson(`contracts/vai/automata/${name}.json`) as AutomatonData;

describe.each(names)('the automaton %s', (name) => {
  const data = dataOf(name);

  test('has the form of its schema', () => {
    const validate = new Ajv2020({ strict: false }).compile(
      readPackageJson('contracts/automaton.schema.json') as object,
    );
    expect(validate(data), JSON.stringify(validate.errors)).toBe(true);
  });

  test('names only requirements of the catalogue that are told offline', () => {
    const odd = Object.values(data.rules).filter(
      ({ requirement }) => dialect.catalogue.find(requirement)?.offline !== true,
    );
    expect(odd).toEqual([]);
  });

  test('uses every rule, and reaches every state', () => {
    const moves = Object.values(data.states).flatMap((state) => Object.values(state.on).flat());
    const used = new Set([
      ...moves.flatMap((move) => [...(move.checks ?? []), move.breaks]),
      ...Object.values(data.states).flatMap(({ end, cut, close: closing }) => [end, cut, closing]),
    ]);
    expect(Object.keys(data.rules).filter((rule) => !used.has(rule))).toEqual([]);
    const reached = new Set([data.initial, ...moves.map(({ to }) => to)]);
    expect(Object.keys(data.states).filter((state) => !reached.has(state))).toEqual([]);
  });
});

test('data that names what is not there is refused', () => {
  const data: AutomatonData = {
    name: 'x',
    title: 'x',
    initial: 'a',
    ignores: [],
    rules: {},
    states: { a: { meaning: 'a', on: { e: [{ to: 'b' }] } } },
  };
  expect(() => compileAutomaton(data, { guards: {}, actions: {} })).toThrow("names state 'b'");
});

test('data that leads in a circle ends', () => {
  const data: AutomatonData = {
    name: 'x',
    title: 'x',
    initial: 'a',
    ignores: [],
    rules: {},
    states: { a: { meaning: 'a', on: { e: [{ to: 'a', again: true }] } } },
  };
  const course = compileAutomaton<null, { type: string }>(data, { guards: {}, actions: {} }).start(
    null,
    new Findings(),
  );
  course.step({ type: 'e' });
  expect(course.state).toBe('a');
});

type Change = readonly [what: string, events: readonly Said[], id: string];
const tool = { type: 'tool_use', id: 'toolu_1', name: 'get', input: {} };
const json = (index: number, partial_json: string) => add(index, { type: 'input_json_delta', partial_json });

test.each<Change>([
  ['does not begin with message_start', answer.slice(1), 'MST-001'],
  ['begins twice', [start, ...answer], 'MST-002'],
  ['begins with block 1', [start, open(1), close(1), conclude(), stop], 'MST-003'],
  ['opens a block twice', [start, open(0), close(0), open(0), close(0), conclude(), stop], 'MST-004'],
  ['says something for no block', [start, say(0, 'x'), close(0), conclude(), stop], 'MST-005'],
  ['says something for a closed block', [start, open(0), close(0), say(0, 'x'), close(0), conclude(), stop], 'MST-005'],
  ['closes a block twice', [start, open(0), close(0), close(0), conclude(), stop], 'MST-006'],
  ['says text in a tool block', [start, open(0, tool), say(0, 'x'), close(0), conclude('tool_use'), stop], 'MST-007'],
  ['gives half an input', [start, open(0, tool), json(0, '{"a":'), close(0), conclude('tool_use'), stop], 'MST-008'],
  [
    'gives an input that is no object',
    [start, open(0, tool), json(0, '[1]'), close(0), conclude('tool_use'), stop],
    'MST-008',
  ],
  ['leaves a block open', [start, open(0), conclude(), stop], 'MST-009'],
  ['gives no stop reason', [start, { type: 'message_delta', delta: {}, usage: usage(10, 5) }, stop], 'MST-010'],
  ['gives no usage', [start, { type: 'message_delta', delta: { stop_reason: 'end_turn' } }, stop], 'MST-011'],
  ['stops for a tool that is not there', [start, open(0), close(0), conclude('tool_use'), stop], 'MST-012'],
  ['does not stop', answer.slice(0, -1), 'MST-013'],
  ['breaks off', answer.slice(0, 3), 'MST-014'],
  ['has more after the end', [...answer, say(0, 'x')], 'MST-017'],
  ['fails twice', [start, failed(), failed()], 'MST-018'],
  ['has a talking ping', [start, { type: 'ping', at: 1 }, ...answer.slice(1)], 'MST-019'],
  ['has an ill-typed member', [start, { ...open(0), index: '0' }, conclude(), stop], 'MST-022'],
  ['stops without message_delta', [start, open(0), close(0), stop], 'MST-026'],
  ['concludes twice', [...answer.slice(0, -1), conclude(), stop], 'MST-026'],
  [
    'begins with content',
    [
      { ...start, message: { ...(start.message as object), content: [{ type: 'text', text: 'x' }] } },
      ...answer.slice(1),
    ],
    'MST-027',
  ],
  ['says more after message_delta', [...answer.slice(0, -1), open(1), stop], 'MST-028'],
])('a message stream that %s breaks one rule', (_, events, id) => {
  expect(broken(judge(messages(events)))).toContain(id);
  expect(broken(judge(messages(events))).length).toBeLessThanOrEqual(2);
});

const golden = run(answer).events ?? [];
/** What must be found where the frame at this place of a golden run is missing. */
const MISSING: readonly (readonly string[])[] = [
  ['RST-001'],
  ['RST-044', 'RST-008'],
  ['MST-001'],
  ['MST-003', 'MST-005'],
  ['RST-019'],
  ['RST-019'],
  ['MST-009'],
  ['RST-034'],
  ['MST-013'],
  ['RST-009'],
  ['RST-009'],
  ['RST-005'],
];

test.each(golden.map((event, at) => [String(event.type), at] as const))(
  'a run without its %s (frame %i) breaks a rule that says so',
  (_, at) => {
    const found = broken(judge({ ...run(answer), events: golden.toSpliced(at, 1) }));
    expect(
      MISSING[at]?.some((id) => found.includes(id)),
      found.join(),
    ).toBe(true);
  },
);

test('frames of a run that come twice or swapped are noticed, unless nobody can tell', () => {
  const texts = (at: number) =>
    golden[at]?.type === 'stream_event' && JSON.stringify(golden[at]).includes('text_delta');
  fc.assert(
    fc.property(fc.nat(golden.length - 1), fc.nat(golden.length - 1), fc.boolean(), (a, b, twice) => {
      const events = twice
        ? golden.toSpliced(b, 0, golden[a] as Said)
        : golden.with(a, golden[b] as Said).with(b, golden[a] as Said);
      const same = JSON.stringify(events) === JSON.stringify(golden);
      const found = broken(judge({ ...run(answer), events }));
      expect(found.length > 0 || same || (texts(a) && texts(b)), `${a} ${b} ${twice}`).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('one fault in a run gives few breaches', () => {
  const shifted = golden.map((event) => (event.type === 'step_start' ? { ...event, index: 3 } : event));
  expect(broken(judge({ ...run(answer), events: shifted }))).toEqual(['RST-007', 'RST-008']);
});

describe('a run with tools', () => {
  const turn = [start, open(0, tool), json(0, '{"q":1}'), close(0), conclude('tool_use'), stop];
  const called = { ...tool, input: { q: 1 } };
  const done = response([called], { stop_reason: 'tool_use' });
  const content = [{ type: 'text', text: 'found' }];
  const begin: Said = { type: 'tool_call_start', id: 'toolu_1', name: 'get', input: { q: 1 } };
  const end: Said = { type: 'tool_result', id: 'toolu_1', name: 'get', content };
  const appended = [
    { role: 'assistant', content: [called] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content }] },
  ];
  const frames = (middle: readonly Said[], append: readonly unknown[] = appended): Said[] => [
    { type: 'step_start', index: 0 },
    ...turn.map((event) => ({ type: 'stream_event', event })),
    ...middle,
    { type: 'step_complete', index: 0, response: done },
    { type: 'history_delta', expected_len: 1, append },
    {
      type: 'run_complete',
      result: {
        steps: [
          {
            index: 0,
            response: done,
            tool_calls: [{ id: 'toolu_1', name: 'get', input: { q: 1 } }],
            tool_results: [{ tool_use_id: 'toolu_1', content }],
            duration_ms: 1,
          },
        ],
        tool_call_count: 1,
        turn_count: 1,
        usage: usage(10, 5),
        stop_reason: 'max_turns',
        messages: [{ role: 'user', content: 'Well?' }, ...append],
      },
    },
  ];

  test('is in order', () => expect(broken(judge(runOf(frames([begin, end]))))).toEqual([]));

  test.each<Change>([
    ['whose result comes for no call', frames([{ ...end, id: 'other' }, begin, end]), 'RST-017'],
    ['whose call has no result', frames([begin], appended.slice(0, 1)), 'RST-016'],
    [
      'whose call is none of the model',
      frames([
        { ...begin, id: 'other' },
        { ...end, id: 'other' },
      ]),
      'RST-014',
    ],
    ['whose call has another input', frames([{ ...begin, input: { q: 2 } }, end]), 'RST-015'],
    ['whose result has another name', frames([begin, { ...end, name: 'other' }]), 'RST-016'],
    ['whose result is empty', frames([begin, { ...end, content: [] }]), 'RST-031'],
    [
      'whose result has an error but is none',
      frames([begin, { ...end, error: { type: 'api_error', message: 'x' } }]),
      'RST-030',
    ],
    [
      'whose history has another result',
      frames([begin, { ...end, content: [{ type: 'text', text: 'other' }] }]),
      'RST-032',
    ],
    ['whose history has no result', frames([begin, end], appended.slice(0, 1)), 'RST-013'],
    ['whose history has results of nobody', frames([], appended), 'RST-013'],
  ])('%s breaks a rule that says so', (_, events, id) => {
    expect(broken(judge(runOf(events)))).toContain(id);
  });

  test('may overlap only where they may', () => {
    const second = { ...tool, id: 'toolu_2' };
    const two: Said[] = [
      { type: 'step_start', index: 0 },
      ...[start, open(0, tool), close(0), open(1, second), close(1), conclude('tool_use'), stop].map((event) => ({
        type: 'stream_event',
        event,
      })),
      { ...begin, input: {} },
      { ...begin, id: 'toolu_2', input: {} },
      end,
      { ...end, id: 'toolu_2' },
    ];
    const asked = (run: object) =>
      broken(
        judge(
          runOf([...two, failed()], {
            json: { request: { model: 'anthropic/claude-sonnet-4', messages: [{ role: 'user', content: 'x' }] }, run },
          }),
        ),
      );
    expect(asked({})).toEqual([]);
    expect(asked({ parallel_tools: false })).toEqual(['RST-018']);
  });
});

test('the quick look at a delta says what the schema says', () => {
  const shape = messageEventShapes.get('content_block_delta');
  const part = fc.oneof(
    fc.constant('text_delta'),
    fc.integer({ min: -2, max: 3 }),
    fc.double(),
    fc.string(),
    fc.constant(null),
    fc.constant(undefined),
  );
  const event = fc.record(
    {
      type: fc.constant('content_block_delta'),
      index: part,
      delta: fc.oneof(part, fc.record({ type: part, text: part }, { requiredKeys: [] })),
    },
    { requiredKeys: ['type'] },
  );
  fc.assert(
    fc.property(event, (each) => {
      if (isPlainTextDelta(each)) expect(shape?.(each)).toBeUndefined();
    }),
    { numRuns: 1000 },
  );
  expect(isPlainTextDelta(say(0, 'x'))).toBe(true);
});
