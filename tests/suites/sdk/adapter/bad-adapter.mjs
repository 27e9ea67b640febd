// An adapter that does whatever the operation's name says, mostly wrong. The first argument spoils its start or its end.
import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [mode = 'good', file = ''] = process.argv.slice(2);
const put = (text) => process.stdout.write(text);
const say = (line) => put(`${JSON.stringify(line)}\n`);
const event = (id, n = 1) => say({ id, type: 'event', event: { type: 'piece', n } });
const result = (id, value = null) => say({ id, type: 'result', value });

const described = {
  type: 'described',
  protocol: 1,
  dialect: 'demo',
  runtime: 'node',
  sdk: { name: 'bad', version: '1', language: 'JavaScript' },
  operations: ['echo'],
  features: ['abort', 'telepathy', { final: ['echo'] }],
};

/** How often this adapter was started, counted in a file. */
function starts() {
  appendFileSync(file, '.');
  return readFileSync(file, 'utf8').length;
}

const operations = {
  echo: ({ id, ...fields }) => result(id, fields),
  environment: ({ id }) => result(id, process.env),
  die: () => {
    process.stderr.write('thread panicked: out of cheese\n');
    process.exit(3);
  },
  'answer-and-die': ({ id }) => {
    result(id);
    setImmediate(() => process.exit(4));
  },
  hang: () => {},
  'hang-until-abort': () => {},
  'one-event': ({ id }) => event(id),
  babble: ({ id }) => {
    console.log('Sending request to the gateway');
    result(id);
  },
  'babble-instead': () => console.log("{'id': '2', 'type': 'result'}"),
  twice: ({ id }) => {
    result(id);
    result(id);
  },
  'event-after-end': ({ id }) => {
    result(id);
    event(id);
  },
  'no-id': () => say({ type: 'result' }),
  'number-id': ({ id }) => say({ id: Number(id), type: 'result' }),
  'never-asked': () => result('999'),
  'wrong-event': ({ id }) => say({ id, type: 'event', event: 'piece' }),
  'wrong-error': ({ id }) => say({ id, type: 'error', error: { kind: 'http' } }),
  glued: ({ id }) => put(`{"id":"${id}","type":"event"}{"id":"${id}","type":"result"}\n`),
  pieces: ({ id }) => {
    const bytes = Buffer.from(`{"id":"${id}","type":"result","text":"grüße \u2028 \u{1f30d}"}\r\n\r\n`);
    let at = 0;
    const next = () => {
      process.stdout.write(bytes.subarray(at, ++at));
      if (at < bytes.length) setImmediate(next);
    };
    next();
  },
  latin1: () => process.stdout.write(Buffer.from('{"id":"2","type":"result","text":"gr\xfc\xdfe"}\n', 'latin1')),
  'long-line': ({ id }) => {
    put(`{"id":"${id}","type":"result","text":"${'x'.repeat(17 * 1024 * 1024)}"}\n`);
    event(id);
  },
  flood: ({ id }) => {
    const line = `${JSON.stringify({ id, type: 'event', event: { pad: 'x'.repeat(100_000) } })}\n`;
    const more = () => {
      while (process.stdout.write(line));
      process.stdout.once('drain', more);
    };
    more();
  },
  'babble-without-end': () => {
    const more = () => {
      while (process.stdout.write('tick\n'.repeat(100)));
      process.stdout.once('drain', more);
    };
    more();
  },
  'three-events': ({ id }) => {
    for (const n of [1, 2, 3]) event(id, n);
    result(id);
  },
  'start-child': ({ id }) => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    result(id, child.pid);
  },
  abort: ({ id, target }) => {
    result(id);
    if (mode !== 'ignores-abort') say({ id: target, type: 'error', error: { kind: 'abort' } });
  },
};

function describe({ id }) {
  if (mode === 'never-describes') return;
  if (mode === 'banner') console.log('Welcome to the SDK, version 1!');
  if (mode === 'wrong-dialect') say({ ...described, id, dialect: 'other' });
  else if (mode === 'wrong-described') say({ ...described, id, sdk: { name: 'bad' } });
  else if (mode === 'refuses-describe') say({ id, type: 'error', error: { kind: 'unsupported' } });
  else if (mode === 'changes') say({ ...described, id, env: [`N${starts()}`] });
  else say({ ...described, id });
}

if (mode === 'dies-at-once') {
  process.stderr.write('ModuleNotFoundError: no sdk\n');
  process.exit(1);
}
const lines = createInterface({ input: process.stdin });
lines.on('line', (text) => {
  const line = JSON.parse(text);
  (line.op === 'describe' ? describe : (operations[line.op] ?? operations.hang))(line);
});
lines.on('close', () => {
  if (mode === 'ignores-end') setInterval(() => {}, 1000);
  else process.exit(mode === 'wrong-exit' ? 7 : 0);
});
