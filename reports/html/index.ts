import type { Results } from '../../contracts/results.js';
import type { Report } from '../report.js';
import { page } from './page.js';

/** One page that needs nothing but itself: no network, no server, and no trust in what the subjects said. */
export const html: Report = {
  name: 'html',
  render: (results: Results, ...others: readonly Results[]) => page([results, ...others]),
};
