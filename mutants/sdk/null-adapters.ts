/** Something that speaks the adapter protocol and is no SDK: no requirement may pass on it. */
export interface NullAdapter {
  readonly id: string;
  /** What it does, in one sentence. */
  readonly lie: string;
  /** The way of `null-adapter.js`. */
  readonly how: string;
}

export const nullAdapters: readonly NullAdapter[] = [
  { id: 'null-empty', lie: 'Answers every operation with an empty result.', how: 'empty' },
  { id: 'null-error', lie: 'Answers every operation with an API error.', how: 'error' },
  { id: 'null-usage', lie: 'Refuses every operation.', how: 'usage' },
  { id: 'null-echo', lie: 'Answers with the request that it was given.', how: 'echo' },
  { id: 'null-hang', lie: 'Answers nothing.', how: 'hang' },
  { id: 'null-die', lie: 'Dies of every operation.', how: 'die' },
];
