import { describe, expect, test } from 'vitest';
import { AdapterDied, AdapterFault, AdapterHung, AdapterWouldNotStart } from '../../../suites/sdk/adapter/index.js';
import type { SdkDialect } from '../../../suites/sdk/dialect.js';
import type { SdkRunPlan, SdkSubjectPlan } from '../../../suites/sdk/plan.js';
import type { RegisteredSdkTest, SdkNeeds } from '../../../suites/sdk/requirement.js';
import { SdkRun } from '../../../suites/sdk/run.js';
import { json } from '../../../suites/sdk/server/replies.js';
import type { SdkTrial } from '../../../suites/sdk/trial.js';
import { type Behaviour, describedAs, FakeLink } from './fake-link.js';

const CANARY = 'c0ffee0123';
const OP = 'things.get';
const ASKS = { operations: [OP] };

const dialect: SdkDialect = {
  name: 'toy',
  clientFeatures: { extra: 'extra' },
  canaries(made) {
    const key = made('main');
    return { keys: { main: key }, client: { key, extra: 1 } };
  },
  target: (op) => (op === OP ? { method: 'GET', target: '/things' } : null),
  request: () => ({ all: true }),
  reply: () => json({ things: 1 }),
  value: () => ({ things: 1 }),
  streams: () => false,
  normal: (_of, value) => value,
};

const subject: SdkSubjectPlan = { label: 'toy', adapter: { kind: 'command', argv: ['toy'] }, only: [] };
const plan: SdkRunPlan = {
  // The redactor asks for the secret headers of a dialect that exists.
  dialect: 'vai',
  subjects: [subject],
  seed: 1,
  repeat: 1,
  slow: false,
  concurrency: 8,
  bail: 0,
  testMs: 5_000,
  deadlineAt: Date.now() + 600_000,
  secrets: [],
  adapters: 1,
  startTimeoutMs: 1_000,
  canary: CANARY,
  keepIn: null,
  again: ['tool sdk', '-- toy'],
};

/** An SDK that does what it should: asks, and passes on what came. */
const honest: Behaviour = async (op, { client }) => {
  if (op !== OP) return { type: 'result' };
  const { base_url, key } = client as { base_url: string; key: string };
  const answer = await fetch(`${base_url}/things`, { headers: { 'X-Key': key } });
  return answer.ok
    ? { type: 'result', value: await answer.json() }
    : { type: 'error', error: { kind: 'api', message: await answer.text() } };
};

function testOf(body: (t: SdkTrial) => Promise<void>, needs: SdkNeeds = ASKS): RegisteredSdkTest {
  return { id: 'TOY-SDK-X-001', needs, body };
}

async function judged(link: FakeLink, tests: readonly RegisteredSdkTest[], changed: Partial<SdkRunPlan> = {}) {
  const run = await SdkRun.of({ ...plan, ...changed }, dialect, async () => link);
  run.expect(subject, tests.length);
  return Promise.all(tests.map((one) => run.test(subject, one)));
}

async function outcome(behaviour: Behaviour, body: (t: SdkTrial) => Promise<void>, needs?: SdkNeeds) {
  const [only] = await judged(new FakeLink(behaviour), [testOf(body, needs)]);
  if (only === undefined) throw new Error('There is no outcome.');
  return only;
}

