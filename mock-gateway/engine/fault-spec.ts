import { FAULT_KINDS, FAULT_NAMES, type FaultKind, type FaultName, isFaultName, kindOf } from './fault-kinds.js';

/** A fault as it was asked for. */
export interface Fault {
  readonly kind: FaultName;
  /** A status, milliseconds, or bytes, as the kind has it. */
  readonly value?: number;
  readonly at?: FaultPoint;
  /** Seconds. */
  readonly retryAfter?: number;
  /** Only so many times. */
  readonly times?: number;
  /** The share of requests that it hits, over 0 and at most 1. */
  readonly rate?: number;
  /** Only requests on paths of this form; `*` stands for anything. */
  readonly path?: string;
}

/** A place in a body: an event counted from 1, or a number of bytes. */
export interface FaultPoint {
  readonly unit: 'event' | 'byte';
  readonly count: number;
}

/** A fault that cannot be read. The message says what is wrong and lists the kinds. */
export class FaultSpecError extends Error {
  override readonly name = 'FaultSpecError';

  constructor(spec: string, wrong: string) {
    const forms = FAULT_NAMES.map((name) => FAULT_KINDS[name].form);
    super(`fault "${spec}": ${wrong}.\n  Kinds: ${forms.join(', ')}.\n  Options: ,times=N ,rate=0.1 ,path=GLOB.`);
  }
}

/** A day: longer than anyone waits, and within the reach of a timer. */
const LONGEST_MS = 86_400_000;
const UNITS = [
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** Reads `KIND[=VALUE][@WHERE][,OPTION=VALUE]…`. Throws `FaultSpecError`. */
export function parseFault(spec: string): Fault {
  const refuse = (wrong: string): never => {
    throw new FaultSpecError(spec, wrong);
  };
  const [head = '', ...options] = spec.split(',');
  const [, name = '', value, where] = /^([^=@]*)(?:=([^@]*))?(?:@(.*))?$/s.exec(head) ?? [];
  if (!isFaultName(name)) return refuse(name === '' ? 'no kind is named' : `there is no kind "${name}"`);
  const kind = kindOf(name);
  return {
    kind: name,
    ...readValue(kind, value, refuse),
    ...readPoint(kind, where, refuse),
    ...readOptions(name, options, refuse),
  };
}

/** The spec of a fault, in its one canonical form. */
export function printFault({ kind, value, at, retryAfter, times, rate, path }: Fault): string {
  const timed = kindOf(kind).value?.startsWith('time') === true;
  return [
    kind,
    value === undefined ? '' : `=${timed ? printTime(value) : value}`,
    at === undefined ? '' : `@${at.unit}:${at.count}`,
    retryAfter === undefined ? '' : `,retry-after=${retryAfter}`,
    times === undefined ? '' : `,times=${times}`,
    rate === undefined ? '' : `,rate=${rate}`,
    path === undefined ? '' : `,path=${path}`,
  ].join('');
}

type Refuse = (wrong: string) => never;

function readValue({ value: wanted, form }: FaultKind, text: string | undefined, refuse: Refuse): Pick<Fault, 'value'> {
  if (text === undefined) return wanted === undefined || wanted.endsWith('?') ? {} : refuse(`write it as ${form}`);
  switch (wanted) {
    case undefined:
      return refuse('this kind takes no value');
    case 'status':
      return /^[45]\d\d$/.test(text) ? { value: Number(text) } : refuse('its value is a status from 400 to 599');
    case 'time':
    case 'time?':
      return { value: readTime(text) ?? refuse('its value is a time such as 500ms, 2s or 1m') };
    case 'count':
      return { value: whole(text, 1) ?? refuse('its value is a whole number of at least 1') };
    case 'difference?':
      return /^-?[1-9]\d{0,8}$/.test(text) ? { value: Number(text) } : refuse('its value is a number of bytes, not 0');
  }
}

function readPoint({ where: wanted, form }: FaultKind, text: string | undefined, refuse: Refuse): Pick<Fault, 'at'> {
  if (text === undefined) {
    return wanted === undefined || wanted.endsWith('?') ? {} : refuse(`it does not say where: write it as ${form}`);
  }
  if (wanted === undefined) return refuse('this kind happens at no place: leave the @ out');
  const [, unit, digits = ''] = /^(event|byte):(\d+)$/.exec(text) ?? [];
  const single = wanted.startsWith('one');
  const count = whole(digits, single ? 1 : 0);
  if (unit === 'event' && count !== undefined) return { at: { unit, count } };
  if (unit === 'byte' && count !== undefined && !single) return { at: { unit, count } };
  return refuse(single ? 'after @ comes event:N, counted from 1' : 'after @ comes event:N or byte:N');
}

function readOptions(kind: FaultName, options: readonly string[], refuse: Refuse): Partial<Fault> {
  const seen: { -readonly [Name in 'retryAfter' | 'times' | 'rate']?: number } & { path?: string } = {};
  for (const option of options) {
    const equals = option.indexOf('=');
    const [name, text] = [option.slice(0, Math.max(0, equals)), option.slice(equals + 1)];
    const key = name === 'retry-after' ? 'retryAfter' : name;
    if (key in seen) refuse(`${name} is said twice`);
    if (key === 'retryAfter' && kind === 'status')
      seen.retryAfter = whole(text, 1) ?? refuse('retry-after is in seconds');
    else if (key === 'times') seen.times = whole(text, 1) ?? refuse('times is a whole number of at least 1');
    else if (key === 'rate') seen.rate = readRate(text) ?? refuse('rate is over 0 and at most 1');
    else if (key !== 'path') refuse(`there is no option "${name || option}" here`);
    else if (kind === 'refuse-connection') refuse('a connection has no path yet');
    else seen.path = /^[/*]\S*$/.test(text) ? text : refuse('path begins with / or *');
  }
  return seen;
}

function whole(text: string, least: number): number | undefined {
  return /^\d{1,9}$/.test(text) && Number(text) >= least ? Number(text) : undefined;
}

function readRate(text: string): number | undefined {
  const rate = /^\d*\.?\d+(e-\d+)?$/.test(text) ? Number(text) : 0;
  return rate > 0 && rate <= 1 ? rate : undefined;
}

function readTime(text: string): number | undefined {
  const [, digits, name] = /^(\d{1,9})(ms|s|m)$/.exec(text) ?? [];
  const unit = UNITS.find(([each]) => each === name)?.[1];
  const ms = Number(digits) * (unit ?? Number.NaN);
  return ms <= LONGEST_MS ? ms : undefined;
}

function printTime(ms: number): string {
  const [name, unit] = UNITS.find(([, each]) => ms % each === 0 && ms >= each) ?? ['ms', 1];
  return `${ms / unit}${name}`;
}
