import type { MessageRequest, MessageResponse, Usage } from '../../contracts/vai/types.js';
import type { EventStream } from '../engine/channel.js';
import { now } from '../engine/clock.js';
import type { Reply, StreamEvent } from '../engine/exchange.js';
import type { Stop } from '../engine/stop.js';
import { type Exchange, encodedReply, errorReply, jsonReply, refusal } from './answer.js';
import { conversationOf } from './conversation.js';
import { encodedAnswer } from './encoded.js';
import { Fold } from './fold.js';
import type { GatewayParts } from './gateway.js';
import { ScriptedModel, scenarioOf } from './model.js';
import { GRACE_OVER } from './streams.js';
import { playTurn, type TurnEnd } from './turn.js';
import { statusOf } from './upstream.js';
import { spoken, transcribe, VoiceFailure, VoiceTrack, voiceOf } from './voice.js';

/** Answers `POST /v1/messages`; the request has been checked. */
export function answerMessage(
  exchange: Exchange,
  request: MessageRequest,
  parts: GatewayParts,
): Reply | Promise<Reply> {
  let model: ScriptedModel;
  try {
    const conversation = conversationOf(request.messages);
    const scenario = scenarioOf(exchange, conversation, parts.library);
    const { messages, transcript } = transcribe(request.messages, scenario);
    model = new ScriptedModel(scenario, request, messages, transcript, conversation.turnsPlayed, exchange, parts.rules);
  } catch (error) {
    if (error instanceof VoiceFailure) return refusal(exchange, 500, 'api_error', error.message);
    throw error;
  }
  if (request.stream === true) {
    return parts.streams.open('messages', exchange, (stream, stop) =>
      speakMessage(model, exchange, parts, stream, stop),
    );
  }
  return encoded(model, exchange, parts) ?? blocking(model, exchange, parts);
}

/** The answer of a turn that is always the same, where nothing is added to it. */
function encoded(model: ScriptedModel, exchange: Exchange, parts: GatewayParts): Reply | undefined {
  if (model.metadata !== undefined || voiceOf(model.request) !== undefined) return undefined;
  const answer = encodedAnswer(model.turn(0), model.context());
  if (answer === undefined) return undefined;
  const name = model.request.model;
  const json = answer.json(parts.ids.message(exchange.requestId, 0), name);
  return encodedReply(exchange, 200, json, countedHeaders(name, answer.usage));
}

function blocking(model: ScriptedModel, exchange: Exchange, parts: GatewayParts): Reply | Promise<Reply> {
  const { rules, settings } = parts;
  const fold = new Fold();
  const end = playTurn(model.turn(0), {
    messageId: parts.ids.message(exchange.requestId, 0),
    model: model.request.model,
    metadata: model.metadata,
    context: model.context(model.messages, model.request.tools),
    say: (event) => fold.add(event),
    stop: exchange.controls.stop,
    deadline: exchange.request.arrivedAt + rules.durationLimit('message', settings.total_request_timeout),
    idleMs: Number.POSITIVE_INFINITY,
  });
  const answer = (ended: TurnEnd) => blockingAnswer(ended, fold, model, exchange);
  return end instanceof Promise ? end.then(answer) : answer(end);
}

function blockingAnswer(end: TurnEnd, fold: Fold, model: ScriptedModel, exchange: Exchange): Reply {
  if (end.how === 'complete') return told(fold.message(), model, exchange);
  if (end.how === 'late') return refusal(exchange, 504, 'api_error', 'request timeout');
  if (end.how === 'stopped') return refusal(exchange, 408, 'api_error', 'request cancelled', { code: 'cancelled' });
  const error = model.failure(end);
  return errorReply(exchange, statusOf(error), error);
}

function told(response: MessageResponse, model: ScriptedModel, exchange: Exchange): Reply {
  const voice = voiceOf(model.request);
  let message = response;
  try {
    if (voice !== undefined) message = spoken(response, voice, model.scenario);
  } catch (error) {
    if (error instanceof VoiceFailure) return refusal(exchange, 500, 'api_error', error.message);
    throw error;
  }
  return jsonReply(exchange, 200, message, countedHeaders(message.model, message.usage));
}

function countedHeaders(model: string, usage: Usage): [string, string][] {
  return [
    ['X-Input-Tokens', String(usage.input_tokens)],
    ['X-Model', model],
    ['X-Output-Tokens', String(usage.output_tokens)],
    ['X-Total-Tokens', String(usage.total_tokens)],
  ];
}

async function speakMessage(
  model: ScriptedModel,
  exchange: Exchange,
  parts: GatewayParts,
  stream: EventStream,
  stop: Stop,
): Promise<void> {
  const { rules, settings } = parts;
  const voice = voiceOf(model.request);
  const track = voice === undefined ? undefined : new VoiceTrack(voice, model.scenario);
  const push = (event: StreamEvent) => (stream.push(event) ? undefined : stream.room());
  const end = await playTurn(model.turn(0), {
    messageId: parts.ids.message(exchange.requestId, 0),
    model: model.request.model,
    metadata: model.metadata,
    context: model.context(model.messages, model.request.tools),
    async say(event) {
      for (const each of track?.with(event) ?? [event]) await push(each);
    },
    ...(track === undefined ? { say: push } : {}),
    stop,
    deadline: now() + rules.durationLimit('message-stream', settings.sse_max_duration),
    idleMs: rules.idleLimit(settings.stream_idle_timeout),
  });
  const error = streamError(end, model, stop);
  if (error !== undefined) stream.push({ type: 'error', error: { ...error, request_id: exchange.requestId } });
}

function streamError(end: TurnEnd, model: ScriptedModel, stop: Stop) {
  if (end.how === 'complete') return undefined;
  if (end.how === 'late') return { type: 'api_error', message: 'request timeout' };
  if (end.how !== 'stopped') return model.failure(end);
  return stop.reason === GRACE_OVER ? { type: 'api_error', message: 'the gateway is shutting down' } : undefined;
}
