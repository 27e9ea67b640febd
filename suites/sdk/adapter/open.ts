import { HttpTransport } from './http.js';
import type { AdapterLink, AdapterSpec } from './link.js';
import { PATIENCE, type Patience } from './operation.js';
import { startProcess } from './process.js';
import { RelayTransport } from './relay.js';
import { RunningLink } from './running-link.js';
import type { Connect } from './transport.js';

/** How an adapter is opened. */
export interface OpenOptions {
  /** The dialect that the adapter has to speak. */
  readonly dialect: string;
  /** How long it may take to describe itself, in milliseconds. */
  readonly startTimeoutMs: number;
  /** How long operations may be silent, where a test of the link cannot wait as long as the protocol. */
  readonly patience?: Partial<Patience>;
  /** Tells a person where to open the page of a `page` adapter; by default on stderr. */
  readonly announce?: (text: string) => void;
}

/**
 * Starts an adapter and asks it to describe itself. Rejects with `AdapterWouldNotStart`, which says what went wrong and
 * what to do.
 */
export function openAdapter(spec: AdapterSpec, options: OpenOptions): Promise<AdapterLink> {
  return openLink(spec, options);
}

/** The same, with what only the smoke test asks of a link. */
export function openLink(spec: AdapterSpec, options: OpenOptions): Promise<RunningLink> {
  const { dialect, startTimeoutMs, patience } = options;
  const terms = { dialect, startTimeoutMs, patience: { ...PATIENCE, ...patience } };
  return RunningLink.open(connecting(spec, options), terms);
}

function connecting(spec: AdapterSpec, { announce = onStderr }: OpenOptions): Connect {
  switch (spec.kind) {
    case 'command':
      return (events) => startProcess(spec, events);
    case 'url':
      return async (events) => new HttpTransport(spec.url, events);
    case 'page':
      return (events) => RelayTransport.open(spec.url, events, announce);
  }
}

function onStderr(text: string): void {
  process.stderr.write(`${text}\n`);
}
