import type { RequirementResult, Results } from '../contracts/results.js';

/** A way to write a results document down. One file in this folder holds one of these. */
export interface Report {
  /** Its name in `--report NAME=FILE`. */
  readonly name: string;
  /** The whole text of the report: on one subject, or on several side by side. */
  render(results: Results, ...others: readonly Results[]): string;
  /** True where the form has room for one subject only; `others` are then never given. */
  readonly oneSubject?: true;
  /** One line for each requirement as it is judged, for reports that can be written while the run goes on. */
  readonly line?: (result: RequirementResult) => string;
}
