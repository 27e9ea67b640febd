import { ENVIRONMENT, VERSION } from '../client/index.js';
import type { Fields } from './asked.js';

/** Where the adapter runs, and what that place has. */
export interface Host {
  readonly runtime: 'node' | 'browser';
  readonly hasEnvironment: boolean;
  /** Every ordinary printed form of a value. */
  readonly print: (value: unknown) => readonly string[];
}

const STREAMS = ['messages.stream', 'runs.stream'];

const FEATURES = [
  'abort',
  'audio',
  'default_headers',
  'delay',
  'history',
  'inspect',
  'provider_keys',
  'raw_events',
  'raw_request',
  'request_id',
  'retries',
  'share',
  'stream_timeout',
  'timeout',
  'utf16_text',
  { final: STREAMS },
  { stop: STREAMS },
  { text: STREAMS },
  { text_result: ['messages.create', ...STREAMS] },
  { thinking: ['messages.create', 'messages.stream'] },
  { two_readers: STREAMS },
];

/** The answer to `describe`: what the client can do, and what of it the suite may judge. */
export function description(host: Host): Fields {
  return {
    type: 'described',
    protocol: 1,
    dialect: 'vai',
    runtime: host.runtime,
    sdk: { name: 'vai-typescript-reference', version: VERSION, language: 'TypeScript' },
    operations: [
      'messages.create',
      'messages.stream',
      'runs.create',
      'runs.stream',
      'models.list',
      'helpers.apply_history_delta',
    ],
    features: host.hasEnvironment ? [...FEATURES, 'env'] : FEATURES,
    stream_timeout: 'idle',
    error_fields: [
      'type',
      'message',
      'param',
      'code',
      'request_id',
      'retry_after',
      'http_status',
      'provider_error',
      'compat_issues',
      'retryable',
    ],
    result_fields: ['value', 'text', 'thinking', 'request_id'],
    env: host.hasEnvironment ? Object.values(ENVIRONMENT) : [],
  };
}
