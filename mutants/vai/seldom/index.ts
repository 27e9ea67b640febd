import type { Mutant } from '../../mutant.js';
import { seldomCors } from './cors.js';
import { seldomMsg } from './msg.js';
import { seldomMst } from './mst.js';
import { seldomVal } from './requests.js';
import { seldomRest } from './rest.js';
import { seldomRoutes } from './routes.js';
import { seldomRst } from './rst.js';
import { seldomRstResult } from './rst-result.js';
import { seldomRsc, seldomRun, seldomTool } from './run.js';
import { seldomRval } from './runs-asked.js';
import { seldomErr, seldomSse } from './sse.js';

/**
 * Lies that are told seldom: of a second block, in a later step, on one route, at one value. A suite that looks once at each
 * rule misses them.
 */
export const seldom: readonly Mutant[] = [
  ...seldomRoutes,
  ...seldomRval,
  ...seldomVal,
  ...seldomCors,
  ...seldomRest,
  ...seldomMsg,
  ...seldomMst,
  ...seldomSse,
  ...seldomErr,
  ...seldomRun,
  ...seldomRsc,
  ...seldomTool,
  ...seldomRst,
  ...seldomRstResult,
];
