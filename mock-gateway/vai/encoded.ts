import type { Usage } from '../../contracts/vai/types.js';
import { encodeJson } from '../engine/sse.js';
import { Fold } from './fold.js';
import type { Turn } from './scenario.js';
import { eventsOf, isFixed } from './script.js';
import type { TemplateContext } from './template.js';
import { openingOf } from './turn.js';

/** The JSON of a turn's blocking answer, but for what differs from request to request. */
export interface EncodedAnswer {
  readonly usage: Usage;
  json(id: string, model: string): string;
}

/** Stand in the places of id and model while the rest is encoded. */
const ID = 'id-of-this-answer';
const MODEL = 'model-of-this-answer';

const known = new WeakMap<Turn, EncodedAnswer>();

/**
 * The answer of a turn that says the same to everyone, at once and whole; `undefined` for all others. It is folded from
 * the turn's events like any other, only once.
 */
export function encodedAnswer(turn: Turn, context: TemplateContext): EncodedAnswer | undefined {
  const answer = known.get(turn);
  if (answer !== undefined) return answer;
  if (turn.fail !== undefined || turn.delay_ms !== undefined || turn.gap_ms !== undefined || !isFixed(turn))
    return undefined;
  const fold = new Fold();
  fold.add(openingOf(turn, { messageId: ID, model: MODEL, metadata: undefined }));
  for (const event of eventsOf(turn, context)) fold.add(event);
  const message = fold.message();
  const [first = '', second = '', ...rest] = encodeJson(message).split(new RegExp(`"${ID}"|"${MODEL}"`));
  if (rest.length !== 1) return undefined;
  const made: EncodedAnswer = {
    usage: message.usage,
    json: (id, model) => `${first}${encodeJson(id)}${second}${encodeJson(model)}${rest[0]}`,
  };
  known.set(turn, made);
  return made;
}
