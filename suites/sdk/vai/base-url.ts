import { sdkRequirement } from '../requirement.js';
import type { CallOptions, SdkTrial } from '../trial.js';
import { CALLS } from './operations.js';
import { keepsSecret, refused } from './refusal.js';

const ID = 'VAI-SDK-URL';
/** In a base URL it must be found nowhere else. */
const PASSWORD = 'pass-w0rd-of-nobody';

sdkRequirement(`${ID}-001`, { operations: CALLS }, (t) => joins(t, { fresh: true }));
sdkRequirement(`${ID}-002`, { operations: CALLS }, (t) => joins(t, { base: '/' }));
sdkRequirement(`${ID}-003`, { operations: CALLS }, (t) => joins(t, { base: '///' }));
sdkRequirement(`${ID}-004`, { operations: CALLS }, (t) => joins(t, { base: '/gw/eu' }, '/gw/eu'));
sdkRequirement(`${ID}-005`, { operations: CALLS }, (t) => joins(t, { base: '/gw/' }, '/gw'));

sdkRequirement(`${ID}-006`, { operations: ['runs.stream'] }, async (t) => {
  const call = await t.once('runs.stream');
  t.equal(call.request.target, '/v1/runs:stream', {
    what: 'The request target',
    in: call,
    hint: 'Join the paths as text; do not encode the colon.',
  });
});

sdkRequirement(`${ID}-007`, { operations: CALLS }, (t) => joins(t, { base: '/gw%2Feu%20x' }, '/gw%2Feu%20x'));

sdkRequirement(`${ID}-008`, { operations: CALLS }, async (t) => {
  await t.each(async (op) => {
    const server = await sixth(t, op);
    const call = await t.once(op, { server });
    t.equal(call.request.header('host'), `[::1]:${server.port}`, { what: 'Host', in: call });
    t.equal(call.request.target, pathOf(op), { what: 'The request target', in: call });
  });
});

sdkRequirement(`${ID}-009`, { operations: CALLS }, (t) =>
  t.each(async (op) => {
    const call = await t.once(op, { fresh: true });
    t.equal(call.request.header('host'), `127.0.0.1:${call.server.port}`, { what: 'Host', in: call });
  }),
);

sdkRequirement(`${ID}-010`, { operations: CALLS }, (t) => at(t, (origin) => origin.replace('http:', 'HTTP:')));
sdkRequirement(`${ID}-011`, { operations: CALLS }, (t) => at(t, (origin) => origin.replace('127.0.0.1', 'LOCALHOST')));

sdkRequirement(`${ID}-012`, { operations: CALLS }, (t) => dropped(t, '/gw?tenant=7', 'tenant'));
sdkRequirement(`${ID}-013`, { operations: CALLS }, (t) => dropped(t, '/gw#part', 'part'));

sdkRequirement(`${ID}-014`, { operations: CALLS }, (t) =>
  t.each(async (op) => {
    const server = await t.serve((request) => t.plainReply(op, request));
    const baseUrl = server.origin.replace('//', `//user:${PASSWORD}@`);
    await refused(t, op, { server, baseUrl }, 'the base URL has user info');
  }),
);

sdkRequirement(`${ID}-015`, { operations: CALLS }, (t) =>
  t.each(async (op) => {
    const server = await t.serve((request) => t.plainReply(op, request));
    const call = await t.once(op, { server, baseUrl: server.origin.replace('//', `//user:${PASSWORD}@`) });
    keepsSecret(t, call, PASSWORD, 'The refusal of a base URL with user info');
    t.kind(call, ['usage']);
    await t.control(op);
  }),
);

sdkRequirement(`${ID}-016`, { operations: CALLS }, (t) =>
  refusesEach(t, ['127.0.0.1:9', 'localhost', '//127.0.0.1:9']),
);
sdkRequirement(`${ID}-017`, { operations: CALLS }, (t) =>
  refusesEach(t, ['ftp://127.0.0.1:9', 'ws://127.0.0.1:9', 'file:///v1']),
);
sdkRequirement(`${ID}-018`, { operations: CALLS }, (t) => refusesEach(t, ['http://', 'http:///gw', 'https://?x=1']));

sdkRequirement(`${ID}-019`, { operations: CALLS }, (t) => at(t, (origin) => `  ${origin}\t\n`));

/** Each operation reaches just its own method and path below the prefix. */
async function joins(t: SdkTrial, options: CallOptions, prefix = ''): Promise<void> {
  await t.each(async (op) => {
    const call = await t.once(op, options);
    call.result();
    t.equal(call.request.method, op === 'models.list' ? 'GET' : 'POST', { what: 'The method', in: call });
    t.equal(call.request.target, prefix + pathOf(op), {
      what: 'The request target',
      in: call,
      hint: 'Join the base path, without its trailing slashes, and the path of the operation with one slash.',
    });
  });
}

/** Each operation succeeds at a base URL that says the same as the server's origin in another way. */
async function at(t: SdkTrial, spelled: (origin: string) => string): Promise<void> {
  await t.each(async (op) => {
    const server = await t.serve((request) => t.plainReply(op, request));
    const call = await t.once(op, { server, baseUrl: spelled(server.origin) });
    call.result();
    t.equal(call.request.target, pathOf(op), { what: 'The request target', in: call });
  });
}

/** What stands behind the path of the base URL is not sent, or the whole base URL is refused. */
async function dropped(t: SdkTrial, base: string, part: string): Promise<void> {
  await t.each(async (op) => {
    const call = await t.once(op, { base });
    if (call.requests.length === 0) {
      t.kind(call, ['usage']);
      await t.control(op);
      return;
    }
    t.equal(call.request.target, `/gw${pathOf(op)}`, {
      what: `The request target of a base URL with '${part}' behind its path`,
      in: call,
    });
  });
}

async function refusesEach(t: SdkTrial, baseUrls: readonly string[]): Promise<void> {
  await t.each(async (op) => {
    for (const baseUrl of baseUrls) await refused(t, op, { baseUrl }, `the base URL is '${baseUrl}'`);
  });
}

/** A server on IPv6 loopback; not asked where the machine has none. */
async function sixth(t: SdkTrial, op: string) {
  try {
    return await t.serve((request) => t.plainReply(op, request), { host: '::1' });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return t.skip('needs-configuration', `needs a machine with IPv6 on its loopback: ${why}`);
  }
}

/** Where an operation goes below the base URL (contract-vai 1). */
function pathOf(op: string): string {
  const paths: Readonly<Record<string, string>> = {
    'messages.create': '/v1/messages',
    'messages.stream': '/v1/messages',
    'runs.create': '/v1/runs',
    'runs.stream': '/v1/runs:stream',
    'models.list': '/v1/models',
  };
  return paths[op] ?? '';
}
