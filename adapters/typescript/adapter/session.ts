import type { HistoryDelta, Message, MessageRequest, RunRequest, VaiClient } from '../client/index.js';
import { applyHistoryDelta, requestIdOf, textOf, thinkingOf } from '../client/index.js';
import type { Asked, Fields, Write } from './asked.js';
import { askedOf, isFields, textOfField } from './asked.js';
import { Clients } from './clients.js';
import type { Host } from './describe.js';
import { description } from './describe.js';
import { errorFields, Unsupported } from './error-line.js';
import { Running } from './running.js';
import { follow, messageSubject, runSubject } from './streams.js';

/** Answers the requests of the harness, many at the same time. */
export class Session {
  readonly #host: Host;
  readonly #clients = new Clients();
  readonly #running = new Map<string, Running>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** Answers one request. Never rejects. */
  async handle(line: unknown, write: Write): Promise<void> {
    const asked = askedOf(line);
    const running = new Running();
    if (asked.op !== 'abort') this.#running.set(asked.id, running);
    try {
      const answer = await this.#perform(asked, running, write);
      const aborted = running.told && { aborted: true };
      const stopped = running.stopped && { stopped: true };
      await write({ id: asked.id, type: 'result', ...answer, ...aborted, ...stopped });
    } catch (error) {
      const stopped = running.stopped && { stopped: true };
      await write({ id: asked.id, type: 'error', error: errorFields(error), ...stopped });
    } finally {
      if (asked.op !== 'abort') this.#running.delete(asked.id);
    }
  }

  /** The harness has given up a request that it sent over HTTP. */
  abandon(line: unknown): void {
    this.#running.get(askedOf(line).id)?.abort('signal');
  }

  async #perform(asked: Asked, running: Running, write: Write): Promise<Fields> {
    switch (asked.op) {
      case 'describe':
        return description(this.#host);
      case 'abort':
        this.#running.get(String(asked.all.target))?.abort(textOfField(asked.all.how));
        return {};
      case 'forget':
        this.#clients.forget(textOfField(asked.all.share) ?? textOfField(asked.client.share));
        // The client has nothing to close: connections that idle are the runtime's, which closes them after a while.
        throw new Unsupported('close');
      case 'inspect':
        return this.#inspect(this.#clients.clientFor(asked.client));
      case 'helpers.apply_history_delta':
        return applyHistory(asked.request);
      case 'messages.create':
      case 'runs.create':
      case 'models.list':
        return call(asked, this.#clients.clientFor(asked.client), running);
      case 'messages.stream': {
        const stream = this.#clients
          .clientFor(asked.client)
          .messages.stream(messageRequest(asked.request), running.options);
        return follow(asked, messageSubject(stream), running, write);
      }
      case 'runs.stream': {
        const stream = this.#clients.clientFor(asked.client).runs.stream(runRequest(asked.request), running.options);
        return follow(asked, runSubject(stream), running, write);
      }
      default:
        throw new Unsupported('op');
    }
  }

  #inspect(client: VaiClient): Fields {
    const stream = client.messages.stream({ model: 'anthropic/model', messages: [] });
    return { value: [...this.#host.print(client), ...this.#host.print(stream)], base_url: client.baseUrl };
  }
}

/** The calls that do not stream. */
async function call(asked: Asked, client: VaiClient, running: Running): Promise<Fields> {
  running.abortAsAsked(asked.options);
  if (asked.op === 'models.list') {
    const models = await client.models.list(running.options);
    return { value: models, request_id: requestIdOf(models) };
  }
  if (asked.op === 'runs.create') {
    const result = await client.runs.create(runRequest(asked.request), running.options);
    return { value: result, request_id: requestIdOf(result) };
  }
  const message = await client.messages.create(messageRequest(asked.request), running.options);
  return { value: message, text: textOf(message), thinking: thinkingOf(message), request_id: requestIdOf(message) };
}

function applyHistory({ history, event, strict }: Fields): Fields {
  if (!isHistory(history)) throw new Unsupported('request.history');
  if (!isHistoryDelta(event)) throw new Unsupported('request.event');
  return { value: applyHistoryDelta(history, event, { strict: strict === true }) };
}

/** A request goes to the client as the harness wrote it, right or wrong: its types are the harness's business. */
function messageRequest(request: Fields): MessageRequest {
  if (!isMessageRequest(request)) throw new Unsupported('request');
  return request;
}

function runRequest(request: Fields): RunRequest {
  if (!isRunRequest(request)) throw new Unsupported('request');
  return request;
}

function isMessageRequest(request: Fields): request is Fields & MessageRequest {
  return isFields(request);
}

function isRunRequest(request: Fields): request is Fields & RunRequest {
  return isFields(request);
}

function isHistory(history: unknown): history is readonly Message[] {
  return Array.isArray(history);
}

function isHistoryDelta(event: unknown): event is HistoryDelta {
  return isFields(event);
}
