import type { EventStream, MessageStream, MessageStreamEvent, RunStream, RunStreamEvent } from '../client/index.js';
import { textPieceOf, thinkingOf } from '../client/index.js';
import type { Asked, Fields, Write } from './asked.js';
import { numberOf } from './asked.js';
import { Unsupported } from './error-line.js';
import type { Running } from './running.js';

/** What both kinds of stream can do. */
interface Subject {
  readonly stream: EventStream<MessageStreamEvent> | EventStream<RunStreamEvent>;
  /** The final value, with what stands beside it. Not its text once more: a line may have 16 MiB. */
  final(): Promise<Fields>;
  text(): Promise<string>;
}

export function messageSubject(stream: MessageStream): Subject {
  const final = async (): Promise<Fields> => {
    const value = await stream.finalMessage();
    return { value, thinking: thinkingOf(value) };
  };
  return { stream, final, text: () => stream.text() };
}

export function runSubject(stream: RunStream): Subject {
  const final = async (): Promise<Fields> => ({ value: await stream.result() });
  return { stream, final, text: () => stream.text() };
}

/** Consumes a stream the way the harness asks for. */
export async function follow(asked: Asked, subject: Subject, running: Running, write: Write): Promise<Fields> {
  running.close = () => subject.stream.close();
  running.abortAsAsked(asked.options);
  const answer = await consume(asked, subject, running, write);
  return { ...answer, request_id: subject.stream.requestId };
}

async function consume(asked: Asked, subject: Subject, running: Running, write: Write): Promise<Fields> {
  const read = (reader?: number): Promise<void> => iterate(asked, subject, running, write, reader);
  switch (asked.options.consume ?? 'events') {
    case 'events':
      await read();
      return running.stopped ? afterStopping(asked, subject, write) : subject.final();
    case 'final':
      return subject.final();
    case 'text':
      return { text: await subject.text() };
    case 'both': {
      const [answer] = await allOf([subject.final(), read()]);
      return answer ?? {};
    }
    case 'two-readers':
      await allOf([read(1), read(2)]);
      return subject.final();
    default:
      throw new Unsupported('options.consume');
  }
}

async function iterate(asked: Asked, subject: Subject, running: Running, write: Write, reader?: number): Promise<void> {
  const { stop_after: stopAfter, stop_how: stopHow } = asked.options;
  const delayMs = numberOf(asked.options.delay_ms);
  let events = 0;
  for await (const event of subject.stream) {
    events += 1;
    await write(eventLine(asked, event, reader));
    running.abortAfter(events, asked.options);
    if (events === stopAfter) {
      running.stopped = true;
      if (stopHow !== 'close') break;
      subject.stream.close();
    }
    if (delayMs !== undefined) await pause(delayMs);
  }
}

/** What `then` asks for once the iteration was left. */
async function afterStopping(asked: Asked, subject: Subject, write: Write): Promise<Fields> {
  switch (asked.options.then) {
    case 'close':
      subject.stream.close();
      return {};
    case 'close-twice':
      subject.stream.close();
      subject.stream.close();
      return {};
    case 'final':
      return subject.final();
    case 'iterate-again': {
      let events = 0;
      for await (const event of subject.stream) {
        events += 1;
        await write(eventLine(asked, event));
      }
      return { value: events };
    }
    default:
      return {};
  }
}

function eventLine(asked: Asked, event: MessageStreamEvent | RunStreamEvent, reader?: number): Fields {
  const text = textPieceOf(event);
  return { id: asked.id, type: 'event', event, ...(text !== '' && { text }), ...(reader !== undefined && { reader }) };
}

/** Waits for all of them, also where one rejects: nothing may be written after the final answer. */
async function allOf<T extends readonly unknown[]>(work: { [K in keyof T]: Promise<T[K]> }): Promise<T> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
