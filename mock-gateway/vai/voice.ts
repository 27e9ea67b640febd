import type { ContentBlock, Message, MessageRequest, MessageResponse, VoiceOutput } from '../../contracts/vai/types.js';
import type { StreamEvent } from '../engine/exchange.js';
import { isObject, listOf, textOf } from './conversation.js';
import type { Scenario } from './scenario.js';

const DEFAULT_RATE = 24_000;
const DEFAULT_TRANSCRIPT = 'what the microphone heard';
/** Spoken length of one character, in seconds: short, so that tests stay small. */
const SECONDS_PER_CHARACTER = 0.001;

/** Speech could not be made, or not be understood. */
export class VoiceFailure extends Error {
  override readonly name = 'VoiceFailure';
}

/** The voice that a request asks for, if any. */
export function voiceOf(request: MessageRequest): VoiceOutput | undefined {
  return isObject(request.voice) && isObject(request.voice.output) ? request.voice.output : undefined;
}

/** Audio of the request as text. */
export interface Heard {
  /** The history with text in place of audio. */
  readonly messages: readonly Message[];
  /** Everything that was said, one line each; empty where there was no audio. */
  readonly transcript: string;
}

/** Transcribes the audio at the top level of messages, by the scenario. Throws `VoiceFailure`. */
export function transcribe(messages: readonly Message[], scenario: Scenario): Heard {
  if (!messages.some(({ content }) => Array.isArray(content) && content.some(isSpeech)))
    return { messages, transcript: '' };
  const lines: string[] = [];
  const heard = messages.map((message): Message => {
    if (!isObject(message) || !Array.isArray(message.content) || !message.content.some(isSpeech)) return message;
    return {
      ...message,
      content: message.content.flatMap((block: ContentBlock): ContentBlock[] => {
        if (!isSpeech(block)) return [block];
        if (scenario.transcript_error !== undefined) throw new VoiceFailure(scenario.transcript_error);
        const text = (scenario.transcript ?? DEFAULT_TRANSCRIPT).trim();
        if (text === '') return [];
        lines.push(text);
        return [{ type: 'text', text }];
      }),
    };
  });
  return { messages: heard, transcript: lines.join('\n') };
}

function isSpeech(block: unknown): boolean {
  return isObject(block) && block.type === 'audio_stt';
}

/** The answer with its speech as the last block; as it is where it holds no text. Throws `VoiceFailure`. */
export function spoken(response: MessageResponse, voice: VoiceOutput, scenario: Scenario): MessageResponse {
  const transcript = textOf(response.content);
  if (transcript.trim() === '') return response;
  if (scenario.voice?.fails_after !== undefined) throw new VoiceFailure('TTS synthesis failed: voice backend down');
  const rate = voice.sample_rate ?? DEFAULT_RATE;
  const { media_type, data } = encode(tone(transcript.length, rate, 0), voice.format ?? 'wav', rate);
  const block: ContentBlock = {
    type: 'audio',
    source: { type: 'base64', media_type, data: data.toString('base64') },
    transcript,
  };
  return { ...response, content: [...listOf(response.content).filter(isBlock), block] };
}

function isBlock(block: unknown): block is ContentBlock {
  return isObject(block) && typeof block.type === 'string';
}

/** Speaks along with a message stream: audio after each text, the last of it before the message ends. */
export class VoiceTrack {
  readonly #rate: number;
  readonly #failsAfter: number;
  #chunks = 0;
  #failed = false;
  #text = '';

  constructor(voice: VoiceOutput, scenario: Scenario) {
    this.#rate = voice.sample_rate ?? DEFAULT_RATE;
    this.#failsAfter = scenario.voice?.fails_after ?? Number.POSITIVE_INFINITY;
  }

  /** The events to be said for one event of the model, itself included. */
  with(event: StreamEvent): readonly StreamEvent[] {
    if (event.type === 'message_delta') return [...this.#last(), event];
    const text = isObject(event.delta) && event.delta.type === 'text_delta' ? String(event.delta.text) : '';
    return text === '' ? [event] : [event, ...this.#chunk(text)];
  }

  #chunk(text: string): readonly StreamEvent[] {
    if (this.#failed) return [];
    if (this.#chunks >= this.#failsAfter) {
      this.#failed = true;
      return [{ type: 'audio_unavailable', reason: 'tts_failed', message: 'TTS synthesis failed: voice backend down' }];
    }
    this.#text += text;
    this.#chunks += 1;
    return [this.#audio(text.length, false)];
  }

  #last(): readonly StreamEvent[] {
    return this.#failed || this.#text === '' ? [] : [this.#audio(1, true)];
  }

  #audio(characters: number, final: boolean): StreamEvent {
    const audio = tone(characters, this.#rate, this.#chunks).toString('base64');
    return {
      type: 'audio_chunk',
      format: 'pcm_s16le',
      audio,
      sample_rate_hz: this.#rate,
      ...(final ? { is_final: true } : {}),
    };
  }
}

/** A hum as PCM, 16 bits, one channel. */
function tone(characters: number, rate: number, part: number): Buffer {
  const samples = Math.max(8, Math.round(characters * SECONDS_PER_CHARACTER * rate));
  const pcm = Buffer.alloc(samples * 2);
  const frequency = 220 + 20 * (part % 8);
  for (let at = 0; at < samples; at += 1) {
    pcm.writeInt16LE(Math.round(6000 * Math.sin((2 * Math.PI * frequency * at) / rate)), at * 2);
  }
  return pcm;
}

function encode(pcm: Buffer, format: string, rate: number): { readonly media_type: string; readonly data: Buffer } {
  if (format === 'pcm') return { media_type: 'audio/pcm', data: pcm };
  if (format === 'mp3') return { media_type: 'audio/mpeg', data: silentMp3(pcm.length) };
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + pcm.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(pcm.length, 40);
  return { media_type: 'audio/wav', data: Buffer.concat([head, pcm]) };
}

/** Frames of silence: MPEG-1 layer III, 32 kbit/s, 44.1 kHz, mono; 104 bytes each. */
function silentMp3(length: number): Buffer {
  const frame = Buffer.alloc(104);
  frame.set([0xff, 0xfb, 0x10, 0xc4]);
  return Buffer.concat(Array.from({ length: Math.max(1, Math.round(length / 2000)) }, () => frame));
}
