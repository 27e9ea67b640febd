import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContractDialect } from '../../contracts/dialect.js';
import { loadServing, startMockGateway } from '../../mock-gateway/index.js';
import { goldenPact, pactFileName } from '../../pacts/export.js';
import { CannotJudge, EXIT } from '../exit.js';
import { manifest } from '../manifest.js';
import type { RawOptions } from '../options.js';
import { pactContract } from './pact-contract.js';

/** Writes the golden exchanges of a contract as a pact; returns the exit code. */
export async function pactExport(flags: RawOptions, dialect: ContractDialect): Promise<number> {
  const { name, version } = manifest();
  const contract = await pactContract(dialect);
  const consumer = String(flags.consumer ?? name);
  if (consumer.trim() === '')
    throw new CannotJudge('--consumer is empty.', ['Name the SDK or app that consumes the API.']);
  const serving = await loadServing(dialect.name);
  const gateway = await startMockGateway({ dialect: dialect.name, settings: serving.settings, seed: 1 });
  try {
    const { baseUrl } = gateway;
    const text = await goldenPact({ baseUrl, consumer, contract, dialect, tool: { name, version } });
    const folder = String(flags.out);
    const file = join(folder, pactFileName(consumer, contract.provider));
    writeTo(folder, file, text);
    process.stdout.write(`${file}: ${contract.golden.length} interactions, ${consumer} → ${contract.provider}\n`);
    return EXIT.ok;
  } finally {
    await gateway.close();
  }
}

function writeTo(folder: string, file: string, text: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new CannotJudge(`${file} cannot be written (${code}).`, ['Name a folder with --out.']);
  }
}
