import type { Profile } from '../../profile.js';

/** What every instance has unless its profile says otherwise: no limit and no timer that a test did not ask for. */
const quiet = {
  auth_mode: 'required',
  rate_limit_rps: '0',
  max_concurrent_requests: '0',
  max_streams_per_principal: '0',
  sse_ping_interval: '1h',
};

/** The sets of settings that requirements ask for. */
export const profiles: readonly Profile[] = [
  { name: 'default', settings: quiet, needs: [], why: 'any gateway as it stands' },
  { name: 'auth-required', settings: quiet, needs: ['auth_mode'], why: 'tokens are asked for' },
  {
    name: 'auth-optional',
    settings: { ...quiet, auth_mode: 'optional' },
    needs: ['auth_mode'],
    why: 'tokens may be absent',
  },
  {
    name: 'auth-disabled',
    settings: { ...quiet, auth_mode: 'disabled' },
    needs: ['auth_mode'],
    why: 'tokens are ignored',
  },
  {
    name: 'allowlist',
    settings: { ...quiet, model_allowlist: 'openai/gpt-4o,anthropic/claude-sonnet-4,acme/unknown-1' },
    needs: ['model_allowlist'],
    why: 'only some models are served; one of them is not in the catalogue',
  },
  {
    name: 'cors',
    settings: { ...quiet, cors_origins: 'https://app.example,https://second.example' },
    needs: ['cors_origins'],
    why: 'browsers of two origins are let in',
  },
  {
    name: 'small-limits',
    settings: {
      ...quiet,
      max_body_bytes: '20000',
      max_messages: '4',
      max_tools: '3',
      max_total_text_bytes: '400',
      max_b64_per_block: '300',
      max_b64_total: '500',
    },
    needs: [
      'max_body_bytes',
      'max_messages',
      'max_tools',
      'max_total_text_bytes',
      'max_b64_per_block',
      'max_b64_total',
    ],
    why: 'both sides of every shape limit with small bodies',
  },
  {
    name: 'rate',
    settings: { ...quiet, rate_limit_rps: '1', rate_limit_burst: '3' },
    needs: ['rate_limit_rps', 'rate_limit_burst'],
    why: 'the fourth quick request is too many; ask with alone: true',
  },
  {
    name: 'concurrency',
    settings: { ...quiet, max_concurrent_requests: '2' },
    needs: ['max_concurrent_requests'],
    why: 'the third request in flight is too many; ask with alone: true',
  },
  {
    name: 'streams',
    settings: { ...quiet, max_streams_per_principal: '2' },
    needs: ['max_streams_per_principal'],
    why: 'the third open stream is too many; ask with alone: true',
  },
  {
    name: 'pings',
    settings: { ...quiet, sse_ping_interval: '150ms' },
    needs: ['sse_ping_interval'],
    why: 'pings come often enough to be waited for',
  },
  {
    name: 'idle',
    settings: { ...quiet, stream_idle_timeout: '400ms', sse_ping_interval: '90ms' },
    needs: ['stream_idle_timeout', 'sse_ping_interval'],
    why: 'a model that falls silent is given up soon, while pings go on',
  },
  {
    name: 'duration',
    settings: { ...quiet, sse_max_duration: '500ms' },
    needs: ['sse_max_duration'],
    why: 'streams are cut off soon',
  },
  {
    name: 'request-timeout',
    settings: { ...quiet, total_request_timeout: '400ms' },
    needs: ['total_request_timeout'],
    why: 'blocking requests are given up soon',
  },
  {
    name: 'read-timeouts',
    settings: { ...quiet, read_timeout: '500ms', read_header_timeout: '400ms' },
    needs: ['read_timeout', 'read_header_timeout'],
    why: 'slow senders are given up soon',
  },
  { name: 'draining', settings: { ...quiet, draining: 'true' }, why: 'the instance behaves as after SIGTERM' },
  {
    name: 'grace',
    settings: { ...quiet, drain_after: '100ms', shutdown_grace_period: '300ms' },
    why: 'an instance that shuts down under its first stream, and breaks it off when the grace period ends',
  },
];
