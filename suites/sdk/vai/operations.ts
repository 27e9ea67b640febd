import type { SdkTrial } from '../trial.js';

/** All operations that reach the gateway. */
export const CALLS = ['messages.create', 'messages.stream', 'runs.create', 'runs.stream', 'models.list'];
/** Those that send a body. */
export const POSTS = ['messages.create', 'messages.stream', 'runs.create', 'runs.stream'];
export const MESSAGES = ['messages.create', 'messages.stream'];
export const RUNS = ['runs.create', 'runs.stream'];
export const STREAMS = ['messages.stream', 'runs.stream'];
/** Calls with one answer. */
export const BLOCKING = ['messages.create', 'runs.create', 'models.list'];
/** Blocking calls with a body. */
export const CREATES = ['messages.create', 'runs.create'];

/** The plain request of an operation with other members in its message request, which in runs stands inside. */
export function withMessage(
  t: SdkTrial,
  op: string,
  members: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const plain = t.plain(op);
  if (!op.startsWith('runs.')) return { ...plain, ...members };
  return { ...plain, request: { ...objectOf(plain.request), ...members } };
}

/** The message request inside a body: the body itself, or what a run wraps. */
export function messageIn(op: string, body: unknown): Readonly<Record<string, unknown>> {
  return objectOf(op.startsWith('runs.') ? objectOf(body).request : body);
}

/** A JSON object, or an empty one for anything else. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
