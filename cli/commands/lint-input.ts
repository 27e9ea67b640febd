import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ContractDialect } from '../../contracts/dialect.js';
import type { HeaderList, Judgement } from '../../contracts/judge/exchange.js';
import { headerIsSecret, REDACTED } from '../../contracts/redact.js';
import { jsonFault } from '../../fixtures/json-fault.js';
import { RecordingError, RecordingReader } from '../../fixtures/recording.js';
import type { RecordingPart } from '../../fixtures/recording-line.js';

/** A file that cannot be judged; the text says what was expected, what came, where, and what to do. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** What came of one file. */
export interface Linted {
  readonly source: string;
  readonly dialect: ContractDialect;
  readonly judgement: Judgement;
  /** The request of a recording, in a word. */
  readonly request: string | undefined;
  /** Secrets that the recording holds, which must be written nowhere. */
  readonly secrets: readonly string[];
}

export interface LintInput {
  readonly source: string;
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly kind: string | undefined;
  dialect(name: string | undefined): Promise<ContractDialect>;
}

/** Bytes that are read at once. */
const PIECE = 256 * 1024;
/** Bytes of the beginning that tell what a file is. */
const HEAD = 64 * 1024;
/** A JSON document is held up to this size, to say where it breaks. */
const DOCUMENT = 64 * 1024 * 1024;

/** Opens a file. Throws `Unreadable` for what is no readable file. */
export async function open(path: string): Promise<AsyncIterable<Uint8Array>> {
  const found = await stat(path).catch((error: unknown) => {
    throw new Unreadable(
      `${path}: cannot be read (${codeOf(error)}). Name a file with a captured stream, or - for stdin.`,
    );
  });
  if (found.isDirectory())
    throw new Unreadable(`${path}: is a folder. Name the files in it: ${path.replace(/\/$/, '')}/*`);
  return createReadStream(path, { highWaterMark: PIECE });
}

/** Judges one file as it is read, in memory that does not grow with it. */
export async function lintOne(input: LintInput): Promise<Linted> {
  const pieces = input.chunks[Symbol.asyncIterator]();
  try {
    const head = await headOf(pieces, input.source);
    return await (isRecording(head) ? lintRecording(input, head, pieces) : lintBody(input, head, pieces));
  } catch (error) {
    if (error instanceof RecordingError) throw new Unreadable(error.message);
    if (isSystemError(error)) throw new Unreadable(`${input.source}: cannot be read (${error.code}).`);
    throw error;
  } finally {
    await pieces.return?.();
  }
}

async function headOf(pieces: AsyncIterator<Uint8Array>, source: string): Promise<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < HEAD && !head.includes('\n')) {
    const { value, done } = await pieces.next();
    if (done === true) break;
    head = Buffer.concat([head, value]);
  }
  if (head.toString('latin1').trim() === '')
    throw new Unreadable(`${source}: is empty. Expected an event stream, a recording or a JSON body.`);
  if (head[0] === 0x1f && head[1] === 0x8b)
    throw new Unreadable(`${source}: is compressed (gzip). Unpack it first: gunzip -c FILE | … lint -`);
  if (head.subarray(0, HEAD).includes(0)) {
    throw new Unreadable(
      `${source}: is binary (a NUL byte at ${head.indexOf(0)}). Expected an event stream, a recording or a JSON body.`,
    );
  }
  return head;
}