describe('a test of an SDK', () => {
  test('passes where all that it asserts holds, and tells what it saw', async () => {
    const found = await outcome(honest, async (t) => {
      const call = await t.once(OP);
      t.equal(call.result().value, { things: 1 }, { what: 'The things' });
    });
    expect(found).toMatchObject({ status: 'passed', requirement: 'TOY-SDK-X-001', subject: 'toy' });
    expect(found.evidence).toContain('GET /things');
  });

  test('that asserts nothing is an error of the suite', async () => {
    const found = await outcome(honest, async (t) => {
      await t.once(OP);
    });
    expect(found).toMatchObject({ status: 'error', reason: 'suite' });
  });

  test('shows both sides of the call that broke the rule, the command that asks again, and no secret', async () => {
    const found = await outcome(honest, async (t) => {
      const call = await t.once(OP);
      t.equal(call.request.header('x-key'), 'another', { what: 'The key', in: call, hint: 'Send another.' });
    });
    expect(found.failure).toMatchObject({
      message: 'The key is not what the rule says.',
      hint: 'Send another.',
      exchange: null,
      call: { operation: OP, again: 'tool sdk --only TOY-SDK-X-001 -- toy' },
    });
    expect(found.failure?.call?.exchanges[0]?.sent).toMatch(/^GET \/things\n[\s\S]*x-key: \*\*\*/im);
    expect(found.failure?.call?.exchanges[0]?.wrote).toContain('{"things":1}');
    expect(found.failure?.call?.answered).toEqual(['{"type":"result","value":{"things":1},"id":"1"}']);
    expect(JSON.stringify(found)).not.toContain(CANARY);
  });

  test('fails where a result is told although no request arrived', async () => {
    const found = await outcome(
      async () => ({ type: 'result', value: { things: 1 } }),
      async (t) => {
        (await t.once(OP)).result();
      },
    );
    expect(found).toMatchObject({ status: 'failed' });
  });

  test('fails where a control is refused: who refuses everything keeps no rule about refusals', async () => {
    const found = await outcome(
      async () => ({ type: 'error', error: { kind: 'usage' } }),
      async (t) => {
        const call = await t.once(OP, { client: { key: '\n' } });
        t.kind(call, ['usage']);
        await t.control(OP);
      },
    );
    expect(found).toMatchObject({ status: 'failed' });
  });

  test('is skipped where the adapter answers that there is no place for what is asked', async () => {
    const found = await outcome(
      async () => ({ type: 'error', error: { kind: 'unsupported', param: 'options.consume' } }),
      async (t) => {
        (await t.once(OP)).result();
      },
    );
    expect(found).toMatchObject({ status: 'skipped', reason: 'capability-not-declared' });
    expect(found.detail).toContain('options.consume');
  });

  test.each<[string, SdkNeeds]>([
    ['an operation', { operations: ['others.get'] }],
    ['a feature', { ...ASKS, features: ['abort'] }],
    ['an error field', { ...ASKS, errorFields: ['code'] }],
    ['a result field', { ...ASKS, resultFields: ['text'] }],
  ])('is skipped where the SDK does not claim %s that it needs', async (_what, needs) => {
    const found = await outcome(honest, async () => {}, needs);
    expect(found).toMatchObject({ status: 'skipped', reason: 'capability-not-declared' });
  });

  test('that is slow is skipped, unless it is asked for', async () => {
    expect(await outcome(honest, async () => {}, { slow: true })).toMatchObject({ reason: 'slow' });
  });

  test('names the operation whose body failed, and leaves out those that have no place for it', async () => {
    const described = describedAs({ operations: ['a', 'b'] });
    const link = new FakeLink(
      async (op) =>
        op === 'a' ? { type: 'error', error: { kind: 'unsupported' } } : { type: 'error', error: { kind: 'usage' } },
      described,
    );
    const [found] = await judged(link, [
      testOf((t) => t.each(async (op) => void (await t.once(op)).result()), { operations: ['a', 'b', 'c'] }),
    ]);
    expect(found?.failure?.message).toMatch(/^b: /);
  });

  test('fails with what its script threw, rather than with what came of it', async () => {
    const found = await outcome(honest, async (t) => {
      const call = await t.once(OP, { reply: () => t.broken('The request is wrong.') });
      call.result();
    });
    expect(found.failure?.message).toBe('The request is wrong.');
  });
});

describe('kinds of errors', () => {
  const failing = (kind: 'usage' | 'foreign' | 'protocol'): Behaviour => {
    return async (op, fields, say) => {
      if (kind === 'protocol') await honest(op, fields, say);
      return { type: 'error', error: { kind } };
    };
  };

  test('a foreign exception counts as a refusal where nothing was sent', async () => {
    const found = await outcome(failing('foreign'), async (t) => void t.kind(await t.once(OP), ['usage']));
    expect(found.status).toBe('passed');
  });

  test('kinds that the SDK has one class for are taken for each other', async () => {
    const described = describedAs({ mergedKinds: [{ kinds: ['transport', 'protocol'] }] });
    const link = new FakeLink(failing('protocol'), described);
    const [found] = await judged(link, [testOf(async (t) => void t.kind(await t.once(OP), ['transport']))]);
    expect(found?.status).toBe('passed');
  });

  test('another kind is a failure', async () => {
    const found = await outcome(failing('protocol'), async (t) => void t.kind(await t.once(OP), ['transport']));
    expect(found.failure?.actual).toContain('protocol');
  });
});

