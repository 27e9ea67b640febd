export type { Described, MergedKinds } from '../../../contracts/adapter/claims.js';
export type {
  AdapterError,
  AudioAnswer,
  ErrorKind,
  ErrorLine,
  EventAnswer,
  EventLine,
  FinalLine,
  ResultLine,
} from '../../../contracts/adapter/lines.js';
export { AdapterDied, AdapterFault, AdapterGone, AdapterHung, AdapterWouldNotStart } from './faults.js';
export type { AdapterLink, AdapterSpec, Operation } from './link.js';
export { type OpenOptions, openAdapter } from './open.js';
export { type SmokeCheck, type SmokeOptions, type SmokeReport, smoke } from './smoke.js';
export type { AdapterEnd } from './transport.js';
