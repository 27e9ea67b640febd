import { UsageError } from './errors.js';
import type { JsonObject } from './json.js';
import { isObject, listOf } from './json.js';
import type { MessageRequest, RunRequest } from './types.js';

/** The body of a message request: as the caller wrote it, but for `stream`. */
export function messageBody(request: MessageRequest, streams: boolean): JsonObject {
  const { stream: _, ...rest } = request;
  return streams ? { ...rest, stream: true } : rest;
}

/**
 * The body of a run: as the caller wrote it. A run's own path says whether it streams; its request never does.
 *
 * @throws UsageError for a tool that only the caller could run: runs happen in the gateway.
 */
export function runBody(run: RunRequest): JsonObject {
  const request: unknown = run.request;
  if (!isObject(request)) return run;
  refuseFunctionTools(request.tools);
  const { stream: _, ...rest } = request;
  return { ...run, request: rest };
}

function refuseFunctionTools(tools: unknown): void {
  listOf(tools).forEach((tool, index) => {
    if (!isObject(tool) || tool.type !== 'function') return;
    throw new UsageError('a run cannot call function tools of the client', {
      code: 'client_function_tools_not_supported',
      param: `request.tools[${index}]`,
    });
  });
}
