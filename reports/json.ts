import type { Report } from './report.js';

/** The results document itself, as `contracts/results.schema.json` describes it. */
export const json: Report = {
  name: 'json',
  oneSubject: true,
  render: (results) => `${JSON.stringify(results, null, 2)}\n`,
};
