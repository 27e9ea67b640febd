import { type JsonObject, objectOf, type When } from '../edge.js';
import * as lies from './lies.js';

/** Runs whose body is of a kind. */
export const body =
  (fits: (body: JsonObject) => boolean): When =>
  (ask) =>
    lies.anyRun(ask) && fits(ask.body);

/** Runs whose options are of a kind. */
export const option = (fits: (run: JsonObject) => boolean): When => body(({ run }) => fits(objectOf(run)));

/** Runs whose config of one server tool is of a kind. */
export const configOf = (tool: string, fits: (config: JsonObject) => boolean): When =>
  body(({ server_tool_config: config }) => fits(objectOf(objectOf(config)[tool])));

/** Runs of which the config of some server tool is of a kind. */
export const someConfig = (fits: (config: unknown, tool: string) => boolean): When =>
  body(({ server_tool_config: config }) => Object.entries(objectOf(config)).some(([tool, each]) => fits(each, tool)));
