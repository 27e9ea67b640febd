import type { AdapterLink, AdapterSpec } from './link.js';

/** How an adapter is opened. */
export interface OpenOptions {
  /** The dialect that the adapter has to speak. */
  readonly dialect: string;
  /** How long it may take to describe itself, in milliseconds. */
  readonly startTimeoutMs: number;
}

/** Starts an adapter and asks it to describe itself. Rejects with `AdapterWouldNotStart`. */
export async function openAdapter(spec: AdapterSpec, _options: OpenOptions): Promise<AdapterLink> {
  throw new Error(`Adapters cannot be opened yet: ${spec.kind}.`);
}
