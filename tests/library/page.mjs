// What runs in the browser: an app that talks to its gateway, and msw's real worker in between.
import { setupWorker } from 'msw/browser';
import { handlers, mswGateway } from 'vai-conformance/msw';

const baseUrl = `${location.origin}/gateway`;
const gateway = mswGateway({ baseUrl, auth: 'disabled' });
const worker = setupWorker(...gateway.handlers);

function ask({ path, body, headers }, signal) {
  return fetch(`${baseUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body), signal });
}

/** An error as text: nothing else gets out of a page. */
async function nameOf(work) {
  try {
    await work();
    return 'nothing was thrown';
  } catch (error) {
    return error.name;
  }
}

globalThis.lab = {
  ready: worker.start({ quiet: true, onUnhandledRequest: 'bypass' }).then(() => true),

  /** The answer's text and how many chunks it came in. */
  async read(asked) {
    const response = await ask(asked);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let [text, chunks] = ['', 0];
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      text += next.value;
      chunks += 1;
    }
    return { status: response.status, type: response.headers.get('content-type'), text, chunks };
  },

  /** Leaves a stream after its first chunk. */
  async leave(asked, scenario) {
    gateway.use(scenario);
    const controller = new AbortController();
    const response = await ask(asked, controller.signal);
    const reader = response.body.getReader();
    await reader.read();
    controller.abort();
    gateway.reset();
    return nameOf(() => reader.read());
  },

  /** Puts a gateway with faults in front of the usual one. */
  faults(faults, settings) {
    worker.use(...handlers({ baseUrl, auth: 'disabled', faults, settings }));
  },

  reset() {
    worker.resetHandlers();
  },

  fails: (asked) => nameOf(() => ask(asked)),
  breaks: (asked) => nameOf(async () => (await ask(asked)).text()),
  sent: () => gateway.sent,
  verdicts: () => gateway.requests.map(({ verdict }) => verdict),
};
