import { createHash, randomBytes } from 'node:crypto';
import type { Discovered, Discovery } from '../../discovery.js';
import type { ModelKind } from '../../plan.js';
import type { Exchange } from '../../probe/exchange.js';
import { ProbeFailure } from '../../probe/failure.js';
import type { ProbeRequest } from '../../trial.js';
import { MESSAGES, MODELS, member, scenario } from './client.js';

const VERSION_HEADER = 'X-VAI-Version';
/** How many hex digits of the nonce's hash a scripted model answers with. */
const ECHO_DIGITS = 16;

type Ask = (request: ProbeRequest) => Promise<Exchange>;

export const discovery: Discovery = {
  requestHeaders: [[VERSION_HEADER, '1']],
  defaultModel: 'anthropic/claude-sonnet-4',
  greeting: { path: MODELS },
  keyless: ['HLT'],
  async discover(ask, { hasKey, model, closely }) {
    const [open, wrong, withKey] = await Promise.all([
      quietly(ask, { path: MODELS, headers: { Authorization: null } }),
      quietly(ask, { path: MODELS, headers: { Authorization: `Bearer ${randomBytes(12).toString('hex')}` } }),
      quietly(ask, { path: MODELS }),
    ]);
    const auth = authMode(open, wrong);
    const keyRefused = hasKey && withKey?.status === 401;
    const keyMissing = !hasKey && auth === 'required';
    const kind = keyMissing || keyRefused ? 'none' : await modelKind(ask, model);
    const discovered: Discovered = {
      settings: auth === undefined ? {} : { auth_mode: auth },
      model: kind,
      auth: auth ?? 'unknown',
      keyMissing,
      keyRefused,
      doubt: doubtOf(withKey),
      observed: closely ? { ...seenOfModels(withKey), ...(await seenOfStreams(ask, model, kind)) } : {},
    };
    return discovered;
  },
};

/** Tells the auth mode by whether a request without a token and one with an unknown token pass. */
function authMode(open: Exchange | undefined, wrong: Exchange | undefined): string | undefined {
  if (!open || !wrong) return undefined;
  if (open.status === 401) return 'required';
  if (open.status !== 200) return undefined;
  return wrong.status === 401 ? 'optional' : 'disabled';
}

/** Whatever a gateway says to `GET /v1/models`, it says it in JSON; proxies and web servers answer in HTML. */
function doubtOf(answer: Exchange | undefined): string | null {
  if (!answer || typeof parsed(answer) === 'object') return null;
  const by = answer.header('server');
  const type = answer.header('content-type') ?? 'no content type';
  return (
    `${answer.url} answers ${answer.status} with ${type}${by === undefined ? '' : ` (${by})`}, not with JSON.\n` +
    'Is the base URL right: port, path prefix, http or https? Does a proxy reach the gateway behind it?'
  );
}

/** A scripted model answers a nonce with its hash, which no live model can; one that answers otherwise is live. */
async function modelKind(ask: Ask, model: string): Promise<ModelKind> {
  const nonce = randomBytes(8).toString('hex');
  const answer = await quietly(ask, {
    path: MESSAGES,
    json: { model, max_tokens: 64, messages: [{ role: 'user', content: scenario('nonce', nonce) }] },
    spends: true,
  });
  if (answer?.status !== 200) return 'none';
  const expected = createHash('sha256').update(nonce).digest('hex').slice(0, ECHO_DIGITS);
  const content = member(parsed(answer), 'content');
  if (!Array.isArray(content) || content.length === 0) return 'none';
  const text = content.map((block) => String(member(block, 'text') ?? '')).join('');
  return text.includes(`nonce:${expected}`) ? 'scripted' : 'live';
}

function seenOfModels(answer: Exchange | undefined): Record<string, string> {
  if (!answer) return {};
  const models = member(parsed(answer), 'models');
  const via = answer.header('via') ?? answer.header('server');
  return {
    http: via === undefined ? 'HTTP/1.1' : `HTTP/1.1, answered by ${via}`,
    compression: answer.header('content-encoding') ?? 'none where none is asked for',
    models: Array.isArray(models) ? `${models.length} listed` : `none listed (status ${answer.status})`,
  };
}

/** The script leaves pauses between the events of this scenario; a proxy that buffers brings them all at once. */
const SPREAD_SCENARIO = 'slow-ticks';
const SPREAD_MS = 100;

/** Tells a proxy that holds events back, or compresses them. */
async function seenOfStreams(ask: Ask, model: string, kind: ModelKind): Promise<Record<string, string>> {
  if (kind === 'none') return {};
  const answer = await quietly(ask, {
    path: MESSAGES,
    headers: { 'Accept-Encoding': 'gzip, br' },
    json: {
      model,
      stream: true,
      max_tokens: 64,
      messages: [{ role: 'user', content: scenario(SPREAD_SCENARIO, 'Say hello.') }],
    },
    spends: true,
  });
  if (!answer) return { streaming: 'no stream came through' };
  const coding = answer.header('content-encoding');
  if (coding !== undefined) return { streaming: `compressed (${coding}) where it may be: events are held back` };
  const spread = Math.round((answer.events.at(-1)?.at ?? 0) - (answer.events[0]?.at ?? 0));
  const held = kind === 'scripted' && spread < SPREAD_MS ? '; they are held back on the way' : '';
  return { streaming: `${answer.events.length} events over ${spread} ms, not compressed${held}` };
}

async function quietly(ask: Ask, request: ProbeRequest): Promise<Exchange | undefined> {
  try {
    return await ask(request);
  } catch (error) {
    // That one question could not be answered is a finding; the suite itself will say what is wrong with the target.
    if (error instanceof ProbeFailure) return undefined;
    throw error;
  }
}

function parsed(answer: Exchange): unknown {
  try {
    return JSON.parse(answer.text);
  } catch {
    return undefined;
  }
}
