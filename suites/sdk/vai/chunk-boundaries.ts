import type { StreamEvent } from '../../../mock-gateway/engine/exchange.js';
import { everyCut, everyCutInCombs, somePairs } from '../chunking/cuts.js';
import { unchangedByCuts } from '../chunking/unchanged.js';
import { sdkRequirement } from '../requirement.js';
import type { SdkTrial } from '../trial.js';
import { type FrameStyle, frames, STYLES } from './frames.js';
import { BLOCKS_GOLDEN } from './goldens.js';
import { STREAMS } from './operations.js';
import { SHORTEST_MESSAGE, SHORTEST_RUN } from './shortest-streams.js';

const ID = 'VAI-SDK-CHK';
/** Cuts of one stream are so far apart that a parser has forgotten the one before. */
const APART = 31;
const PAIRS = 40;
const FOUR_KILOBYTES = 4_096;

/** Requirement, and the styles in which every cut position is played. */
const STYLED: readonly (readonly [number: string, styles: readonly string[]])[] = [
  ['004', ['CRLF', 'several data lines, CRLF']],
  ['005', ['CR']],
  ['006', ['comments', 'ids', 'blank lines']],
  ['007', ['no space', 'no names']],
  ['008', ['byte order mark']],
  ['009', ['several data lines']],
];

sdkRequirement(`${ID}-001`, { operations: ['messages.stream'] }, (t) => cutAnywhere(t, SHORTEST_MESSAGE));

sdkRequirement(`${ID}-002`, { operations: ['runs.stream'] }, (t) => cutAnywhere(t, SHORTEST_RUN));

sdkRequirement(`${ID}-003`, { operations: STREAMS }, (t) =>
  t.each((op) => {
    const events = shortest(op);
    const bytes = frames(events);
    return unchangedByCuts(t, op, bytes, somePairs(bytes.byteLength, PAIRS, t.seed), texts(events));
  }),
);

for (const [number, styles] of STYLED) {
  for (const variant of styles) {
    sdkRequirement(`${ID}-${number}`, { operations: ['messages.stream'], variant }, (t) =>
      cutInStyle(t, SHORTEST_MESSAGE, STYLES[variant] ?? {}),
    );
  }
}

sdkRequirement(`${ID}-010`, { operations: STREAMS }, (t) =>
  t.each((op) => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'zu viel los – 忙しい 😵' } };
    const bytes = frames([...shortest(op).slice(0, -1), error]);
    return unchangedByCuts(t, op, bytes, everyCutInCombs(bytes.byteLength, APART), 1);
  }),
);

sdkRequirement(`${ID}-011`, { operations: ['messages.stream'], slow: true }, async (t) => {
  const { events } = BLOCKS_GOLDEN;
  const [start, ...rest] = events;
  if (start === undefined) return t.untestable('the golden stream is empty');
  const pings = Array.from({ length: 400 }, () => ({ type: 'ping' }));
  let bytes = frames(events);
  for (let count = 1; bytes.byteLength < FOUR_KILOBYTES && count <= pings.length; count++) {
    bytes = frames([start, ...pings.slice(0, count), ...rest]);
  }
  await unchangedByCuts(t, 'messages.stream', bytes, everyCut(bytes.byteLength), texts(events));
});

/** Every single cut of a stream as gateways frame it. */
function cutAnywhere(t: SdkTrial, events: readonly StreamEvent[]): Promise<void> {
  const bytes = frames(events);
  return t.each((op) => unchangedByCuts(t, op, bytes, everyCut(bytes.byteLength), texts(events)));
}

/** Every position of a stream in some style, several cuts in each body. */
function cutInStyle(t: SdkTrial, events: readonly StreamEvent[], style: FrameStyle): Promise<void> {
  const bytes = frames(events, style);
  return t.each((op) => unchangedByCuts(t, op, bytes, everyCutInCombs(bytes.byteLength, APART), texts(events)));
}

function shortest(op: string): readonly StreamEvent[] {
  return op === 'runs.stream' ? SHORTEST_RUN : SHORTEST_MESSAGE;
}

/** How many events bring text: so many must come out at least, whatever else an SDK hides. */
function texts(events: readonly StreamEvent[]): number {
  return events.filter((event) => JSON.stringify(event).includes('text_delta')).length;
}
