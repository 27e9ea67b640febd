import type { ContractDialect } from '../../contracts/dialect.js';
import { loadPactContract, type PactContract, pactDialects } from '../../pacts/contract.js';
import { CannotJudge } from '../exit.js';

/** What the pacts need of a dialect; throws where it has none. */
export async function pactContract(dialect: ContractDialect): Promise<PactContract> {
  const contract = await loadPactContract(dialect.name);
  if (contract !== undefined) return contract;
  throw new CannotJudge(`The dialect ${dialect.name} has no pacts.`, [`These have: ${pactDialects().join(', ')}.`]);
}
