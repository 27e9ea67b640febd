/** What curated models cannot take: refused before the model is asked, all problems at once, each by its path. */
import { requirement } from '../../requirement.js';
import {
  addressed,
  assistantSaid,
  type Body,
  clockTool,
  hello,
  image,
  offering,
  pdf,
  speech,
  thinking,
  toolTurn,
  UNCURATED,
  userSaid,
  video,
} from './bodies.js';
import { changed } from './change.js';
import { MESSAGES, member, RUNS } from './client.js';
import { passes } from './control.js';
import { assertIssues, type Issue } from './refusal-kinds.js';

const MODELS = {
  anthropic: 'anthropic/claude-sonnet-4',
  openai: 'openai/gpt-4o',
  'oai-resp': 'oai-resp/gpt-5',
  'gem-dev': 'gem-dev/gemini-2.5-pro',
  'gem-vert': 'gem-vert/gemini-2.5-pro',
  groq: 'groq/llama-3.3-70b-versatile',
  cerebras: 'cerebras/llama-3.3-70b',
  openrouter: 'openrouter/openai/gpt-4o',
};

/** The body passes for a model that is not curated, and for this provider's model has just these issues. */
function incompatible(
  id: string,
  provider: keyof typeof MODELS,
  body: Body,
  issues: readonly Issue[],
  variant?: string,
): void {
  requirement(id, variant === undefined ? {} : { variant }, async (t) => {
    await passes(
      t,
      { path: MESSAGES, json: addressed(t, { ...body, model: UNCURATED }), spends: true },
      { lenient: true },
    );
    assertIssues(t, await t.send({ path: MESSAGES, json: addressed(t, { ...body, model: MODELS[provider] }) }), issues);
  });
}

/** The body is no problem for this provider's model. */
function compatible(id: string, provider: keyof typeof MODELS, body: Body, variant: string): void {
  requirement(id, { variant }, async (t) => {
    const answer = await passes(
      t,
      { path: MESSAGES, json: addressed(t, { ...body, model: MODELS[provider] }), spends: true },
      { lenient: true },
    );
    t.proved(`${answer.status} for ${MODELS[provider]}`);
  });
}

const block = (param = 'messages[0].content[0]'): Issue => ({ code: 'unsupported_content_block', param });
const tool = (index = 0): Issue => ({ code: 'unsupported_tool_type', param: `tools[${index}].type` });
const tools = (...types: readonly string[]) => offering(...types.map((type) => ({ type })));
const text = { type: 'text', text: 'hello' };

incompatible('VAI-GW-COMPAT-001', 'anthropic', userSaid(video), [block()]);
incompatible(
  'VAI-GW-COMPAT-002',
  'openai',
  { ...userSaid(text, video, pdf), system: [pdf], tools: [clockTool, { type: 'web_search' }] },
  [block('messages[0].content[1]'), block('messages[0].content[2]'), block('system[0]'), tool(1)],
);
incompatible('VAI-GW-COMPAT-003', 'anthropic', userSaid(text, video), [block('messages[0].content[1]')]);
incompatible('VAI-GW-COMPAT-004', 'anthropic', { ...hello, tools: [clockTool, { type: 'file_search' }] }, [tool(1)]);
incompatible('VAI-GW-COMPAT-005', 'openai', userSaid(pdf), [block()]);
incompatible('VAI-GW-COMPAT-006', 'openai', assistantSaid(thinking), [
  { code: 'unsupported_thinking', param: 'messages[1].content[0]' },
]);
incompatible(
  'VAI-GW-COMPAT-007',
  'openai',
  tools('web_search', 'web_fetch', 'code_execution', 'file_search', 'computer_use', 'text_editor'),
  [0, 1, 2, 3, 4, 5].map(tool),
);
incompatible('VAI-GW-COMPAT-008', 'oai-resp', tools('web_search', 'web_fetch'), [tool(1)]);
compatible('VAI-GW-COMPAT-008', 'oai-resp', tools('web_search'), 'takes web_search');
incompatible('VAI-GW-COMPAT-009', 'gem-dev', tools('file_search'), [tool()]);
compatible('VAI-GW-COMPAT-009', 'gem-dev', userSaid(text, video), 'takes video');
incompatible('VAI-GW-COMPAT-010', 'gem-vert', tools('computer_use'), [tool()]);
incompatible('VAI-GW-COMPAT-011', 'cerebras', userSaid(text, image), [block('messages[0].content[1]')]);
incompatible('VAI-GW-COMPAT-012', 'groq', tools('web_search', 'text_editor'), [tool(0), tool(1)]);
compatible('VAI-GW-COMPAT-012', 'groq', userSaid(text, image), 'takes images');
incompatible('VAI-GW-COMPAT-013', 'openrouter', userSaid(pdf), [block()]);
incompatible('VAI-GW-COMPAT-014', 'openai', { ...hello, system: [text, pdf] }, [block('system[1]')]);

const nested = changed(toolTurn, { 'messages[2].content[0].content[1]': pdf });
incompatible('VAI-GW-COMPAT-015', 'openai', nested, [block('messages[2].content[0].content[1]')]);

/** The same body is refused for a curated model, so what lets it pass is that this one is not. */
incompatible('VAI-GW-COMPAT-016', 'anthropic', { ...userSaid(video), tools: [{ type: 'file_search' }] }, [
  block(),
  tool(),
]);
compatible('VAI-GW-COMPAT-017', 'openai', userSaid(speech), 'openai');
compatible('VAI-GW-COMPAT-017', 'cerebras', userSaid(speech), 'cerebras');

requirement('VAI-GW-COMPAT-018', {}, async (t) => {
  const run = (model: string) => ({
    path: RUNS,
    json: addressed(t, { request: { ...userSaid(text, video), model } }),
    spends: true,
  });
  await passes(t, run(UNCURATED), { lenient: true });
  const path = 'messages[0].content[1]';
  const answer = await t.send(run(MODELS.anthropic));
  // Whether the path is that of the run or of its request is another requirement (D-08).
  const prefix = String(member(answer.json(), 'error.compat_issues[0].param')).startsWith('request.') ? 'request.' : '';
  assertIssues(t, answer, [block(prefix + path)]);
});
