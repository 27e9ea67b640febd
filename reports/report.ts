import type { RequirementResult, Results } from '../contracts/results.js';

/** A way to write a results document down. One file in this folder holds one of these. */
export interface Report {
  /** Its name in `--report NAME=FILE`. */
  readonly name: string;
  /** The whole text of the report. */
  render(results: Results): string;
  /** One line for each requirement as it is judged, for reports that can be written while the run goes on. */
  readonly line?: (result: RequirementResult) => string;
}
