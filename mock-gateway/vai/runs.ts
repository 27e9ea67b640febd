import { enabledTools as namedTools } from '../../contracts/vai/request/index.js';
import type { RunOptions, RunRequest } from '../../contracts/vai/types.js';
import type { EventStream } from '../engine/channel.js';
import type { Reply, StreamEvent } from '../engine/exchange.js';
import type { Stop } from '../engine/stop.js';
import { type Exchange, errorReply, jsonReply, refusal } from './answer.js';
import { conversationOf, isObject, listOf } from './conversation.js';
import type { GatewayParts } from './gateway.js';
import { type RunEnd, runLoop } from './loop.js';
import { ScriptedModel, scenarioOf } from './model.js';
import { definitionsOf, enabledTools, Toolbox } from './tools/toolbox.js';
import { statusOf } from './upstream.js';
import { spoken, transcribe, VoiceFailure, voiceOf } from './voice.js';

const TIMEOUT_MS = 60_000;

/** Answers `POST /v1/runs`; the request has been checked. */
export async function answerRun(exchange: Exchange, run: RunRequest, parts: GatewayParts): Promise<Reply> {
  const end = await playRun(exchange, run, parts, exchange.controls.stop, undefined);
  if (end === 'unheard') return refusal(exchange, 408, 'api_error', 'request cancelled', { code: 'cancelled' });
  if ('result' in end) return jsonReply(exchange, 200, { result: end.result });
  return errorReply(exchange, statusOf(end.error), end.error);
}

/** Answers `POST /v1/runs:stream`; the request has been checked. */
export function answerRunStream(exchange: Exchange, run: RunRequest, parts: GatewayParts): Reply {
  // Found before anything is said: a scenario that does not exist is no event of a stream.
  scenarioOf(exchange, conversationOf(listOf(run.request.messages)), parts.library);
  return parts.streams.open('runs', exchange, async (stream, stop) => {
    stream.push({
      type: 'run_start',
      request_id: exchange.requestId,
      model: run.request.model,
      protocol_version: '1',
    });
    const end = await playRun(exchange, run, parts, stop, stream);
    if (end !== 'unheard' && 'error' in end) {
      stream.push({ type: 'error', error: { ...end.error, request_id: exchange.requestId } });
    }
  });
}

/** The one loop behind both: it speaks where there is a stream. */
async function playRun(
  exchange: Exchange,
  run: RunRequest,
  parts: GatewayParts,
  stop: Stop,
  stream: EventStream | undefined,
): Promise<RunEnd> {
  const { rules, settings, ids, library } = parts;
  const { request } = run;
  const options: RunOptions = rules.options(isObject(run.run) ? run.run : {});
  const conversation = conversationOf(listOf(request.messages));
  const scenario = scenarioOf(exchange, conversation, library);
  const tools = enabledTools(namedTools(run), run.server_tool_config, exchange.request.header);
  const offered = [...listOf(request.tools), ...definitionsOf(tools)];
  const voice = voiceOf(request);
  try {
    const { messages, transcript } = transcribe(request.messages, scenario);
    const model = new ScriptedModel(scenario, request, messages, transcript, conversation.turnsPlayed, exchange, rules);
    const limit =
      stream === undefined
        ? rules.durationLimit('run', settings.total_request_timeout)
        : rules.durationLimit('run-stream', settings.sse_max_duration);
    return await runLoop({
      options,
      rules,
      messages,
      stop,
      model: request.model,
      metadata: model.metadata,
      toolbox: new Toolbox(tools, scenario, rules, messages),
      deadline: exchange.request.arrivedAt + Math.min(options.timeout_ms ?? TIMEOUT_MS, limit),
      idleMs: stream === undefined ? Number.POSITIVE_INFINITY : rules.idleLimit(settings.stream_idle_timeout),
      turn: (index) => model.turn(index),
      context: (history) => model.context(history, offered),
      messageId: (index) => ids.message(exchange.requestId, index),
      say:
        stream === undefined
          ? () => undefined
          : (event: StreamEvent) => (stream.push(event) ? undefined : stream.room()),
      finished: (response) => (voice === undefined ? response : spoken(response, voice, scenario)),
      failure: (end) => model.failure(end),
      streamed: stream !== undefined,
    });
  } catch (error) {
    if (error instanceof VoiceFailure) return { error: { type: 'api_error', message: error.message } };
    throw error;
  }
}
