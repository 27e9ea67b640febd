import { type EnabledTool as NamedTool, PROVIDERS, toolProvider } from '../../../contracts/vai/request/index.js';
import type { ContentBlock, JsonObject, ToolCall } from '../../../contracts/vai/types.js';
import { now, waitUntil } from '../../engine/clock.js';
import type { Stop } from '../../engine/stop.js';
import { isObject, listOf } from '../conversation.js';
import type { Rules } from '../rules.js';
import type { Scenario, ToolScript } from '../scenario.js';
import { image } from './image.js';
import { type EnabledTool, failed, notEnabled, providerFailure, type ServerTool, type ToolOutcome } from './tool.js';
import { webFetch } from './web-fetch.js';
import { webSearch } from './web-search.js';

const TOOLS: ReadonlyMap<string, ServerTool> = new Map(
  [webSearch, webFetch, image].map((tool) => [tool.definition.name, tool]),
);

/** The tools that a checked request enables, each with its provider and that provider's key. */
export function enabledTools(
  named: readonly NamedTool[],
  configs: unknown,
  header: (name: string) => string | undefined,
): readonly EnabledTool[] {
  return named.map(({ name }) => {
    const given = isObject(configs) ? configs[name] : undefined;
    const config = isObject(given) ? given : {};
    const chosen = toolProvider(name, config, { header });
    if (chosen.is === 'chosen') {
      return { name, provider: chosen.name, key: (header(chosen.header) ?? '').trim(), config };
    }
    // Only a gateway that overlooks faults gets here: it calls whoever comes first, without a key.
    return { name, provider: [...(PROVIDERS.tools.get(name)?.keys() ?? [])][0] ?? name, key: '', config };
  });
}

/** What the model is offered for the enabled tools. */
export function definitionsOf(tools: readonly EnabledTool[]): readonly JsonObject[] {
  return tools.map(({ name }) => TOOLS.get(name)?.definition ?? { name });
}

/** The server tools of one run: their inputs are judged, their providers play the scenario. */
export class Toolbox {
  readonly #calls = new Map<string, number>();
  readonly #images: readonly string[];
  #imagesMade = 0;

  constructor(
    private readonly tools: readonly EnabledTool[],
    private readonly scenario: Scenario,
    private readonly rules: Rules,
    messages: readonly unknown[],
  ) {
    this.#images = imageIds(messages);
  }

  /**
   * Runs one call; what it takes is decided when it starts. `deadline` is on the clock of `now()`. A call that is
   * interrupted, by its own timeout or by the end of the run, has failed as one whose provider does not answer.
   */
  async call(call: ToolCall, stop: Stop, timeoutMs: number, deadline: number): Promise<ToolOutcome> {
    const tool = this.tools.find((each) => each.name === call.name);
    const code = TOOLS.get(call.name);
    if (tool === undefined || code === undefined) return notEnabled(call);
    const surroundings = { tool, rules: this.rules, images: this.#images, imagesMade: this.#imagesMade };
    const fault = code.fault(call.input, surroundings);
    if (fault !== undefined) return failed(fault);
    const script = this.#script(call);
    const due = now() + (script?.delay_ms ?? 0);
    const until = Math.min(due, now() + timeoutMs, deadline);
    const came = script?.delay_ms === undefined || ((await waitUntil(until, stop)) && until === due);
    if (!came) return failed(providerFailure(`${tool.provider} did not answer in time: deadline exceeded`));
    if (script?.error !== undefined) {
      const said = script.error.message.replaceAll('{{tool_key}}', tool.key);
      const text = this.rules.redact(said, tool.key === '' ? [] : [tool.key]);
      return failed(providerFailure(`${tool.provider} answered with status ${script.error.status}: ${text}`));
    }
    const content = code.content(script?.result, call.input, surroundings);
    this.#imagesMade += content.filter((block) => block.type === 'image').length;
    return { content: content.length === 0 ? [EMPTY_TEXT] : content };
  }

  #script(call: ToolCall): ToolScript | undefined {
    const scripts = this.scenario.tools?.[call.name] ?? [];
    const fitting = scripts.find(({ when }) => when !== undefined && matches(when, call.input));
    if (fitting !== undefined) return fitting;
    const inTurn = scripts.filter(({ when }) => when === undefined);
    const number = this.#calls.get(call.name) ?? 0;
    this.#calls.set(call.name, number + 1);
    return inTurn[Math.min(number, inTurn.length - 1)];
  }
}

const EMPTY_TEXT: ContentBlock = { type: 'text', text: '' };

function matches(when: JsonObject, input: JsonObject): boolean {
  return Object.entries(when).every(([name, value]) => JSON.stringify(input[name]) === JSON.stringify(value));
}

/** The images of a history get ids in their order. */
function imageIds(messages: readonly unknown[]): readonly string[] {
  const images = messages.flatMap((message) => (isObject(message) ? listOf(message.content) : [])).filter(isImage);
  return images.map((_, at) => `img-${String(at + 1).padStart(2, '0')}`);
}

function isImage(block: unknown): boolean {
  return isObject(block) && block.type === 'image';
}
