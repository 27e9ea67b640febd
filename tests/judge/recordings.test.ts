import { describe, expect, test } from 'vitest';
import { readPackageJson } from '../../contracts/package-root.js';
import { dialect } from '../../contracts/vai/dialect.js';
import { listRecordings, type Recording, readRecording, recordingsFolder } from '../../fixtures/recording.js';
import { broken, deviations } from './synthetic.js';

interface Pin {
  readonly failed: readonly string[];
  readonly deviations: readonly string[];
}

const pins = new Map(Object.entries(readPackageJson('fixtures/vai/verdicts.json') as Record<string, Pin>));
const paths = listRecordings(recordingsFolder('vai'));

function judge({ request, response, meta, pieces, end }: Recording, cut: (bytes: Uint8Array) => readonly Uint8Array[]) {
  const run = dialect.judge({
    request,
    ...(response === undefined ? {} : { response }),
    settings: meta.settings,
    ...(meta.subject?.commit === undefined ? {} : { subject: `${meta.subject.name}@${meta.subject.commit}` }),
  });
  for (const { bytes, at } of pieces) for (const piece of cut(bytes)) run.push(piece, at);
  return run.end(end.how, end.at);
}

describe('every recording has its verdict', () => {
  test('each is pinned', () => {
    expect(paths.map((path) => path.replace(/^.*\/|\.exchange\.jsonl$/g, '')).sort()).toEqual([...pins.keys()].sort());
  });

  test.each(paths)('%s', async (path) => {
    const recording = await readRecording(path);
    const judgement = judge(recording, (bytes) => [bytes]);
    const pin = pins.get(recording.meta.name);
    expect({ failed: broken(judgement).map((id) => `VAI-GW-${id}`), deviations: deviations(judgement) }).toEqual(pin);
  });

  test.each(paths)('%s, byte by byte', async (path) => {
    const recording = await readRecording(path);
    const whole = judge(recording, (bytes) => [bytes]);
    const bytewise = judge(recording, (bytes) => Array.from(bytes, (byte) => Uint8Array.of(byte)));
    expect(bytewise).toEqual(whole);
  });
});

test('only rules that are said to be told offline are told', async () => {
  const told = new Set<string>();
  for (const path of paths) {
    for (const { requirement } of judge(await readRecording(path), (bytes) => [bytes]).findings) told.add(requirement);
  }
  expect([...told].filter((id) => dialect.catalogue.find(id)?.offline !== true)).toEqual([]);
});
