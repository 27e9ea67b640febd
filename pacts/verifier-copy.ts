import { type Fields, isFields, type Pact } from './pact-file.js';
import { headerIn, headersOf } from './pact-parts.js';

/** Header by which the verifier's request tells which interaction it belongs to; it is taken out before it is sent on. */
export const INTERACTION_HEADER = 'X-Pact-Interaction';

const EVENT_STREAM = /^text\/event-stream\b/i;

/**
 * The pact as the verifier gets it: each request carries its number, and a body that was declared as `text/plain` under a
 * header that says event stream is declared as the header says. Consumers' mock servers ask for the one, the verifier compares
 * with the other, and refuses identical bytes for it.
 */
export function verifierCopy({ document, interactions }: Pact): string {
  const numbers = new Map(interactions.map(({ place }, index) => [place, index]));
  const all: readonly unknown[] = Array.isArray(document.interactions) ? document.interactions : [];
  const copies = all.flatMap((each, index) => {
    const number = numbers.get(`interactions[${index}]`);
    return number === undefined || !isFields(each) ? [] : [copyOf(each, number)];
  });
  return JSON.stringify({ ...document, interactions: copies });
}

function copyOf(interaction: Fields, number: number): Fields {
  const request = isFields(interaction.request) ? interaction.request : {};
  const response = isFields(interaction.response) ? interaction.response : {};
  const headers = isFields(request.headers) ? request.headers : {};
  return {
    ...interaction,
    request: { ...request, headers: { ...headers, [INTERACTION_HEADER]: String(number) } },
    response: asDeclared(response),
  };
}

function asDeclared(response: Fields): Fields {
  const type = headerIn(headersOf(response.headers), 'content-type');
  const { body } = response;
  if (type === undefined || !EVENT_STREAM.test(type) || !isFields(body) || !('contentType' in body)) return response;
  return { ...response, body: { ...body, contentType: type } };
}
