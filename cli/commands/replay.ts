import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { ContractDialect } from '../../contracts/dialect.js';
import { createRedactor } from '../../contracts/redact.js';
import { type Recording, RecordingError, readRecording } from '../../fixtures/recording.js';
import { recordingText } from '../../fixtures/recording-text.js';
import { type AdapterSpec, AdapterWouldNotStart, openAdapter } from '../../suites/sdk/adapter/index.js';
import { cutBytes } from '../../suites/sdk/chunking/cuts.js';
import type { Split } from '../../suites/sdk/chunking/shrink.js';
import { loadSdkSuite } from '../../suites/sdk/load.js';
import { NothingToReplay, type Replayed, replay } from '../../suites/sdk/replay.js';
import { CannotJudge, EXIT } from '../exit.js';
import { manifest } from '../manifest.js';
import type { RawOptions } from '../options.js';

const START_TIMEOUT_MS = 60_000;
const CONCURRENCY = 8;

/**
 * Plays a recorded event stream to an SDK in the writes that were recorded and in one write, and says whether it heard
 * the same. Exit 0: it did; 1: it did not. With `--shrink` the smallest stream that still shows the difference is
 * written beside the recording.
 */
export async function replayCommand(
  file: string,
  flags: RawOptions,
  dialect: ContractDialect,
  adapter: AdapterSpec,
): Promise<number> {
  const recording = await recordingIn(file);
  const canary = randomBytes(9).toString('hex');
  const sdk = await loadSdkSuite(dialect.name);
  const redact = createRedactor(dialect.secretHeaders, [canary]);
  const canaries = sdk.canaries((name) => `canary-${name}-${canary}`);
  const keeping = { shrinks: false, keep: () => null };
  const open = (spec: AdapterSpec) => openAdapter(spec, { dialect: dialect.name, startTimeoutMs: START_TIMEOUT_MS });
  const terms = { dialect: sdk, canaries, open, concurrency: CONCURRENCY, keeping };
  let heard: Replayed;
  try {
    heard = await replay(recording, terms, adapter, flags.shrink === true);
  } catch (error) {
    if (error instanceof NothingToReplay || error instanceof AdapterWouldNotStart) throw new CannotJudge(error.message);
    throw error;
  }
  process.stdout.write(redact.text(told(recording, heard)));
  if (!heard.same && flags.shrink === true) process.stdout.write(keptSmaller(file, recording, heard.split));
  return heard.same ? EXIT.ok : EXIT.broken;
}

async function recordingIn(file: string): Promise<Recording> {
  try {
    return await readRecording(file);
  } catch (error) {
    if (error instanceof RecordingError) throw new CannotJudge(error.message);
    throw new CannotJudge(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function told(recording: Recording, { op, split, inPieces, inOne, same }: Replayed): string {
  const pieces = cutBytes(split.bytes, split.cuts);
  const head = `${recording.meta.name} · ${op} · ${split.bytes.byteLength} bytes in ${pieces.length} writes`;
  if (same) return `${head}\nThe SDK hears the same in one write.\n${listed('  ', inPieces)}`;
  const shown = pieces.map((piece) => `  | ${JSON.stringify(Buffer.from(piece).toString('latin1'))}\n`).join('');
  return [
    `${head}\n${shown}`,
    `In these writes the SDK hears\n${listed('  ', inPieces)}`,
    `and in one write\n${listed('  ', inOne)}`,
    'What an SDK hears must not depend on where a stream is cut.\n',
  ].join('');
}

function listed(indent: string, { events, end }: Replayed['inOne']): string {
  const lines = Array.isArray(events) ? events.map((event) => JSON.stringify(event)) : [JSON.stringify(events)];
  return [...lines, `end ${JSON.stringify(end)}`].map((line) => `${indent}${line}\n`).join('');
}

function keptSmaller(file: string, recording: Recording, split: Split): string {
  const pieces = cutBytes(split.bytes, split.cuts).map((bytes) => ({ at: 0, bytes }));
  const smaller = `${file.replace(/(\.exchange)?\.jsonl$/, '')}.smallest.exchange.jsonl`;
  writeFileSync(smaller, recordingText({ ...recording, pieces, end: { at: 0, how: recording.end.how } }));
  return `The smallest stream that shows it: ${manifest().name} replay ${smaller} -- …\n`;
}
