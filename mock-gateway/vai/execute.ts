import type { ExecuteRequest } from '../../contracts/vai/types.js';
import type { Reply } from '../engine/exchange.js';
import { type Exchange, errorReply, jsonReply } from './answer.js';
import { conversationOf } from './conversation.js';
import type { GatewayParts } from './gateway.js';
import { scenarioOf } from './model.js';
import { enabledTools, Toolbox } from './tools/toolbox.js';
import { statusOf } from './upstream.js';

const TOOL_TIMEOUT_MS = 30_000;

/** Answers `POST /v1/server-tools:execute`; the request has been checked. A directive may stand in any text of the input. */
export async function answerExecute(exchange: Exchange, request: ExecuteRequest, parts: GatewayParts): Promise<Reply> {
  const said = Object.values(request.input)
    .filter((value) => typeof value === 'string')
    .join(' ');
  const scenario = scenarioOf(exchange, conversationOf([{ role: 'user', content: said }]), parts.library);
  const name = request.tool.trim();
  const tools = enabledTools([{ name, path: 'tool' }], request.server_tool_config, exchange.request.header);
  const toolbox = new Toolbox(tools, scenario, parts.rules, []);
  const call = { id: exchange.requestId, name, input: request.input };
  const { content, error } = await toolbox.call(
    call,
    exchange.controls.stop,
    TOOL_TIMEOUT_MS,
    Number.POSITIVE_INFINITY,
  );
  return error === undefined ? jsonReply(exchange, 200, { content }) : errorReply(exchange, statusOf(error), error);
}
