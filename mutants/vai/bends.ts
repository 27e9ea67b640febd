import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import type { Rules } from '../../mock-gateway/vai/rules.js';

/** Bends rules inside the gateway, where no edge shows them. */
export function bends(rules: Partial<Rules>): Mutation {
  return { rules };
}
