import type { Setting } from '../dialect.js';

/** The settings that decide what can be seen of a gateway, with the defaults of the contract. */
export const settings: readonly Setting[] = [
  {
    name: 'auth_mode',
    type: 'text',
    default: 'required',
    meaning: 'whether a token is asked for: required, optional or disabled',
  },
  { name: 'api_keys', type: 'list', default: '', meaning: 'the tokens that are known' },
  { name: 'model_allowlist', type: 'list', default: '', meaning: 'the models that are served; empty: all' },
  { name: 'cors_origins', type: 'list', default: '', meaning: 'the origins that browsers may come from; empty: none' },
  { name: 'max_body_bytes', type: 'integer', default: '8388608', meaning: 'largest request body, in bytes' },
  { name: 'max_messages', type: 'integer', default: '64', meaning: 'most messages of a request' },
  { name: 'max_tools', type: 'integer', default: '64', meaning: 'most tools of a request' },
  {
    name: 'max_total_text_bytes',
    type: 'integer',
    default: '524288',
    meaning: 'most text of a request, in bytes of UTF-8',
  },
  {
    name: 'max_b64_per_block',
    type: 'integer',
    default: '4194304',
    meaning: 'largest base64 source, in decoded bytes',
  },
  {
    name: 'max_b64_total',
    type: 'integer',
    default: '12582912',
    meaning: 'all base64 sources of a request, in decoded bytes',
  },
  { name: 'rate_limit_rps', type: 'number', default: '2', meaning: 'requests a second and principal; 0: no limit' },
  { name: 'rate_limit_burst', type: 'integer', default: '4', meaning: 'requests that may come at once; 0: no limit' },
  {
    name: 'max_concurrent_requests',
    type: 'integer',
    default: '20',
    meaning: 'requests in flight of one principal; 0: no limit',
  },
  {
    name: 'max_streams_per_principal',
    type: 'integer',
    default: '4',
    meaning: 'open streams of one principal; 0: no limit',
  },
  {
    name: 'sse_ping_interval',
    type: 'duration',
    default: '15s',
    meaning: 'silence after which a stream carries a ping',
  },
  { name: 'sse_max_duration', type: 'duration', default: '5m', meaning: 'longest stream' },
  {
    name: 'stream_idle_timeout',
    type: 'duration',
    default: '60s',
    meaning: 'longest silence of the model in a stream',
  },
  { name: 'total_request_timeout', type: 'duration', default: '2m', meaning: 'longest request that does not stream' },
  { name: 'read_timeout', type: 'duration', default: '30s', meaning: 'longest time for a request to arrive' },
  {
    name: 'read_header_timeout',
    type: 'duration',
    default: '10s',
    meaning: 'longest time for the head of a request to arrive',
  },
  {
    name: 'shutdown_grace_period',
    type: 'duration',
    default: '30s',
    meaning: 'how long a stopping gateway lets its streams go on',
  },
  { name: 'trust_proxy_headers', type: 'flag', default: 'false', meaning: 'whether proxy headers name the client' },
  { name: 'draining', type: 'flag', default: 'false', meaning: 'the gateway behaves as after SIGTERM' },
  {
    name: 'drain_after',
    type: 'duration',
    default: '0s',
    meaning: 'SIGTERM comes this long after the first stream; 0s: never',
  },
];
