import type { IncomingRequest } from '../../mock-gateway/engine/exchange.js';
import { type Ask, misreads, withRequestHeader } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';

export const ver = mutantsOf('VAI-GW-VER', [
  [
    '001',
    'needs-a-version',
    'Refuses requests that name no version.',
    lies.refuses(({ request }) => request.header('x-vai-version') === undefined, 'X-VAI-Version'),
  ],
  [
    '002',
    'has-outgrown-version-one',
    'Refuses version 1.',
    lies.refuses(({ request }) => request.header('x-vai-version') === '1', 'X-VAI-Version'),
  ],
  [
    '003',
    'unsupported-version-has-no-code',
    'Refuses another version without the code.',
    lies.dropsCode(lies.coded('unsupported_version')),
  ],
  [
    '004',
    'reads-the-first-of-a-version-list',
    'Looks only at the first version of a list.',
    misreads(versionList, (ask) => withVersion(ask, versionsOf(ask)[0]?.split(',')[0])),
  ],
  [
    '005',
    'reads-the-first-version-header',
    'Looks only at the first of repeated version headers.',
    misreads(
      (ask) => versionsOf(ask).length > 1,
      (ask) => withVersion(ask, versionsOf(ask)[0]),
    ),
  ],
  [
    '006',
    'refuses-version-lists',
    'Refuses a list of versions, whatever is in it.',
    lies.refuses(versionList, 'X-VAI-Version'),
  ],
  [
    '007',
    'refuses-a-blank-version',
    'Takes a blank version for an unsupported one.',
    lies.refuses((ask) => versionsOf(ask).some((each) => each.trim() === ''), 'X-VAI-Version'),
  ],
  [
    '008',
    'runs-know-no-version',
    'Does not look at the version on run routes.',
    misreads(lies.anyRun, (ask) => withVersion(ask, undefined)),
  ],
  [
    '009',
    'asks-for-the-token-before-the-version',
    'Looks at the token before the version.',
    lies.misreports(
      (fault, { request }) => fault.code === 'unsupported_version' && request.header('authorization') === undefined,
      () => ({
        status: 401,
        error: { type: 'authentication_error', message: 'missing bearer token', param: 'Authorization' },
      }),
    ),
  ],
]);

function versionsOf({ request }: Ask): readonly string[] {
  return request.headers.filter(([name]) => name.toLowerCase() === 'x-vai-version').map(([, value]) => value);
}

function versionList(ask: Ask): boolean {
  return versionsOf(ask).some((each) => each.includes(','));
}

function withVersion({ request }: Ask, value: string | undefined): IncomingRequest {
  return withRequestHeader(request, 'X-VAI-Version', value);
}