/** A recording's first line says so, whole or cut off. */
function isRecording(head: Buffer): boolean {
  return /^\s*\{\s*"exchange"\s*:/.test(head.toString('utf8', 0, 200));
}

async function lintBody(input: LintInput, head: Buffer, pieces: AsyncIterator<Uint8Array>): Promise<Linted> {
  const dialect = await input.dialect(undefined);
  const judge = dialect.judge(input.kind === undefined ? {} : { kind: input.kind });
  const isDocument = /^\s*[[{]/.test(head.toString('utf8', 0, 200));
  const document: Buffer[] = [];
  let held = 0;
  const take = (piece: Uint8Array) => {
    judge.push(piece);
    if (!isDocument || held > DOCUMENT) return;
    held += piece.length;
    document.push(Buffer.from(piece));
  };
  take(head);
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) take(next.value);
  const judgement = judge.end('complete');
  if (isDocument && held > DOCUMENT) {
    throw new Unreadable(
      `${input.source}: is a JSON body of more than ${DOCUMENT / 1024 / 1024} MiB, which is not read as a whole. Expected a smaller one.`,
    );
  }
  if (isDocument) parsedOrThrow(Buffer.concat(document).toString('utf8'), input.source);
  else if (judgement.events === 0 && !isPlain(judgement, input.kind)) {
    if (input.kind !== undefined) {
      throw new Unreadable(
        `${input.source}: cannot be read as ${input.kind}: it holds neither events nor JSON of that kind. Leave --kind out to have it told from what it holds; it begins with ${JSON.stringify(head.toString('utf8', 0, 60))}.`,
      );
    }
    throw new Unreadable(
      `${input.source}: holds no event. Expected an event stream (event: …, data: …), a recording or a JSON body; it begins with ${JSON.stringify(head.toString('utf8', 0, 60))}.`,
    );
  }
  return { source: input.source, dialect, judgement, request: undefined, secrets: [] };
}

/** A body that is neither events nor JSON, and that is what it is said to be: a rule of its kind holds. */
function isPlain({ findings }: Judgement, kind: string | undefined): boolean {
  return kind !== undefined && findings.some(({ breaches }) => breaches.length === 0);
}

function parsedOrThrow(text: string, source: string): void {
  try {
    JSON.parse(text);
  } catch {
    const fault = jsonFault(text) ?? { offset: 0, expected: 'JSON' };
    const before = text.slice(0, fault.offset).split('\n');
    const came = text.slice(fault.offset, fault.offset + 20);
    throw new Unreadable(
      `${source}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}: is not JSON: expected ${fault.expected}, came ${came === '' ? 'the end of the file' : JSON.stringify(came)}.`,
    );
  }
}

async function lintRecording(input: LintInput, head: Buffer, pieces: AsyncIterator<Uint8Array>): Promise<Linted> {
  const course = new RecordingCourse(input);
  await course.take(course.reader.push(head));
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next())
    await course.take(course.reader.push(next.value));
  await course.take(course.reader.end());
  return course.result();
}

/** Plays a recording's parts to the judge. */
class RecordingCourse {
  readonly reader: RecordingReader;
  readonly #input: LintInput;
  #meta: (RecordingPart & { part: 'meta' })['meta'] | undefined;
  #request: (RecordingPart & { part: 'request' })['request'] | undefined;
  #dialect: ContractDialect | undefined;
  #judge: ReturnType<ContractDialect['judge']> | undefined;
  #judgement: Judgement | undefined;
  #secrets: readonly string[] = [];

  constructor(input: LintInput) {
    this.#input = input;
    this.reader = new RecordingReader(input.source);
  }

  async take(parts: readonly RecordingPart[]): Promise<void> {
    for (const part of parts) {
      if (part.part === 'meta') {
        this.#meta = part.meta;
        this.#dialect = await this.#input.dialect(part.meta.dialect);
      } else if (part.part === 'request') this.#request = part.request;
      else this.#answer(part);
    }
  }

  #answer(part: RecordingPart): void {
    if (part.part === 'response') {
      this.#judge = this.#start({ status: part.response.status, headers: part.response.headers });
      return;
    }
    this.#judge ??= this.#start(undefined);
    if (part.part === 'piece') this.#judge.push(part.bytes, part.at);
    else if (part.part === 'end') this.#judgement = this.#judge.end(part.end, part.at);
  }

  #start(response: { readonly status: number; readonly headers: HeaderList } | undefined) {
    const { kind } = this.#input;
    const subject = this.#meta?.subject;
    if (this.#dialect === undefined || this.#request === undefined)
      throw new Error('A recording tells of its request first.');
    this.#secrets = secretsIn(this.#request.headers, this.#dialect.secretHeaders);
    return this.#dialect.judge({
      ...(kind === undefined ? {} : { kind }),
      request: this.#request,
      ...(response === undefined ? {} : { response }),
      settings: this.#meta?.settings ?? {},
      ...(subject?.commit === undefined ? {} : { subject: `${subject.name}@${subject.commit}` }),
      secrets: this.#secrets,
    });
  }

  result(): Linted {
    if (this.#dialect === undefined || this.#judgement === undefined) throw new Error('A recording ends with its end.');
    return {
      source: this.#input.source,
      dialect: this.#dialect,
      judgement: this.#judgement,
      request: this.#request === undefined ? undefined : `${this.#request.method} ${this.#request.path}`,
      secrets: this.#secrets,
    };
  }
}

/** Values of secret headers that nobody blotted out, with and without the word before them. */
function secretsIn(headers: HeaderList, names: readonly string[]): string[] {
  return headers
    .filter(([name, value]) => headerIsSecret(names, name) && !value.includes(REDACTED))
    .map(([, value]) => value.trim().split(/\s+/).at(-1) ?? '')
    .filter((secret) => secret !== '');
}

function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('E') &&
    'syscall' in error
  );
}

function codeOf(error: unknown): string {
  return isSystemError(error) ? error.code : String(error);
}
