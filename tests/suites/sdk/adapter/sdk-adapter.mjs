// A small right adapter of a made-up SDK, over stdin or HTTP; the argument spoils one thing of it.
import { createServer } from 'node:http';

const [spoilt = ''] = process.argv.slice(2);
const is = (name) => spoilt === name;
const running = new Map();
const clients = new Map();

/** Answers one request; `write` takes the lines. */
export async function perform(line, write) {
  const { id, op } = line;
  try {
    write({ id, ...(await answerTo(line, write)) });
    if (is('answers-twice')) write({ id, type: 'result' });
  } catch (error) {
    const kind = error.name === 'AbortError' ? 'abort' : 'foreign';
    write({ id, type: 'error', error: { kind, class: error.name, message: error.message } });
  }
  if (op !== 'abort') running.delete(id);
}

async function answerTo(line, write) {
  const { id, op, client = {}, request, target, share } = line;
  if (is('strict') && 'x_unknown' in line) throw new Error('unknown member x_unknown');
  if (op === 'describe') return described();
  if (op === 'abort') {
    if (!is('never-aborts')) running.get(target)?.abort();
    return { type: 'result' };
  }
  if (op === 'forget') {
    if (!is('never-forgets')) clients.delete(share);
    return { type: 'result' };
  }
  if (op === 'inspect') return { type: 'result', value: is('prints-nothing') ? [] : ['Client(***)'] };
  if (op !== 'talk.create' && op !== 'talk.stream') {
    if (is('knows-all')) return { type: 'result' };
    return { type: 'error', error: { kind: 'unsupported', param: 'op' } };
  }
  const base = baseOf(client);
  const controller = new AbortController();
  running.set(id, controller);
  const body = is('spoils-text') ? JSON.stringify(request).replaceAll('ü', 'ue') : JSON.stringify(request);
  if (is('sends-nothing')) return { type: 'result', value: {} };
  const response = await fetch(`${base}/${op}`, { method: 'POST', body, signal: controller.signal });
  if (op === 'talk.create') return { type: 'result', value: await response.json() };
  for await (const piece of response.body.pipeThrough(new TextDecoderStream()))
    for (const part of piece.split('\n\n'))
      if (part.startsWith('data: ')) write({ id, type: 'event', event: JSON.parse(part.slice(6)) });
  return { type: 'result' };
}

function baseOf({ share, base_url: base }) {
  if (share === undefined || is('never-shares')) return base;
  if (!clients.has(share)) clients.set(share, base);
  return clients.get(share);
}

function described() {
  return {
    type: 'described',
    protocol: 1,
    dialect: 'demo',
    runtime: 'node',
    sdk: { name: 'made-up', version: '1', language: 'JavaScript' },
    operations: is('claims-nothing') ? ['walk'] : ['talk.create', 'talk.stream'],
    features: ['abort', 'share', 'inspect'],
  };
}

const pending = [];
function onStdout(line) {
  // Not flushed: lines lie here until the operation has ended.
  if (is('keeps-back')) pending.push(line);
  if (is('keeps-back') && line.type === 'event') return;
  const lines = is('keeps-back') ? pending.splice(0) : [line];
  process.stdout.write(lines.map((one) => `${JSON.stringify(one)}\n`).join(''));
}

if (is('listens')) {
  const server = createServer(async (incoming, outgoing) => {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const line = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (line.op === 'breaks-off') {
      outgoing
        .writeHead(200, { 'Content-Type': 'application/x-ndjson' })
        .end(`{"id":"${line.id}","type":"event","event":{}}\n`);
      return;
    }
    if (line.op === 'no-lines') {
      outgoing.writeHead(502, { 'Content-Type': 'text/html' }).end('<h1>Bad gateway</h1>');
      return;
    }
    outgoing.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
    outgoing.on('close', () => running.get(line.id)?.abort());
    await perform(line, (answer) => outgoing.write(`${JSON.stringify(answer)}\n`));
    outgoing.end();
  });
  server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}/\n`));
} else if (is('polls')) {
  const relay = new URL(process.argv[3]).searchParams.get('relay');
  const lines = [];
  let posting = false;
  const post = async () => {
    if (posting || lines.length === 0) return;
    posting = true;
    await fetch(relay, { method: 'POST', body: lines.splice(0).join('') });
    posting = false;
    post();
  };
  for (;;) {
    const response = await fetch(relay);
    if (response.status === 410) break;
    for (const text of (await response.text()).split('\n').filter(Boolean))
      perform(JSON.parse(text), (answer) => {
        lines.push(`${JSON.stringify(answer)}\n`);
        post();
      });
  }
} else {
  let queue = Promise.resolve();
  let rest = '';
  process.stdin.setEncoding('utf8').on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines.filter(Boolean)) {
      const asked = JSON.parse(line);
      const inTurn = is('one-at-a-time') && asked.op.startsWith('talk');
      if (inTurn) queue = queue.then(() => perform(asked, onStdout));
      else perform(asked, onStdout);
    }
  });
  process.stdin.on('end', () => {
    if (!is('lingers')) process.exit(is('exits-1') ? 1 : 0);
  });
}
