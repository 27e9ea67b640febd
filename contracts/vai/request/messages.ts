import { type BlockPlace, checkBlock } from './blocks.js';
import { checkMembers } from './members.js';
import { checkOutputFormat } from './output-format.js';
import { at, isBlank, isObject, type Json, kindOf, type Refuse } from './refuse.js';
import { shape } from './shapes.js';
import { checkTools } from './tools.js';
import { checkSpeechModels, checkVoice } from './voice.js';

/** Everything about a message request that can be told from its body alone. `path` is where it stands: empty, or `request`. */
export function checkMessageRequest(request: Json, path: string, refuse: Refuse): void {
  checkMembers(request, { refuse, shape: shape('message-request'), path, rule: 'request' });
  const { model, messages } = request;
  if (model === undefined) refuse('model.missing', at(path, 'model'), 'model is missing: name one as provider/name');
  else if (typeof model === 'string' && isBlank(model))
    refuse('model.blank', at(path, 'model'), 'model is blank: name one as provider/name');
  if (messages === undefined)
    refuse('messages.missing', at(path, 'messages'), 'messages are missing: send at least one');
  else if (Array.isArray(messages)) {
    if (messages.length === 0) refuse('messages.empty', at(path, 'messages'), 'messages are empty: send at least one');
    checkMessages(messages, at(path, 'messages'), refuse);
  }
  if (request.system !== undefined) checkSystem(request, at(path, 'system'), refuse);
  if (Array.isArray(request.tools)) checkTools(request.tools, at(path, 'tools'), refuse);
  if (isObject(request.output_format)) checkOutputFormat(request.output_format, at(path, 'output_format'), refuse);
  checkSpeechModels(request, path, refuse);
  if (isObject(request.voice)) checkVoice(request.voice, at(path, 'voice'), refuse);
}

function checkMessages(messages: unknown[], path: string, refuse: Refuse): void {
  /** Ids of the tool calls so far; those of later messages are only looked for once a result has none. */
  const calls = new Set<string>();
  messages.forEach((message: unknown, index) => {
    const here = `${path}[${index}]`;
    if (message === null)
      refuse('message.null', `${here}.role`, `${here} is null: expected an object with role and content`);
    else if (!isObject(message)) refuse('message.shape', here, `${here} has to be an object, it is ${kindOf(message)}`);
    else checkMessage(message, here, refuse, { calls, later: () => calledIn(messages.slice(index)) });
  });
}

function checkMessage(message: Json, path: string, refuse: Refuse, history: BlockPlace['history']): void {
  checkMembers(message, { refuse, shape: shape('message'), path, rule: 'message' });
  const { role } = message;
  if (role === undefined)
    refuse('message.role.missing', `${path}.role`, `${path}.role is missing: expected user or assistant`);
  else if (role !== 'user' && role !== 'assistant' && typeof role === 'string') {
    refuse('message.role.unknown', `${path}.role`, `${path}.role has to be user or assistant`);
  }
  const { content } = message;
  if (content === undefined)
    refuse(
      'message.content.missing',
      `${path}.content`,
      `${path}.content is missing: expected text or an array of blocks`,
    );
  else if (content === null) message.content = '';
  else if (Array.isArray(content)) {
    const place = { role: typeof role === 'string' ? role : '', scope: 'block', history };
    content.forEach((block: unknown, index) => {
      checkBlock(block, `${path}.content[${index}]`, refuse, place);
    });
  } else if (typeof content !== 'string') {
    refuse(
      'message.content.type',
      `${path}.content`,
      `${path}.content has to be text or an array of blocks, it is ${kindOf(content)}`,
    );
  }
}

function checkSystem(request: Json, path: string, refuse: Refuse): void {
  const { system } = request;
  if (system === null) delete request.system;
  else if (Array.isArray(system)) {
    system.forEach((block: unknown, index) => {
      if (isObject(block)) checkBlock(block, `${path}[${index}]`, refuse, { scope: 'system.block' });
      else refuse('system.element', path, `${path}[${index}] has to be a content block, it is ${kindOf(block)}`);
    });
  } else if (typeof system !== 'string') {
    refuse('system.type', path, `${path} has to be text or an array of blocks, it is ${kindOf(system)}`);
  }
}

/** Ids of the tool calls in these messages. */
function calledIn(messages: readonly unknown[]): Set<unknown> {
  const blocks = messages.flatMap((each) => (isObject(each) && Array.isArray(each.content) ? each.content : []));
  const calls = blocks.filter(
    (block) => isObject(block) && (block.type === 'tool_use' || block.type === 'server_tool_use'),
  );
  return new Set(calls.map((call) => (isObject(call) ? call.id : undefined)));
}
