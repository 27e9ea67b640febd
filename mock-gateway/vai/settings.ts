import { settings } from '../../contracts/vai/settings.js';

/** How a gateway decides about tokens. */
export type AuthMode = 'required' | 'optional' | 'disabled';

/** The settings of one gateway, typed. Durations are milliseconds; 0 switches a limit off. */
export interface Settings {
  readonly auth_mode: AuthMode;
  readonly api_keys: readonly string[];
  /** Empty: all models are served. */
  readonly model_allowlist: readonly string[];
  /** Empty: no CORS. */
  readonly cors_origins: readonly string[];
  readonly max_body_bytes: number;
  readonly max_messages: number;
  readonly max_tools: number;
  readonly max_total_text_bytes: number;
  readonly max_b64_per_block: number;
  readonly max_b64_total: number;
  readonly rate_limit_rps: number;
  readonly rate_limit_burst: number;
  readonly max_concurrent_requests: number;
  readonly max_streams_per_principal: number;
  readonly sse_ping_interval: number;
  readonly sse_max_duration: number;
  readonly stream_idle_timeout: number;
  readonly total_request_timeout: number;
  readonly read_timeout: number;
  readonly read_header_timeout: number;
  readonly shutdown_grace_period: number;
  readonly trust_proxy_headers: boolean;
  /** The gateway behaves as if SIGTERM had come when it started; only for tests. */
  readonly draining: boolean;
  /** SIGTERM comes this long after the first stream was opened, 0 for never; only for tests. */
  readonly drain_after: number;
}

/** The contract's defaults, and a key that a mock takes where it is told none. */
export const DEFAULT_SETTINGS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(settings.map((setting) => [setting.name, setting.default])),
  api_keys: 'vai_sk_mock',
};

/** A setting that does not exist or has a value that cannot be read. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Reads settings, defaults filled in. Throws `SettingError` for what it does not know. */
export function readSettings(given: Readonly<Record<string, string>>): Settings {
  for (const name of Object.keys(given)) {
    if (!(name in DEFAULT_SETTINGS)) {
      throw new SettingError(`there is no setting "${name}"; there are ${Object.keys(DEFAULT_SETTINGS).join(', ')}`);
    }
  }
  const text = (name: keyof Settings): string => given[name] ?? DEFAULT_SETTINGS[name] ?? '';
  const wrong = (name: keyof Settings, wanted: string) =>
    new SettingError(`setting ${name}: expected ${wanted}, came "${text(name)}"`);
  const number = (name: keyof Settings): number => {
    const value = Number(text(name));
    if (text(name).trim() === '' || !Number.isFinite(value) || value < 0) throw wrong(name, 'a number, not negative');
    return value;
  };
  const duration = (name: keyof Settings): number => {
    const [, digits, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text(name).trim()) ?? [];
    if (digits === undefined || unit === undefined) throw wrong(name, 'a duration like 150ms, 2s, 5m or 1h');
    return Number(digits) * (UNIT_MS[unit] ?? 1);
  };
  const flag = (name: keyof Settings): boolean => {
    if (text(name) === 'true' || text(name) === 'false') return text(name) === 'true';
    throw wrong(name, 'true or false');
  };
  const list = (name: keyof Settings): readonly string[] =>
    text(name)
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  const auth_mode = AUTH_MODES.find((mode) => mode === text('auth_mode'));
  if (auth_mode === undefined) throw wrong('auth_mode', AUTH_MODES.join(', '));
  return {
    auth_mode,
    api_keys: list('api_keys'),
    model_allowlist: list('model_allowlist'),
    cors_origins: list('cors_origins'),
    max_body_bytes: number('max_body_bytes'),
    max_messages: number('max_messages'),
    max_tools: number('max_tools'),
    max_total_text_bytes: number('max_total_text_bytes'),
    max_b64_per_block: number('max_b64_per_block'),
    max_b64_total: number('max_b64_total'),
    rate_limit_rps: number('rate_limit_rps'),
    rate_limit_burst: number('rate_limit_burst'),
    max_concurrent_requests: number('max_concurrent_requests'),
    max_streams_per_principal: number('max_streams_per_principal'),
    sse_ping_interval: duration('sse_ping_interval'),
    sse_max_duration: duration('sse_max_duration'),
    stream_idle_timeout: duration('stream_idle_timeout'),
    total_request_timeout: duration('total_request_timeout'),
    read_timeout: duration('read_timeout'),
    read_header_timeout: duration('read_header_timeout'),
    shutdown_grace_period: duration('shutdown_grace_period'),
    trust_proxy_headers: flag('trust_proxy_headers'),
    draining: flag('draining'),
    drain_after: duration('drain_after'),
  };
}

const AUTH_MODES: readonly AuthMode[] = ['required', 'optional', 'disabled'];
