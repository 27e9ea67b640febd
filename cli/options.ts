import type { Side } from '../contracts/catalogue.js';
import { durationMs } from '../suites/settings.js';
import { CannotJudge, nearest } from './exit.js';

/** Where an option's value came from; flags win over environment, environment over file. */
export type Source = 'flag' | 'environment' | 'file';

/** One option of the suites: a flag, an environment variable and a key of the configuration file, all made of one name. */
export interface OptionRow {
  /** Long flag without dashes; `maxRequests` and `VAI_CONFORMANCE_MAX_REQUESTS` follow from `max-requests`. */
  readonly flag: string;
  readonly kind: 'switch' | 'one' | 'many';
  /** The value in help texts; none for switches. */
  readonly value?: string;
  readonly help: string;
  readonly group: 'Target' | 'Adapter' | 'Selection' | 'Running' | 'Output';
  /** The only side whose runs have it; absent: both. */
  readonly side?: Side;
}

/** What the environment variables of options begin with. */
export const PREFIX = 'VAI_CONFORMANCE_';

/** Every option of a run, in the order of the help text. */
export const OPTIONS: readonly OptionRow[] = [
  {
    flag: 'target',
    side: 'gateway',
    kind: 'one',
    value: 'URL|mock',
    group: 'Target',
    help: 'the gateway to judge; mock: the embedded one',
  },
  { flag: 'dialect', kind: 'one', value: 'NAME', group: 'Target', help: 'the contract to judge by' },
  {
    flag: 'setting',
    kind: 'many',
    value: 'NAME=VALUE',
    group: 'Target',
    side: 'gateway',
    help: 'a setting that the target has',
  },
  { flag: 'model', kind: 'one', value: 'NAME', group: 'Target', side: 'gateway', help: 'the model to ask for' },
  {
    flag: 'header',
    kind: 'many',
    value: "'K: V'",
    group: 'Target',
    side: 'gateway',
    help: 'sent with every request (no secrets)',
  },
  {
    flag: 'api-key-env',
    side: 'gateway',
    kind: 'one',
    value: 'NAME',
    group: 'Target',
    help: 'environment variable with the gateway key',
  },
  {
    flag: 'provider-key-env',
    side: 'gateway',
    kind: 'many',
    value: 'PROVIDER=NAME',
    group: 'Target',
    help: 'environment variable with a provider key',
  },
  {
    flag: 'image',
    side: 'gateway',
    kind: 'one',
    value: 'IMAGE',
    group: 'Target',
    help: 'start the target in a container of this image (needs the package testcontainers)',
  },
  {
    flag: 'image-env',
    side: 'gateway',
    kind: 'many',
    value: 'K=V',
    group: 'Target',
    help: "a variable of the container; K alone hands on this process's own",
  },
  {
    flag: 'image-port',
    side: 'gateway',
    kind: 'one',
    value: 'N',
    group: 'Target',
    help: 'port that the target listens on in its container (8080)',
  },
  {
    flag: 'image-network',
    side: 'gateway',
    kind: 'one',
    value: 'bridge|host',
    group: 'Target',
    help: "host: the container uses the machine's own network",
  },
  {
    flag: 'wait',
    kind: 'one',
    value: 'TIME',
    group: 'Target',
    side: 'gateway',
    help: 'wait so long for the target to answer',
  },
  {
    flag: 'adapter-url',
    side: 'sdk',
    kind: 'one',
    value: 'URL',
    group: 'Adapter',
    help: 'an adapter that listens, in place of a command',
  },
  {
    flag: 'adapter-page',
    side: 'sdk',
    kind: 'one',
    value: 'URL',
    group: 'Adapter',
    help: 'an adapter that is a page of a browser, in place of a command',
  },
  {
    flag: 'adapter-env',
    side: 'sdk',
    kind: 'many',
    value: 'NAME',
    group: 'Adapter',
    help: 'a variable that the adapter keeps, although its name looks like a secret',
  },
  {
    flag: 'adapter-start-timeout',
    side: 'sdk',
    kind: 'one',
    value: 'TIME',
    group: 'Adapter',
    help: 'for the adapter to describe itself',
  },
  { flag: 'smoke', side: 'sdk', kind: 'switch', group: 'Adapter', help: 'judge only the adapter, not the SDK' },
  { flag: 'only', kind: 'many', value: 'PATTERN', group: 'Selection', help: 'only these ids or areas; globs; @file' },
  { flag: 'skip', kind: 'many', value: 'PATTERN', group: 'Selection', help: 'not these ids or areas; globs; @file' },
  {
    flag: 'level',
    kind: 'one',
    value: 'LEVEL',
    group: 'Selection',
    help: 'must, should or may: this level and stricter ones',
  },
  { flag: 'set', kind: 'one', value: 'YYYY-MM', group: 'Selection', help: 'score the requirements of this dated set' },
  {
    flag: 'capability',
    kind: 'many',
    value: '+X,-Y',
    group: 'Selection',
    side: 'gateway',
    help: 'what the target has and has not',
  },
  { flag: 'slow', kind: 'switch', group: 'Selection', help: 'also ask what takes long' },
  { flag: 'concurrency', kind: 'one', value: 'N', group: 'Running', help: 'tests in flight at once' },
  { flag: 'timeout', kind: 'one', value: 'TIME', group: 'Running', help: 'for one request; for an SDK: one test' },
  { flag: 'deadline', kind: 'one', value: 'TIME', group: 'Running', help: 'for the whole run' },
  { flag: 'repeat', kind: 'one', value: 'N', group: 'Running', help: 'run each test so often; verdicts must agree' },
  { flag: 'seed', kind: 'one', value: 'N', group: 'Running', help: 'for everything made up; always printed' },
  { flag: 'bail', kind: 'one', value: 'N', group: 'Running', help: 'stop after so many failures' },
  { flag: 'shard', kind: 'one', value: 'I/N', group: 'Running', help: 'the I-th of N parts' },
  {
    flag: 'max-requests',
    side: 'gateway',
    kind: 'one',
    value: 'N',
    group: 'Running',
    help: 'requests that may spend tokens of a live model',
  },
  { flag: 'strict', kind: 'switch', group: 'Running', help: 'a broken SHOULD fails the run too' },
  { flag: 'baseline', kind: 'one', value: 'FILE', group: 'Running', help: 'expected failures' },
  {
    flag: 'report',
    kind: 'many',
    value: 'NAME=FILE',
    group: 'Output',
    help: 'json, ndjson, junit, html, md, sarif or badge; - is stdout',
  },
  {
    flag: 'out',
    kind: 'one',
    value: 'DIR',
    group: 'Output',
    help: 'folder for reports; alone: results.json and junit.xml',
  },
  { flag: 'verbose', kind: 'switch', group: 'Output', help: 'every requirement with its evidence' },
  { flag: 'quiet', kind: 'switch', group: 'Output', help: 'only the verdict line' },
  { flag: 'no-color', kind: 'switch', group: 'Output', help: 'no colours (also NO_COLOR)' },
];

