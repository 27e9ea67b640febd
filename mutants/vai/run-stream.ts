import type { StreamEvent } from '../../mock-gateway/engine/exchange.js';
import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import { type JsonObject, listOf, objectOf } from '../edge.js';
import { type Pick, retellsEvents } from '../streams.js';
import * as lies from './lies.js';

/** Retells the picked events of run streams. */
export const event = (pick: Pick, lie: (event: StreamEvent) => StreamEvent): Mutation =>
  retellsEvents(pick, (each) => [lie(each)], lies.runStream);

/** Retells the result of streamed runs. */
export const result = (lie: (result: JsonObject) => JsonObject): Mutation =>
  event('run_complete', (each) => ({ ...each, result: lie(objectOf(each.result)) }));

/** Retells the steps of the result of streamed runs. */
export const steps = (lie: (steps: readonly JsonObject[]) => readonly JsonObject[]): Mutation =>
  result((each) => ({ ...each, steps: lie(listOf(each.steps).map(objectOf)) }));

/** Retells the response of each completed step. */
export const response = (lie: (response: JsonObject) => JsonObject): Mutation =>
  event('step_complete', (each) => ({ ...each, response: lie(objectOf(each.response)) }));

/** Retells what the history grows by. */
export const append = (lie: (messages: readonly JsonObject[]) => readonly JsonObject[]): Mutation =>
  event('history_delta', (each) => ({ ...each, append: lie(listOf(each.append).map(objectOf)) }));

/** Retells the messages of a role that the history grows by. */
export const message = (role: string, lie: (message: JsonObject) => JsonObject): Mutation =>
  append((messages) => messages.map((each) => (each.role === role ? lie(each) : each)));
