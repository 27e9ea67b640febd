import type { IncomingRequest } from '../../mock-gateway/engine/exchange.js';
import { retellsDeeply } from '../deep.js';
import { isObject, jsonBytes, listOf, objectOf, retells, retellsHeader, retellsJson, withBody } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';

const tokenOf = (request: IncomingRequest) => (request.header('authorization') ?? '').replace(/^bearer\s+/i, '');
const keysOf = (request: IncomingRequest) =>
  request.headers.filter(([name]) => /^x-provider-key-/i.test(name)).map(([, value]) => value);
const toolKeysOf = (request: IncomingRequest) =>
  request.headers.filter(([name]) => /^x-provider-key-(tavily|exa|firecrawl)$/i.test(name)).map(([, value]) => value);

export const sec = mutantsOf('VAI-GW-SEC', [
  [
    '001',
    'tells-who-asked',
    'Names the client by its gateway key in a header.',
    retellsHeader('X-Principal', (_was, { request }) => tokenOf(request) || undefined),
    { source: 'SEC-03' },
  ],
  [
    '002',
    'quotes-provider-keys',
    'Quotes the provider key in errors.',
    retells(
      () => true,
      (reply, ask) => {
        const fault = lies.faultOf(reply);
        return fault === undefined
          ? reply
          : withBody(
              reply,
              jsonBytes({
                error: { ...fault.error, message: `${fault.message} (keys ${keysOf(ask.request).join()})` },
              }),
            );
      },
    ),
    { source: 'D-55' },
  ],
  [
    '003',
    'tools-quote-their-keys',
    "Quotes the key of a tool's provider in the tool's result.",
    retellsDeeply(
      lies.anyRun,
      ({ request }) =>
        (object) =>
          'is_error' in object && Array.isArray(object.content)
            ? {
                ...object,
                content: listOf(object.content).map((block) => ({
                  ...objectOf(block),
                  text: `${String(objectOf(block).text)} ${toolKeysOf(request).join()}`,
                })),
              }
            : object,
    ),
    { source: 'D-55' },
  ],
  [
    '004',
    'repeats-what-the-provider-quotes',
    "Passes on a key that the model's provider quotes.",
    retellsDeeply(
      () => true,
      ({ request }) =>
        (object) =>
          typeof object.message === 'string' && 'type' in object
            ? { ...object, message: object.message.replaceAll('***', keysOf(request).join()) }
            : object,
    ),
    { source: 'D-55' },
  ],
  [
    '005',
    'repeats-refused-tokens',
    'Repeats the refused token in the refusal.',
    retellsJson(
      () => true,
      (json, { request }, reply) =>
        reply.status === 401 && isObject(json.error)
          ? { error: { ...json.error, message: `invalid api key ${tokenOf(request)}` } }
          : json,
    ),
    { source: 'SEC-03' },
  ],
  [
    '006',
    'repeats-malformed-bodies',
    'Repeats the body that it cannot read.',
    retellsJson(
      () => true,
      (json, { request }, reply) =>
        reply.status === 400 && isObject(json.error)
          ? { error: { ...json.error, message: `invalid JSON: ${Buffer.from(request.body).toString('utf8')}` } }
          : json,
    ),
  ],
]);
