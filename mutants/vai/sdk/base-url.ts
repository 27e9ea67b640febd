import { defectsOf, patched } from '../../sdk/defect.js';

const URLS = 'client/base-url.js';

export const defects = defectsOf('VAI-SDK-URL', [
  [
    '002',
    'doubles-the-slash',
    'Appends the path to a base URL that ends in a slash as it is.',
    patched(URLS, [
      'const prefix = withoutTrailingSlashes(url.pathname);',
      "const prefix = url.pathname === '/' ? '/' : withoutTrailingSlashes(url.pathname);",
    ]),
    'URL-01',
  ],
]);
