/** One kind of fault: how it is written, and what it does on the wire. */
export interface FaultKind {
  /** What its value says; a question mark where it may be left out. */
  readonly value?: 'status' | 'time' | 'time?' | 'count' | 'difference?';
  /** What `@` may name. `one`: an event; `after`: an event or byte that is still sent, and 0 for none. `?`: or nothing. */
  readonly where?: 'one' | 'one?' | 'after' | 'after?';
  /** An example, which is also its form. */
  readonly form: string;
  readonly does: string;
  /** It needs an event stream, and leaves other answers alone. */
  readonly streams?: true;
}

/** Every kind, in the order in which they act on one answer, from the model's side to the socket's. */
export const FAULT_KINDS = {
  'refuse-connection': { form: 'refuse-connection', does: 'resets a connection as soon as it is accepted' },
  delay: { value: 'time', form: 'delay=500ms', does: 'begins to handle the request so much later' },
  silence: { form: 'silence', does: 'takes the request and never answers' },
  refuse: { form: 'refuse', does: 'resets the connection in place of an answer' },
  status: { value: 'status', form: 'status=503', does: 'answers with this status and an error; retry-after=SECONDS' },
  drop: { where: 'one', form: 'drop@event:3', does: 'leaves the event out', streams: true },
  duplicate: { where: 'one', form: 'duplicate@event:3', does: 'sends the event twice', streams: true },
  reorder: { where: 'one', form: 'reorder@event:3', does: 'sends the event after its successor', streams: true },
  garble: { where: 'one', form: 'garble@event:3', does: "cuts the event's JSON in half", streams: true },
  'no-end': { form: 'no-end', does: 'leaves the last event out and ends the body well', streams: true },
  junk: {
    where: 'one?',
    form: 'junk@event:3',
    does: 'sends data that is no JSON after the event, or the first',
    streams: true,
  },
  crlf: { form: 'crlf', does: 'ends the lines of an event stream with CR LF', streams: true },
  bom: { form: 'bom', does: 'begins an event stream with a byte order mark', streams: true },
  stall: { value: 'time?', where: 'after', form: 'stall=2s@event:3', does: 'falls silent; for ever without a time' },
  truncate: { where: 'after', form: 'truncate@byte:120', does: 'closes the connection in the middle of the body' },
  reset: { where: 'after', form: 'reset@event:3', does: 'resets the connection in the middle of the body' },
  'length-lie': { value: 'difference?', form: 'length-lie=16', does: 'claims so many bytes more than come, or fewer' },
  split: { value: 'count', form: 'split=1', does: 'writes so many bytes at a time' },
  'bad-chunk': {
    where: 'after?',
    form: 'bad-chunk@event:3',
    does: 'breaks the chunked framing with a size that is none',
  },
} as const satisfies Readonly<Record<string, FaultKind>>;

export type FaultName = keyof typeof FAULT_KINDS;

/** Names in the order in which they act. */
export const FAULT_NAMES = Object.keys(FAULT_KINDS).filter(isFaultName);

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(FAULT_KINDS, name);
}

/** The row of a kind, with all that a row may have. */
export function kindOf(name: FaultName): FaultKind {
  return FAULT_KINDS[name];
}

/** How faults are written, for help texts. */
export function faultHelp(): string {
  const width = Math.max(...FAULT_NAMES.map((name) => FAULT_KINDS[name].form.length));
  return [
    'Faults: KIND[=VALUE][@event:N or @byte:N][,times=N][,rate=0.1][,path=GLOB]',
    ...FAULT_NAMES.map((name) => `  ${FAULT_KINDS[name].form.padEnd(width)}  ${FAULT_KINDS[name].does}`),
    'times=2: the first two requests that it applies to; rate=0.1: every tenth or so, by the seed; path=/x/*: only there.',
    'Without path= health probes are spared. Events count from 1, keep-alives and comments not at all.',
  ].join('\n');
}
