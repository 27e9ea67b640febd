import type { Reply } from '../../../mock-gateway/engine/exchange.js';
import type { Mutation } from '../../../mock-gateway/engine/mutation.js';
import { type Ask, retells, retellsHeader } from '../../edge.js';
import { mutantsOf } from '../../mutant.js';
import { bends } from '../bends.js';
import * as lies from '../lies.js';

const isStream = (reply: Reply) => !(reply.body instanceof Uint8Array);
const runs = (reply: Reply, ask: Ask) => isStream(reply) && lies.runStream(ask);

const origins = (allow: (origin: string, allowed: readonly string[]) => boolean): Mutation =>
  bends({ originAllowed: allow });
const cors = (name: string) => name.toLowerCase().startsWith('access-control-');
const silent = (when: (reply: Reply, ask: Ask) => boolean): Mutation =>
  retells(
    () => true,
    (reply, ask) => (when(reply, ask) ? { ...reply, headers: reply.headers.filter(([name]) => !cors(name)) } : reply),
  );

/** Told to origins that are nearly allowed, and in some answers only. */
export const seldomCors = mutantsOf('VAI-GW-CORS', [
  [
    '001',
    'knows-one-origin',
    'Knows only the first of several origins.',
    origins((origin, allowed) => origin === allowed[0]),
  ],
  [
    '006',
    'origins-begin-alike',
    'Allows an origin that begins like an allowed one.',
    origins((origin, allowed) => allowed.some((each) => origin.startsWith(each))),
  ],
  [
    '006',
    'origins-without-scheme',
    'Allows an origin of another scheme.',
    origins((origin, allowed) => allowed.some((each) => origin.replace(/^https?/, '') === each.replace(/^https?/, ''))),
  ],
  [
    '006',
    'subdomains-are-origins',
    'Allows subdomains of an allowed origin.',
    origins(
      (origin, allowed) =>
        allowed.includes(origin) || allowed.some((each) => origin.endsWith(each.replace('https://', '.'))),
    ),
  ],
  [
    '013',
    'allows-everyone',
    'Names a star for the origin.',
    retellsHeader('Access-Control-Allow-Origin', (was) => (was === undefined ? was : '*')),
  ],
  [
    '014',
    'unauthorized-without-cors',
    'Leaves the CORS headers out of a 401.',
    silent((reply) => reply.status === 401),
  ],
  ['014', 'not-found-without-cors', 'Leaves the CORS headers out of a 404.', silent((reply) => reply.status === 404)],
  ['015', 'run-streams-without-cors', 'Leaves the CORS headers out of run streams.', silent(runs)],
]);
