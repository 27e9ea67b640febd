import type { RequestContext } from './fault.js';
import { checkMembers } from './members.js';
import { isBlank, isObject, type Json, type Refuse } from './refuse.js';
import { checkConfigEntries, checkServerTools } from './server-tools.js';
import { shape } from './shapes.js';

/** A request to run one server tool outside of a run. What the tool makes of its input is the tool's business. */
export function checkExecute(body: Json, context: RequestContext, refuse: Refuse): void {
  checkMembers(body, { refuse, shape: shape('execute-request'), path: '', rule: 'execute' });
  const { tool, input } = body;
  if (tool === undefined || (typeof tool === 'string' && isBlank(tool)))
    refuse('execute.tool.missing', 'tool', 'tool is missing or blank');
  if (input === undefined) refuse('execute.input.missing', 'input', 'input is missing: expected an object');
  checkConfigEntries(body.server_tool_config, refuse);
  if (typeof tool !== 'string') return;
  const name = tool.trim();
  checkServerTools([{ name, path: 'tool' }], body.server_tool_config, context, refuse);
  if (name === 'vai_image' && isObject(input) && Array.isArray(input.images) && input.images.length > 0) {
    refuse('execute.images', 'images[0].id', 'images[0].id: there is no history here that it could refer to', {
      code: 'run_validation_failed',
    });
  }
}
