import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { streamOf } from '../../bench/lint/stream.js';
import { LoadConnection } from '../../bench/load/connection.js';
import { BYTES_PER_EVENT, EVENTS_PER_STREAM, loadTraffic } from '../../bench/traffic.js';
import { loadContractDialect } from '../../contracts/dialects.js';
import { mockDialects, startMockGateway } from '../../mock-gateway/index.js';

const scenariosDir = mkdtempSync(join(tmpdir(), 'bench-test-'));

describe.each(mockDialects())('what the bench asks of a %s gateway', (dialect) => {
  let gateway: Awaited<ReturnType<typeof startMockGateway>>;
  let connection: LoadConnection;

  beforeAll(async () => {
    const { settings, scenarios } = await loadTraffic(dialect);
    for (const [name, scenario] of Object.entries(scenarios)) {
      writeFileSync(join(scenariosDir, `${name}.json`), JSON.stringify(scenario));
    }
    gateway = await startMockGateway({ dialect, settings, scenariosDir });
    connection = await LoadConnection.open(Number(new URL(gateway.baseUrl).port));
  });

  afterAll(async () => {
    connection.close();
    await gateway.close();
    rmSync(scenariosDir, { recursive: true, force: true });
  });

  async function answerTo(request: Buffer): Promise<string> {
    let answer = '';
    await connection.ask(request, (bytes) => {
      answer += bytes.toString('latin1');
    });
    return answer.slice(answer.indexOf('\r\n\r\n') + 4);
  }

  test('the JSON answer is as long as the one of the reference', async () => {
    const { json, jsonAnswer } = await loadTraffic(dialect);
    expect(await answerTo(json)).toHaveLength(jsonAnswer.length);
  });

  test('a burst is as many events as the reference writes, and about as long', async () => {
    const { burst } = await loadTraffic(dialect);
    const body = await answerTo(burst);
    const events = body.match(/^event: /gm)?.length ?? 0;
    expect(events).toBe(EVENTS_PER_STREAM);
    expect(Math.abs(body.length / events - BYTES_PER_EVENT)).toBeLessThan(15);
  });

  test('the journal holds no fault', () => {
    expect(gateway.journal.count).toBe(2);
    expect(gateway.journal.faults()).toEqual([]);
  });

  test('the endless stream is one that the judge finds no fault with, wherever its pieces end', async () => {
    const { endless } = await loadTraffic(dialect);
    const judge = (await loadContractDialect(dialect)).judge({ kind: endless.kind });
    for (const piece of streamOf(endless, 1)) judge.push(piece);
    const { events, findings } = judge.end('complete');
    expect(events).toBeGreaterThan(1000);
    expect(findings.flatMap((finding) => finding.breaches)).toEqual([]);
  });
});