describe('the process of the SDK', () => {
  const dies = (times: number): Behaviour => {
    let left = times;
    return async (op, fields, say) => {
      if (op === OP && left-- > 0) throw new AdapterDied(139, 'SIGSEGV', 'the end of stderr');
      return honest(op, fields, say);
    };
  };
  const asks = async (t: SdkTrial) => {
    t.equal((await t.once(OP)).result().value, { things: 1 }, { what: 'The things' });
  };

  test('may die once: the test is asked again, and judged by that', async () => {
    expect(await outcome(dies(1), asks)).toMatchObject({ status: 'passed' });
  });

  test('that dies twice at one test fails it, with the end of its stderr', async () => {
    const found = await outcome(dies(2), asks);
    expect(found.status).toBe('failed');
    expect(found.failure?.actual).toContain('the end of stderr');
  });

  test('that hangs fails the test', async () => {
    const found = await outcome(async () => {
      throw new AdapterHung(OP, 10_000, 0, 'the request arrived');
    }, asks);
    expect(found.status).toBe('failed');
    expect(found.failure?.message).toContain('did not come to an end');
  });

  test('that never ended anything is not waited for again and again', async () => {
    const link = new FakeLink(async () => {
      throw new AdapterHung(OP, 10_000, 0, 'the start');
    });
    const outcomes = await judged(link, Array(50).fill(testOf(asks)));
    expect(outcomes.map((one) => one.status)).toEqual(Array(50).fill('failed'));
    expect(link.asked.filter(({ op }) => op === OP).length).toBeLessThanOrEqual(18);
  });

  test('whose adapter breaks the protocol is not blamed', async () => {
    const found = await outcome(async () => {
      throw new AdapterFault('That is no JSON.', '{', 'Write JSON.');
    }, asks);
    expect(found).toMatchObject({ status: 'error', reason: 'adapter' });
  });

  test('that would not start is told once, and blamed on nobody', async () => {
    const run = await SdkRun.of(plan, dialect, async () => {
      throw new AdapterWouldNotStart('There is no such program.', 'Install it.');
    });
    run.expect(subject, 1);
    expect(await run.meet(subject)).toMatchObject({ sdk: null, trouble: expect.stringContaining('no such program') });
    expect(await run.test(subject, testOf(asks))).toMatchObject({ status: 'error', reason: 'adapter' });
  });

  test('is described, and closed after the last test', async () => {
    const link = new FakeLink(honest);
    const run = await SdkRun.of(plan, dialect, async () => link);
    run.expect(subject, 2);
    const first = run.test(subject, testOf(asks));
    expect(await run.meet(subject)).toMatchObject({ sdk: { name: 'toy-sdk', version: '1.2.3', runtime: 'node' } });
    await first;
    expect(link.closed).toBe(false);
    await run.test(subject, testOf(asks));
    await run.part(subject);
    expect(link.closed).toBe(true);
  });
});

describe('side by side', () => {
  test('calls share clients and servers, one at a time, and at most eight tests run at once', async () => {
    const link = new FakeLink(honest);
    const tests = Array.from({ length: 40 }, () =>
      testOf(async (t) => void t.equal((await t.once(OP)).requests.length, 1, { what: 'The number of requests' })),
    );
    const outcomes = await judged(link, tests);
    expect(outcomes.map((one) => one.status)).toEqual(Array(40).fill('passed'));
    expect(link.flight.most).toBeLessThanOrEqual(8);
    const shares = new Set(link.asked.map(({ fields }) => Object(fields.client).share));
    expect(shares.size).toBeLessThanOrEqual(8);
  });

  test('a client is not used again after a cut connection', async () => {
    const link = new FakeLink(async (op, fields, say) => {
      try {
        return await honest(op, fields, say);
      } catch {
        return { type: 'error', error: { kind: 'transport' } };
      }
    });
    await judged(link, [
      testOf(async (t) => {
        t.kind(await t.once(OP, { reply: [{ step: 'reset' }] }), ['transport']);
        (await t.once(OP)).result();
      }),
    ]);
    const [cut, next] = link.asked.filter(({ op }) => op === OP).map(({ fields }) => Object(fields.client).share);
    expect(next).not.toBe(cut);
    expect(link.asked.some(({ op, fields }) => op === 'forget' && fields.share === cut)).toBe(true);
  });

  test('a test that must be alone has nobody beside it', async () => {
    const running = { now: 0, besideAlone: 0 };
    const body = (alone: boolean) => async (t: SdkTrial) => {
      running.now++;
      (await t.once(OP)).result();
      if (alone) running.besideAlone += running.now - 1;
      running.now--;
    };
    const tests = Array.from({ length: 20 }, (_, n) =>
      testOf(body(n % 5 === 0), n % 5 === 0 ? { ...ASKS, alone: true } : ASKS),
    );
    await judged(new FakeLink(honest), tests);
    expect(running.besideAlone).toBe(0);
  });

  test('client fields of features that are not claimed are left out', async () => {
    const link = new FakeLink(honest);
    await judged(link, [testOf(async (t) => void (await t.once(OP, { fresh: true })).result())]);
    expect(link.asked[0]?.fields.client).toEqual({ base_url: expect.any(String), key: expect.any(String) });
  });

  test('repeated verdicts that differ are no pass', async () => {
    let round = 0;
    const [found] = await judged(
      new FakeLink(honest),
      [testOf(async (t) => void t.equal((await t.once(OP)).requests.length, ++round, { what: 'The count' }))],
      { repeat: 3 },
    );
    expect(found?.failure?.message).toContain('passed at first and failed at repetition 2');
  });
});
