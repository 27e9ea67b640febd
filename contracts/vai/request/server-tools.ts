import { PROVIDERS } from '../providers.js';
import type { RequestContext } from './fault.js';
import { keyIn, needKey } from './keys.js';
import { checkMembers } from './members.js';
import { isObject, type Json, kindOf, type Refuse } from './refuse.js';
import { shape } from './shapes.js';

const INVALID = { code: 'run_validation_failed' } as const;
const CONFIG = 'server_tool_config';

/** A server tool that a request enables, and the path of the member that names it. */
export interface EnabledTool {
  readonly name: string;
  readonly path: string;
}

/** `server_tool_config` is an object of objects, whatever the tools are. */
export function checkConfigEntries(config: unknown, refuse: Refuse): void {
  if (!isObject(config)) return;
  for (const [name, entry] of Object.entries(config)) {
    if (name.trim() === '') refuse('server_tool_config.blank', CONFIG, `${CONFIG} has a blank name`);
    else if (!isObject(entry))
      refuse(
        'server_tool_config.entry',
        `${CONFIG}.${name}`,
        `${CONFIG}.${name} has to be an object, it is ${kindOf(entry)}`,
      );
  }
}

/** Whether the tools exist, are configured as they can be, and have a provider and its key. */
export function checkServerTools(
  tools: readonly EnabledTool[],
  given: unknown,
  context: RequestContext,
  refuse: Refuse,
): void {
  const config = isObject(given) ? given : {};
  for (const { name, path } of tools) {
    if (!PROVIDERS.tools.has(name)) {
      refuse('server_tool.unknown', path, `${path} is none of ${[...PROVIDERS.tools.keys()].join(', ')}`, {
        code: 'unsupported_server_tool',
      });
    }
  }
  for (const name of Object.keys(config)) {
    if (tools.some((tool) => tool.name === name.trim())) continue;
    refuse(
      'server_tool_config.not-enabled',
      `${CONFIG}.${name}`,
      `${CONFIG}.${name} configures a tool that is not enabled`,
      INVALID,
    );
  }
  for (const { name } of tools) {
    if (PROVIDERS.tools.has(name)) checkTool(name, entryOf(config, name), context, refuse);
  }
}

function entryOf(config: Json, name: string): Json {
  const key = Object.keys(config).find((each) => each.trim() === name);
  const entry = key === undefined ? undefined : config[key];
  return isObject(entry) ? entry : {};
}

function checkTool(name: string, config: Json, context: RequestContext, refuse: Refuse): void {
  const path = `${CONFIG}.${name}`;
  const known = shape(`server-tool-config#${name}`);
  checkMembers(config, { refuse, shape: known, path, rule: path, ...INVALID });
  const formats = known.members.get('format')?.values;
  if (formats !== undefined && typeof config.format === 'string' && !formats.includes(config.format)) {
    refuse(`${path}.format.unknown`, path, `${path}.format has to be one of ${formats.join(', ')}`, INVALID);
  }
  const provider = toolProvider(name, config, context);
  const param = `${path}.provider`;
  if (provider.is === 'unsupported') {
    refuse('server_tool.provider.unsupported', param, `${param} has to be one of ${provider.known.join(', ')}`, {
      code: 'unsupported_tool_provider',
    });
  } else if (provider.is === 'missing' || provider.is === 'ambiguous') {
    const why =
      provider.is === 'missing'
        ? 'no provider is named and none of their keys is sent'
        : 'no provider is named and several keys are sent';
    refuse(`server_tool.provider.${provider.is}`, param, `${param}: ${why}`, { code: 'tool_provider_missing' });
  } else if (provider.is === 'chosen') needKey('key.tool', provider.header, context, refuse);
}

/** Who runs a server tool for this request, or why nobody does. */
export type ToolProvider =
  | { readonly is: 'chosen'; readonly name: string; readonly header: string }
  | { readonly is: 'unsupported' | 'missing' | 'ambiguous'; readonly known: readonly string[] };

/** The provider that the config names; where it names none, the one whose key is sent, if that is only one. */
export function toolProvider(
  tool: string,
  config: { readonly [key: string]: unknown },
  context: Pick<RequestContext, 'header'>,
): ToolProvider {
  const providers = PROVIDERS.tools.get(tool) ?? new Map<string, string>();
  const known = [...providers.keys()];
  const named = typeof config.provider === 'string' ? config.provider.trim().toLowerCase() : '';
  const candidates =
    named === '' ? known.filter((each) => keyIn(context, providers.get(each) ?? '') !== undefined) : [named];
  const [name = ''] = candidates;
  if (candidates.length !== 1) return { is: candidates.length === 0 ? 'missing' : 'ambiguous', known };
  const header = providers.get(name);
  return header === undefined ? { is: 'unsupported', known } : { is: 'chosen', name, header };
}
