import type { StreamEvent } from '../../../mock-gateway/engine/exchange.js';
import { sdkRequirement } from '../requirement.js';
import { sse } from '../server/replies.js';
import type { Call, SdkTrial } from '../trial.js';
import { closed, opened, STOP, started, textDelta, turned } from './message-events.js';
import { withMessage } from './operations.js';
import { textsOf } from './tagged-streams.js';

const ID = 'VAI-SDK-MST';
const AUDIO = { operations: ['messages.stream'], features: ['audio'] } as const;
const FORMAT = 'pcm_s16le';
const VOICE = { voice: { output: { voice: 'some-voice', format: 'pcm' } } };
/** Base64 with each length of padding, and with its two characters that are no letters or digits. */
const CHUNKS = ['AAAAAAA=', '+/v7AQ==', '////AQID'];

function chunk(audio: string, members: Readonly<Record<string, unknown>> = {}): StreamEvent {
  return { type: 'audio_chunk', format: FORMAT, audio, sample_rate_hz: 24_000, ...members };
}

/** The audio that was handed over, on its own channel or among the events. */
function audioIn(call: Call): { readonly format: unknown; readonly data: unknown }[] {
  const apart = call.lines.flatMap((line) => (line.type === 'audio' ? [{ format: line.format, data: line.data }] : []));
  if (apart.length > 0) return apart;
  return call.events.flatMap((event) =>
    event.type === 'audio_chunk' ? [{ format: event.format, data: event.audio }] : [],
  );
}

function expected(...chunks: readonly (string | undefined)[]) {
  return chunks.map((data) => ({ format: FORMAT, data }));
}

const [ONE = '', TWO = '', THREE = ''] = CHUNKS;
const BEGUN = [started(), opened(0, { type: 'text', text: '' }), textDelta(0, 'Hear ')];
const ENDED = [textDelta(0, 'me.'), closed(0), turned()];

async function spoken(t: SdkTrial, op: string, events: readonly StreamEvent[]): Promise<Call> {
  const call = await t.once(op, { request: withMessage(t, op, VOICE), reply: sse(events) });
  call.result();
  t.equal(textsOf(op, call.events), ['Hear ', 'me.'], { what: 'The texts of a stream with audio', in: call });
  return call;
}

sdkRequirement(`${ID}-031`, AUDIO, (t: SdkTrial) =>
  t.each(async (op) => {
    const [first, ...others] = ENDED;
    const events = [
      chunk(ONE),
      ...BEGUN,
      chunk(TWO),
      ...(first ? [first] : []),
      chunk(THREE, { is_final: true }),
      ...others,
    ];
    const call = await spoken(t, op, [...events, STOP]);
    t.equal(audioIn(call), expected(ONE, TWO, THREE), { what: 'The audio of a stream', in: call });
  }),
);

sdkRequirement(`${ID}-032`, AUDIO, (t: SdkTrial) =>
  t.each(async (op) => {
    const gone = { type: 'audio_unavailable', reason: 'tts_failed', message: 'TTS synthesis failed: no voice' };
    const call = await spoken(t, op, [...BEGUN, chunk(ONE), gone, chunk(TWO), ...ENDED, STOP]);
    t.equal(audioIn(call), expected(ONE), {
      what: 'The audio of a stream in which audio became unavailable',
      in: call,
    });
  }),
);

sdkRequirement(`${ID}-033`, AUDIO, (t: SdkTrial) =>
  t.each(async (op) => {
    const late = [chunk(TWO), chunk(THREE, { is_final: true })];
    const call = await spoken(t, op, [...BEGUN, chunk(ONE), ...ENDED, STOP, ...late]);
    t.equal(audioIn(call), expected(ONE, TWO, THREE), {
      what: 'The audio of a stream, of which two chunks come after message_stop',
      in: call,
      hint: 'Where voice was asked for, read on after message_stop until the last chunk or the end of the body.',
    });
  }),
);
