import type { Mutant } from '../mutant.js';
import { auth } from './auth.js';
import { compat } from './compat.js';
import { cors } from './cors.js';
import { eq } from './eq.js';
import { err } from './err.js';
import { errStreams } from './err-streams.js';
import { fwd } from './fwd.js';
import { hdr } from './hdr.js';
import { hlt } from './hlt.js';
import { key } from './key.js';
import { lim } from './lim.js';
import { mod } from './mod.js';
import { msg } from './msg.js';
import { mst } from './mst.js';
import { rate } from './rate.js';
import { rid } from './rid.js';
import { route } from './route.js';
import { rsc } from './rsc.js';
import { rst } from './rst.js';
import { rstEnd } from './rst-end.js';
import { rstResult } from './rst-result.js';
import { bud, run } from './run.js';
import { rval } from './rval.js';
import { rvalRequest } from './rval-request.js';
import { rvalTools } from './rval-tools.js';
import { sec } from './sec.js';
import { seldom } from './seldom/index.js';
import { sse } from './sse.js';
import { stx } from './stx.js';
import { time } from './time.js';
import { tool } from './tool.js';
import { val } from './val.js';
import { valAccepted } from './val-accepted.js';
import { valBlocks } from './val-blocks.js';
import { valKeys } from './val-keys.js';
import { valModels } from './val-models.js';
import { valTools } from './val-tools.js';
import { valTypes } from './val-types.js';
import { ver } from './ver.js';

/** All mutants of this dialect, in the order of its chapters. */
export const mutants: readonly Mutant[] = [
  ...route,
  ...auth,
  ...key,
  ...ver,
  ...rid,
  ...hdr,
  ...valTypes,
  ...valBlocks,
  ...val,
  ...valTools,
  ...valModels,
  ...valKeys,
  ...valAccepted,
  ...rval,
  ...rvalTools,
  ...rvalRequest,
  ...lim,
  ...compat,
  ...msg,
  ...run,
  ...rsc,
  ...bud,
  ...tool,
  ...mod,
  ...hlt,
  ...stx,
  ...cors,
  ...rate,
  ...time,
  ...sse,
  ...mst,
  ...rst,
  ...rstEnd,
  ...rstResult,
  ...err,
  ...errStreams,
  ...sec,
  ...fwd,
  ...eq,
  ...seldom,
];
