/** A client for gateways of dialect `vai`: thin, typed, without dependencies, for Node 20 and browsers. */
export { requestIdOf, VaiClient } from './client.js';
export type { ApiErrorFields, CompatIssue } from './errors.js';
export { AbortedError, ApiError, ProtocolError, TimeoutError, TransportError, UsageError, VaiError } from './errors.js';
export { EventStream } from './event-stream.js';
export { applyHistoryDelta } from './history.js';
export { MessageStream } from './message-stream.js';
export type { CallOptions, ClientOptions } from './options.js';
export { ENVIRONMENT } from './options.js';
export { KEY_NAMES } from './provider-keys.js';
export { RunStream } from './run-stream.js';
export { textOf, textPieceOf, thinkingOf } from './text.js';
export type * from './types.js';
export { VERSION } from './version.js';
