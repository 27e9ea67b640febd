import type { ExecuteRequest, MessageRequest, RunRequest } from '../types.js';
import { checkCompatibility } from './compat.js';
import { decode } from './decode.js';
import { checkExecute } from './execute.js';
import type { RequestContext, RequestFault } from './fault.js';
import { checkModelKey, checkVoiceNeeds } from './keys.js';
import { checkLimits } from './limits.js';
import { checkMessageRequest } from './messages.js';
import { checkModel } from './model.js';
import { isObject, type Json, type Refuse, Refused, refuser } from './refuse.js';
import { checkRunBody, checkRunTools, enabledTools } from './runs.js';
import { checkServerTools } from './server-tools.js';

export { curatedModel, MODELS, modelParts, PROVIDERS, providerKeyHeaders } from '../providers.js';
export type { RequestContext, RequestFault, RequestLimits } from './fault.js';
export { enabledTools } from './runs.js';
export { type EnabledTool, type ToolProvider, toolProvider } from './server-tools.js';

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
 * checks is the fault. Sizes of the whole body, streams, rates and the gateway's own key are not its business. A member that
 * was `null` for absence is absent in the request that comes back.
 */
export function checkRequest<K extends RequestKind>(
  kind: K,
  body: Uint8Array,
  context: RequestContext,
): CheckedRequest<K> {
  const refuse = refuser(context);
  try {
    const request: unknown = decode(body, refuse);
    assertRequest(kind, request, context, refuse);
    return { ok: true, request };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, fault: error.fault };
    throw error;
  }
}

/** Returns where nothing in the body breaks a rule that is not overlooked: then it is what its kind says. */
function assertRequest<K extends RequestKind>(
  kind: K,
  body: unknown,
  context: RequestContext,
  refuse: Refuse,
): asserts body is RequestOf[K] {
  if (isObject(body)) CHECKS[kind](body, context, refuse);
}

const CHECKS: Readonly<Record<RequestKind, (body: Json, context: RequestContext, refuse: Refuse) => void>> = {
  messages(body, context, refuse) {
    checkMessageRequest(body, '', refuse);
    checkLimits(body, '', context.limits, refuse);
    checkModel(body, '', context, refuse);
    checkModelKey(body, context, refuse);
    checkCompatibility(body, '', refuse);
    checkVoiceNeeds(body, '', context, refuse);
  },
  runs(body, context, refuse) {
    checkRunBody(body, refuse);
    const request = isObject(body.request) ? body.request : {};
    const enabled = enabledTools(body);
    checkLimits(request, 'request.', context.limits, refuse);
    checkModel(request, 'request.', context, refuse);
    checkModelKey(request, context, refuse);
    checkVoiceNeeds(request, 'request.', context, refuse);
    checkServerTools(enabled, body.server_tool_config, context, refuse);
    checkRunTools(request, enabled, refuse);
    checkCompatibility(request, 'request.', refuse);
  },
  execute: checkExecute,
};
