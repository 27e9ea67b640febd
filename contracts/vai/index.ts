import { checksOf } from '../checks.js';
import type { AutomatonData } from '../judge/automaton.js';
import { dialect } from './dialect.js';
import { automatonData } from './judge/message-automaton.js';

export * from '../index.js';
export { dialect } from './dialect.js';
/** The JSON Schemas of the wire: names, sources, and two variants ready for any validator. */
export { vaiSchemas as schemas } from './schemas.js';
export type * from './wire.js';

/** The requirements, all of them, by chapter and by id. */
export const catalogue = dialect.catalogue;

/** The order of events in a message stream and in a run stream. */
export const automata: Readonly<Record<'message-stream' | 'run-stream', AutomatonData>> = {
  'message-stream': automatonData('message-stream'),
  'run-stream': automatonData('run-stream'),
};

export const { checkStream, checkRequest, checkExchange } = checksOf(dialect);