/** Values by option, from one source: a text, several, or a switch. */
export type RawOptions = Readonly<Record<string, string | readonly string[] | boolean | undefined>>;

/** `max-requests` → `maxRequests`: the key in the configuration file and in parsed flags. */
export function keyOf(row: OptionRow): string {
  return row.flag.replace(/-(.)/g, (_all, letter: string) => letter.toUpperCase());
}

/** `max-requests` → `VAI_CONFORMANCE_MAX_REQUESTS`. */
export function variableOf(row: OptionRow): string {
  return `${PREFIX}${row.flag.toUpperCase().replaceAll('-', '_')}`;
}

/** Options with the source that won. */
export class Options {
  constructor(readonly layers: readonly { readonly source: Source; readonly values: RawOptions }[]) {}

  /** The value of the first source that has one. */
  #raw(flag: string): { value: string | readonly string[] | boolean; source: Source } | undefined {
    const row = OPTIONS.find((one) => one.flag === flag);
    if (!row) throw new Error(`No option is named --${flag}.`);
    for (const { source, values } of this.layers) {
      const value = values[keyOf(row)];
      if (value !== undefined) return { value, source };
    }
    return undefined;
  }

  source(flag: string): Source | undefined {
    return this.#raw(flag)?.source;
  }

  one(flag: string): string | undefined {
    const value = this.#raw(flag)?.value;
    return value === undefined ? undefined : String(value);
  }

  many(flag: string): readonly string[] {
    const value = this.#raw(flag)?.value;
    if (value === undefined) return [];
    return typeof value === 'object' ? value : [String(value)];
  }

  on(flag: string): boolean {
    const value = this.#raw(flag)?.value;
    return value === true || (typeof value === 'string' && /^(1|true|yes|on)$/i.test(value));
  }

  /** A whole number of at least `least`. */
  count(flag: string, fallback: number, least: number): number {
    const text = this.one(flag);
    if (text === undefined) return fallback;
    if (!/^\d+$/.test(text) || Number(text) < least) this.#refuse(flag, text, `a whole number of at least ${least}`);
    return Number(text);
  }

  /** Milliseconds; a bare number counts as seconds. */
  time(flag: string, fallback: number): number {
    const text = this.one(flag);
    if (text === undefined) return fallback;
    const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : durationMs(text);
    if (ms === undefined || ms <= 0) return this.#refuse(flag, text, 'a time such as 500ms, 30s or 2m');
    return ms;
  }

  /** `NAME=VALUE` pairs. */
  pairs(flag: string): Record<string, string> {
    return Object.fromEntries(
      this.many(flag).map((text) => {
        const equals = text.indexOf('=');
        if (equals <= 0) return this.#refuse(flag, text, 'NAME=VALUE');
        return [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
      }),
    );
  }

  #refuse(flag: string, text: string, expected: string): never {
    throw new CannotJudge(`--${flag} is '${text}' (from the ${this.source(flag)}), not ${expected}.`);
  }
}

/** The options that the environment gives. Lists are separated by commas. */
export function fromEnvironment(env: Readonly<Record<string, string | undefined>>): RawOptions {
  const known = new Map(OPTIONS.map((row) => [variableOf(row), row]));
  for (const name of Object.keys(env)) {
    if (!name.startsWith(PREFIX) || known.has(name)) continue;
    const near = nearest(name, known.keys());
    throw new CannotJudge(`The environment variable ${name} is no option.`, near ? [`Did you mean ${near}?`] : []);
  }
  const values: Record<string, string | readonly string[]> = {};
  for (const [name, row] of known) {
    const value = env[name];
    if (value === undefined || value === '') continue;
    values[keyOf(row)] = row.kind === 'many' ? value.split(',').map((item) => item.trim()) : value;
  }
  return values;
}
