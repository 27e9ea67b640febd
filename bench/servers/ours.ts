import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMockGateway } from 'vai-conformance/mock';
import { loadTraffic } from '../traffic.js';
import { answerStats } from './stats.js';

/** The mock gateway, as the package gives it, with the journal on and every request checked. */
export interface OurWork {
  readonly dialect: string;
  readonly chunking: 'event' | 'coalesced';
}

const { dialect, chunking } = JSON.parse(process.argv[2] ?? '{}') as OurWork;
const traffic = await loadTraffic(dialect);
const scenariosDir = mkdtempSync(join(tmpdir(), 'bench-scenarios-'));
for (const [name, scenario] of Object.entries(traffic.scenarios)) {
  writeFileSync(join(scenariosDir, `${name}.json`), JSON.stringify(scenario));
}
const gateway = await startMockGateway({ dialect, settings: traffic.settings, scenariosDir, chunking, answers: false });
console.log(gateway.baseUrl);
answerStats();
process.once('SIGTERM', () => {
  rmSync(scenariosDir, { recursive: true, force: true });
  gateway.close().finally(() => process.exit(0));
});
