import { type Ask, isObject, type JsonObject, listOf, objectOf, type When } from '../edge.js';

const onPath =
  (path: string): When =>
  (ask) =>
    ask.request.path === path;

export const messages = onPath('/v1/messages');
export const blockingRun = onPath('/v1/runs');
export const runStream = onPath('/v1/runs:stream');
export const models = onPath('/v1/models');
export const execute = onPath('/v1/server-tools:execute');

export const messageStream: When = (ask) => messages(ask) && ask.body.stream === true;
export const blockingMessage: When = (ask) => messages(ask) && ask.body.stream !== true;
export const anyRun: When = (ask) => blockingRun(ask) || runStream(ask);
export const anyStream: When = (ask) => messageStream(ask) || runStream(ask);

/** The model request: the body itself, or what a run carries under `request`. */
export function modelRequest(ask: Ask): JsonObject {
  return anyRun(ask) ? objectOf(ask.body.request) : ask.body;
}

/** The provider half of the model that is asked for. */
export function providerOf(ask: Ask): string {
  const { model } = modelRequest(ask);
  return typeof model === 'string' ? (model.split('/')[0] ?? '') : '';
}

/** All content blocks of a model request: those of `system` and of the messages, nested ones included. */
export function blocksOf(ask: Ask): readonly JsonObject[] {
  const request = modelRequest(ask);
  const top = [
    ...listOf(request.system),
    ...listOf(request.messages).flatMap((each) => listOf(objectOf(each).content)),
  ];
  return top.filter(isObject).flatMap((block) => [block, ...listOf(block.content).filter(isObject)]);
}

/** Whether a content block of this type is anywhere in the request. */
export const hasBlock =
  (type: string): When =>
  (ask) =>
    blocksOf(ask).some((block) => block.type === type);

/** Whether a tool of this type is among those of the request. */
export const hasTool =
  (type: string): When =>
  (ask) =>
    listOf(modelRequest(ask).tools).some((tool) => objectOf(tool).type === type);
