import type { ExecuteRequest, MessageRequest, RunRequest } from '../types.js';
import type { RequestContext, RequestFault } from './fault.js';

export type { RequestContext, RequestFault, RequestLimits } from './fault.js';

/** Which of the three bodies it is. */
export type RequestKind = 'messages' | 'runs' | 'execute';

/** What each kind of body is called once it is found to be one. */
export interface RequestOf {
  readonly messages: MessageRequest;
  readonly runs: RunRequest;
  readonly execute: ExecuteRequest;
}

export type CheckedRequest<K extends RequestKind = RequestKind> =
  | { readonly ok: true; readonly request: RequestOf[K] }
  | { readonly ok: false; readonly fault: RequestFault };

/**
 * Decides about a request as a gateway that follows the specification does: the first broken rule in the contract's order of
 * checks is the fault. Sizes of the whole body, streams, rates and the gateway's own key are not its business.
 */
export function checkRequest<K extends RequestKind>(
  _kind: K,
  _body: Uint8Array,
  _context: RequestContext,
): CheckedRequest<K> {
  throw new Error('not written yet');
}
