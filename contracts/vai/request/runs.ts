import { checkMembers } from './members.js';
import { checkMessageRequest } from './messages.js';
import { isObject, type Json, kindOf, type Refuse } from './refuse.js';
import { checkConfigEntries, type EnabledTool } from './server-tools.js';
import { shape } from './shapes.js';

/** Everything about a run request that can be told from its body alone. */
export function checkRunBody(run: Json, refuse: Refuse): void {
  checkMembers(run, { refuse, shape: shape('run-request'), path: '', rule: 'runs' });
  const { request } = run;
  if (request === undefined)
    refuse('runs.request.missing', 'request', 'request is missing: expected a message request');
  else if (isObject(request)) {
    checkMessageRequest(request, 'request', refuse);
    if (request.stream === true)
      refuse('runs.request.stream', 'request.stream', 'request.stream: use POST /v1/runs:stream to stream a run');
  }
  if (isObject(run.run)) checkOptions(run.run, refuse);
  checkNames(run, 'server_tools', refuse);
  checkNames(run, 'builtins', refuse);
  const [tools, builtins] = [namesOf(run.server_tools), namesOf(run.builtins)];
  if (tools.length > 0 && builtins.length > 0 && !sameSet(tools, builtins)) {
    refuse('runs.server_tools.differ', 'server_tools', 'server_tools and builtins differ: send only server_tools');
  }
  checkConfigEntries(run.server_tool_config, refuse);
}

/** The server tools that a run enables. `builtins` counts where `server_tools` is empty, but faults are named by the latter. */
export function enabledTools(run: {
  readonly server_tools?: unknown;
  readonly builtins?: unknown;
}): readonly EnabledTool[] {
  const tools = namesOf(run.server_tools);
  const names = tools.length > 0 ? tools : namesOf(run.builtins);
  return names.map((name, index) => ({ name, path: `server_tools[${index}]` }));
}

/** Functions are the caller's to run, so a run, which runs tools itself, takes none. */
export function checkRunTools(request: Json, enabled: readonly EnabledTool[], refuse: Refuse): void {
  if (!Array.isArray(request.tools)) return;
  request.tools.forEach((tool: unknown, index) => {
    if (!isObject(tool) || tool.type !== 'function') return;
    const param = `request.tools[${index}].name`;
    if (enabled.some(({ name }) => name === tool.name)) {
      refuse('runs.function.collides', param, `${param} is the name of an enabled server tool`, {
        code: 'run_validation_failed',
      });
    } else
      refuse('runs.function', param, `${param}: runs take no function tools`, { code: 'unsupported_function_tool' });
  });
}

function checkOptions(options: Json, refuse: Refuse): void {
  for (const [key, { least, most }] of shape('run-request').members.get('run')?.shape?.members ?? []) {
    const value = options[key];
    if (typeof value !== 'number' || !Number.isInteger(value)) continue;
    if (least !== undefined && value < least)
      refuse(`runs.run.${key}.below`, `run.${key}`, `run.${key} has to be at least ${least}`);
    if (most !== undefined && value > most)
      refuse(`runs.run.${key}.above`, `run.${key}`, `run.${key} has to be at most ${most}`);
  }
}

function checkNames(run: Json, key: 'server_tools' | 'builtins', refuse: Refuse) {
  const names = run[key];
  if (!Array.isArray(names)) return;
  const strange = names.find((name) => typeof name !== 'string');
  if (strange !== undefined)
    return refuse(`runs.${key}.element`, key, `${key} has to be an array of strings, one is ${kindOf(strange)}`);
  const seen = new Set<string>();
  names.forEach((each: unknown, index) => {
    const name = String(each).trim();
    if (name === '') refuse(`runs.${key}.blank`, `${key}[${index}]`, `${key}[${index}] is blank`);
    else if (seen.has(name)) refuse(`runs.${key}.duplicate`, `${key}[${index}]`, `${key}[${index}] is named twice`);
    seen.add(name);
  });
}

function namesOf(names: unknown): readonly string[] {
  return Array.isArray(names)
    ? names.flatMap((name: unknown) => (typeof name === 'string' && name.trim() !== '' ? [name.trim()] : []))
    : [];
}

function sameSet(some: readonly string[], others: readonly string[]): boolean {
  return some.every((each) => others.includes(each)) && others.every((each) => some.includes(each));
}
