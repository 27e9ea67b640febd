import type { IncomingRequest, Reply } from '../../mock-gateway/engine/exchange.js';
import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import { type Ask, answersWith, misreads, misreadsBody, retells, type When, withPath } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';

const known = /^\/(v1\/(messages|runs|runs:stream|models|server-tools:execute|live)|healthz|readyz)$/;
const posts: When = (ask) => ask.request.method === 'POST';
const wrongMethodOn =
  (path: string): lies.Suspect =>
  (fault, ask) =>
    fault.status === 405 && ask.request.path === path;

/** Answers what was well with another success status. */
function succeedsAs(status: number, when: When): Mutation {
  return retells(when, (reply) => (reply.status === 200 ? { ...reply, status } : reply));
}

/** Puts a second answer behind a refusal, as a gateway does that takes a refused body's rest for a request. */
const answersTheRest: Mutation = retells(posts, (reply) => {
  if (reply.status < 400 || !(reply.body instanceof Uint8Array)) return reply;
  const rest = Buffer.from('HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}');
  const headers = reply.headers.filter(([name]) => name.toLowerCase() !== 'content-length');
  return {
    ...reply,
    headers: [...headers, ['Content-Length', String(reply.body.byteLength)]],
    body: Buffer.concat([reply.body, rest]),
  };
});

/** Gives every request the answer of the one before it. */
function oneAnswerLate(): Mutation {
  let before: Reply | undefined;
  return {
    async reply(request: IncomingRequest, next: (request: IncomingRequest) => Promise<Reply>) {
      const own = await next(request);
      if (!(own.body instanceof Uint8Array)) return own;
      const late = before ?? own;
      before = own;
      return late;
    },
  };
}

const notFound = (ask: Ask): Reply => lies.refusal(ask, 404, { type: 'not_found_error', message: 'not found' });

export const route = mutantsOf('VAI-GW-ROUTE', [
  ['001', 'messages-are-created', 'Answers messages with 201.', succeedsAs(201, lies.blockingMessage)],
  [
    '002',
    'ignores-stream',
    'Answers with JSON where a stream was asked for.',
    misreadsBody(lies.messageStream, (body) => ({ ...body, stream: false })),
  ],
  ['003', 'runs-are-accepted', 'Answers runs with 202, as if they went on.', succeedsAs(202, lies.blockingRun)],
  [
    '004',
    'run-stream-blocks',
    'Serves the run stream with a blocking run.',
    misreads(lies.runStream, ({ request }) => withPath(request, '/v1/runs')),
  ],
  [
    '005',
    'models-moved',
    'Redirects from the model list to a path with a slash.',
    answersWith(lies.models, () => ({ status: 301, headers: [['Location', '/v1/models/']], body: new Uint8Array() })),
  ],
  [
    '006',
    'unknown-path-is-ok',
    'Answers unknown paths with an empty object.',
    answersWith(
      ({ request }) => !known.test(request.path),
      () => ({ status: 200, headers: [['Content-Type', 'application/json']], body: Buffer.from('{}\n') }),
    ),
  ],
  [
    '007',
    'wrong-method-on-messages-is-404',
    'Knows no path but for its method.',
    lies.misreports(wrongMethodOn('/v1/messages'), () => ({
      status: 404,
      error: { type: 'not_found_error', message: 'not found' },
    })),
  ],
  [
    '008',
    'wrong-method-on-runs-has-no-code',
    'Gives no code with a wrong method on runs.',
    lies.dropsCode(wrongMethodOn('/v1/runs')),
  ],
  [
    '009',
    'wrong-method-on-run-stream-is-400',
    'Refuses a wrong method on the run stream as a bad body.',
    lies.misreports(wrongMethodOn('/v1/runs:stream'), () => ({ status: 400 })),
  ],
  [
    '010',
    'wrong-method-on-models-is-501',
    'Calls a wrong method on models not implemented.',
    lies.misreports(wrongMethodOn('/v1/models'), ({ error }) => ({
      status: 501,
      error: { ...error, type: 'api_error' },
    })),
  ],
  [
    '011',
    'ignores-trailing-slash',
    'Serves paths with a slash too many.',
    misreads(
      ({ request }) => /.\/$/.test(request.path),
      ({ request }) => withPath(request, request.path.replace(/\/+$/, '')),
    ),
  ],
  [
    '012',
    'ignores-case-of-paths',
    'Serves paths in any letter case.',
    misreads(
      () => true,
      ({ request }) => withPath(request, request.path.toLowerCase()),
    ),
  ],
  [
    '013',
    'routes-by-query',
    'Takes the query string for a part of the path.',
    answersWith(({ request }) => request.target.includes('?'), notFound),
  ],
  [
    '014',
    'never-decodes-paths',
    'Compares paths as they were encoded.',
    answersWith(({ request }) => request.target.includes('%'), notFound),
    { source: 'URL-10' },
  ],
  [
    '015',
    'insists-on-content-type',
    'Refuses JSON that is not labelled as JSON.',
    lies.refuses(
      (ask) => posts(ask) && !/^application\/json/i.test(ask.request.header('content-type') ?? ''),
      'Content-Type',
    ),
  ],
  [
    '016',
    'answers-the-rest-of-a-refused-body',
    'Takes what a refused request leaves unread for the next request.',
    answersTheRest,
  ],
  ['017', 'answers-one-late', 'Gives a request the answer of the one before it.', oneAnswerLate()],
]);
