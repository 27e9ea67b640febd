import type { IncomingRequest } from '../../mock-gateway/engine/exchange.js';
import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import { isObject, misreads, objectOf, type When, withRequestHeader } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';

const headerOf = (provider: string) => `X-Provider-Key-${provider}`;
const missing = (provider: string) => lies.all(lies.at(headerOf(provider)), (fault) => fault.status === 401);

const nestedAudio: When = (ask) =>
  lies
    .blocksOf(ask)
    .some((block) => Array.isArray(block.content) && block.content.some((each) => objectOf(each).type === 'audio_stt'));

/** Acts as if it had a key of its own for a provider. */
const ownsKey = (provider: string, when: When): Mutation =>
  misreads(
    (ask) => when(ask) && !ask.request.header(headerOf(provider))?.trim(),
    ({ request }) => withRequestHeader(request, headerOf(provider), 'own-key'),
  );

const modelOf =
  (...providers: readonly string[]): When =>
  (ask) =>
    providers.includes(lies.providerOf(ask));

const providerHeaders = (request: IncomingRequest) =>
  request.headers.filter(([name]) => name.toLowerCase().startsWith('x-provider-key-'));

/** Takes the key of any provider for the one it needs. */
const anyKeyServes: Mutation = misreads(
  (ask) => modelOf('anthropic', 'openai', 'groq')(ask) && providerHeaders(ask.request).length > 0,
  ({ request }) => {
    const value = providerHeaders(request)[0]?.[1];
    return ['Anthropic', 'OpenAI', 'Groq'].reduce(
      (each, name) =>
        each.header(headerOf(name)) === undefined ? withRequestHeader(each, headerOf(name), value) : each,
      request,
    );
  },
);

/** Looks for key headers in the letter case of the contract only. */
const exactHeaders: Mutation = misreads(
  () => true,
  ({ request }) =>
    providerHeaders(request)
      .filter(([name]) => !/^X-Provider-Key-[A-Z]/.test(name))
      .reduce((each, [name]) => withRequestHeader(each, name, undefined), request),
);

/** A blank key is read as some key. */
const blankIsAKey: Mutation = misreads(
  () => true,
  ({ request }) =>
    providerHeaders(request)
      .filter(([, value]) => value.trim() === '')
      .reduce((each, [name]) => withRequestHeader(each, name, 'blank'), request),
);

export const key = mutantsOf('VAI-GW-KEY', [
  [
    '001',
    'serves-anthropic-without-key',
    'Calls Anthropic with a key of its own.',
    ownsKey('Anthropic', modelOf('anthropic')),
  ],
  [
    '002',
    'openai-key-missing-has-no-code',
    'Refuses a missing OpenAI key without the code.',
    lies.dropsCode(missing('OpenAI')),
  ],
  [
    '003',
    'oai-resp-has-a-key-of-its-own',
    'Asks for a key header of its own where the OpenAI key serves.',
    lies.misnames(
      (fault, ask) => lies.providerOf(ask) === 'oai-resp' && fault.param === headerOf('OpenAI'),
      headerOf('OAI-Resp'),
    ),
    { source: 'AUTH-06' },
  ],
  [
    '004',
    'gemini-key-is-named-google',
    'Asks for the Gemini key by another name.',
    lies.misnames(missing('Gemini'), headerOf('Google')),
  ],
  [
    '005',
    'vertex-takes-the-gemini-key',
    'Asks for the Gemini key where Vertex AI is called.',
    lies.misnames(missing('VertexAI'), headerOf('Gemini')),
    { source: 'AUTH-06' },
  ],
  [
    '006',
    'groq-key-missing-is-403',
    'Answers a missing Groq key with 403.',
    lies.misreports(missing('Groq'), ({ error }) => ({ status: 403, error: { ...error, type: 'permission_error' } })),
  ],
  [
    '007',
    'serves-cerebras-without-key',
    'Calls Cerebras with a key of its own.',
    ownsKey('Cerebras', modelOf('cerebras')),
  ],
  [
    '008',
    'openrouter-asks-for-the-openai-key',
    'Asks for the OpenAI key where OpenRouter is called.',
    lies.misnames(missing('OpenRouter'), headerOf('OpenAI')),
    { source: 'AUTH-06' },
  ],
  ['009', 'blank-key-counts', 'Takes a blank key for a key.', blankIsAKey],
  [
    '010',
    'key-headers-only-as-written',
    'Reads key headers in one letter case only.',
    exactHeaders,
    { source: 'AUTH-09' },
  ],
  ['011', 'any-key-serves', 'Takes the key of another provider.', anyKeyServes],
  ['012', 'runs-need-no-key', "Does not ask for the model's key on runs.", ownsKey('Anthropic', lies.blockingRun)],
  [
    '013',
    'run-stream-streams-its-missing-key',
    'Tells a missing key from within the run stream.',
    lies.streamsRefusals(lies.coded('provider_key_missing')),
  ],
  [
    '014',
    'searches-tavily-without-key',
    'Searches by Tavily with a key of its own.',
    ownsKey('Tavily', (ask) => toolProvider(ask, 'vai_web_search') === 'tavily'),
  ],
  [
    '015',
    'exa-asks-for-the-tavily-key',
    'Asks for the Tavily key where Exa is called.',
    lies.misnames(missing('Exa'), headerOf('Tavily')),
  ],
  [
    '016',
    'firecrawl-key-missing-has-no-code',
    'Refuses a missing Firecrawl key without the code.',
    lies.dropsCode(missing('Firecrawl')),
  ],
  [
    '017',
    'fetches-by-tavily-without-key',
    'Fetches by Tavily with a key of its own.',
    ownsKey('Tavily', (ask) => toolProvider(ask, 'vai_web_fetch') === 'tavily'),
  ],
  [
    '018',
    'speaks-without-key',
    'Speaks with a Cartesia key of its own.',
    ownsKey('Cartesia', (ask) => isObject(objectOf(lies.modelRequest(ask).voice).output)),
  ],
  [
    '019',
    'transcribes-without-key',
    'Transcribes with a Cartesia key of its own.',
    ownsKey('Cartesia', lies.hasBlock('audio_stt')),
  ],
  [
    '020',
    'overlooks-nested-audio',
    'Does not ask for the Cartesia key where the audio is inside a tool result.',
    ownsKey('Cartesia', nestedAudio),
  ],
  [
    '021',
    'empty-voice-needs-a-key',
    'Asks for the Cartesia key where no voice is wanted.',
    lies.refuses(
      (ask) => {
        const { voice } = lies.modelRequest(ask);
        return isObject(voice) && voice.output === undefined && !ask.request.header(headerOf('Cartesia'));
      },
      headerOf('Cartesia'),
      401,
      'authentication_error',
    ),
  ],
  [
    '022',
    'cartesia-key-missing-has-no-code',
    'Refuses a missing Cartesia key without the code.',
    lies.dropsCode(missing('Cartesia')),
    { source: 'D-44' },
  ],
]);

function toolProvider(ask: Parameters<When>[0], tool: string): unknown {
  return objectOf(objectOf(ask.body.server_tool_config)[tool]).provider;
}
