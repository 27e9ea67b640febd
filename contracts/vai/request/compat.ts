import { curatedModel, PROVIDERS } from '../providers.js';
import type { CompatIssue } from '../types.js';
import { isObject, type Json, type Refuse } from './refuse.js';
import { walkContents } from './walk.js';

/** Refuses what a curated model cannot take: all problems at once, `system` first, then messages, then tools. */
export function checkCompatibility(request: Json, prefix: string, refuse: Refuse): void {
  const model = typeof request.model === 'string' ? curatedModel(request.model) : undefined;
  const refused = model && PROVIDERS.models.get(model.provider)?.refuses;
  if (model === undefined || refused === undefined) return;

  const compatIssues: CompatIssue[] = [];
  const issue = (param: string, code: string, message: string) =>
    compatIssues.push({ severity: 'error', param, code, message });
  walkContents(request, prefix, ({ type }, path) => {
    if (type === 'thinking' && model.capabilities.thinking === false)
      issue(path, 'unsupported_thinking', `${model.id} takes no thinking`);
    else if (typeof type === 'string' && refused.blocks.includes(type)) {
      issue(path, 'unsupported_content_block', `${model.id} takes no ${type} blocks`);
    }
  });
  if (Array.isArray(request.tools)) {
    request.tools.forEach((tool: unknown, index) => {
      if (!isObject(tool) || typeof tool.type !== 'string' || !refused.tools.includes(tool.type)) return;
      issue(`${prefix}tools[${index}].type`, 'unsupported_tool_type', `${model.id} takes no ${tool.type} tool`);
    });
  }
  if (request.output_format !== undefined && model.capabilities.structured_output === false) {
    issue(`${prefix}output_format`, 'unsupported_output_format', `${model.id} takes no output format`);
  }
  if (compatIssues.length > 0) {
    refuse('compat', undefined, `${model.id} cannot take this request: ${compatIssues.length} incompatible parts`, {
      compatIssues,
    });
  }
}
