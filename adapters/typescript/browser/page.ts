import { Session } from '../adapter/session.js';

/** What runs in the page: the adapter's session, which the bridge calls by this name. */
Object.assign(globalThis, {
  session: new Session({
    runtime: 'browser',
    hasEnvironment: false,
    print: (value) => [String(value), JSON.stringify(value) ?? ''],
  }),
});
