import { checkMembers } from './members.js';
import { isBlank, isObject, type Json, kindOf, type Refuse } from './refuse.js';
import { branches, type Shape, shape } from './shapes.js';

/** Where a block stands. */
export interface BlockPlace {
  /** Prefix of the rules' slugs: `block`, `system.block` or `nested.block`. */
  readonly scope: string;
  /** Who says it; absent in `system` and inside tool results, where every block may stand. */
  readonly role?: string;
  readonly history?: {
    /** Ids of the tool calls that came before; the block's own is added. */
    readonly calls: Set<string>;
    /** Ids of the calls in this message and after it. */
    readonly later: () => Set<unknown>;
  };
}

/** Which blocks only one side may say. */
const SPEAKER: Readonly<Record<string, string>> = {
  tool_use: 'assistant',
  server_tool_use: 'assistant',
  thinking: 'assistant',
  redacted_thinking: 'assistant',
  tool_result: 'user',
};

let knownShapes: ReadonlyMap<string, Shape> | undefined;

/** The shapes of the blocks that a request may hold, by type. */
function blockShapes(): ReadonlyMap<string, Shape> {
  knownShapes ??= new Map(branches('content-block').map((type) => [type, shape(`content-block#${type}`)]));
  return knownShapes;
}

export function checkBlock(block: unknown, path: string, refuse: Refuse, place: BlockPlace) {
  const { scope } = place;
  if (block === null)
    return refuse(`${scope}.null`, `${path}.type`, `${path} is null: expected a content block with a type`);
  if (!isObject(block)) return refuse(`${scope}.shape`, path, `${path} has to be an object, it is ${kindOf(block)}`);
  const { type } = block;
  if (type === undefined || type === null)
    return refuse(`${scope}.type.missing`, `${path}.type`, `${path}.type is missing`);
  if (typeof type !== 'string')
    return refuse(`${scope}.type.type`, `${path}.type`, `${path}.type has to be a string, it is ${kindOf(type)}`);
  const known = blockShapes().get(type);
  if (known === undefined)
    return refuse(
      `${scope}.type.unknown`,
      `${path}.type`,
      `${path}.type is none of ${[...blockShapes().keys()].join(', ')}`,
    );
  const speaker = SPEAKER[type];
  if (place.role !== undefined && speaker !== undefined && speaker !== place.role) {
    refuse(`${scope}.role.${type}`, `${path}.type`, `${path}: only the ${speaker} may say a ${type} block`);
  }
  checkMembers(block, { refuse, shape: known, path, rule: `${scope}.${type}` });
  checkMeaning(type, block, path, refuse, place);
}

function checkMeaning(type: string, block: Json, path: string, refuse: Refuse, place: BlockPlace): void {
  const rule = `${place.scope}.${type}`;
  const needText = (key: string) => {
    if (isBlank(block[key])) refuse(`${rule}.${key}.missing`, `${path}.${key}`, `${path}.${key} is missing or blank`);
  };
  if (type === 'tool_use' || type === 'server_tool_use') {
    needText('id');
    needText('name');
    if (block.input === undefined)
      refuse(`${rule}.input.missing`, `${path}.input`, `${path}.input is missing: expected an object`);
    if (typeof block.id === 'string') place.history?.calls.add(block.id);
  } else if (type === 'tool_result') {
    needText('tool_use_id');
    checkAnswered(block, path, refuse, place);
    if (Array.isArray(block.content)) checkNested(block.content, `${path}.content`, refuse);
  } else if (type === 'web_search_tool_result') {
    needText('tool_use_id');
    checkHits(block, path, refuse, rule);
  }
}

function checkNested(blocks: readonly unknown[], path: string, refuse: Refuse): void {
  blocks.forEach((block, index) => {
    checkBlock(block, `${path}[${index}]`, refuse, { scope: 'nested.block' });
  });
}

/** A result has to answer a call that was made before it. */
function checkAnswered(block: Json, path: string, refuse: Refuse, place: BlockPlace): void {
  const id = block.tool_use_id;
  if (place.history === undefined || typeof id !== 'string' || place.history.calls.has(id)) return;
  const param = `${path}.tool_use_id`;
  if (place.history.later().has(id))
    refuse('history.early-result', param, `${param} answers a call that is only made later`);
  else refuse('history.unknown-call', param, `${param} answers a call that nobody made`);
}

function checkHits(block: Json, path: string, refuse: Refuse, rule: string): void {
  const { content } = block;
  if (content === undefined || content === null)
    refuse(`${rule}.content.missing`, `${path}.content`, `${path}.content is missing`);
  else if (Array.isArray(content)) {
    const index = content.findIndex((each) => !isObject(each));
    if (index >= 0)
      refuse(
        `${rule}.content.element`,
        `${path}.content[${index}]`,
        `${path}.content[${index}] has to be an object, it is ${kindOf(content[index])}`,
      );
  } else if (!isObject(content)) {
    refuse(
      `${rule}.content.type`,
      `${path}.content`,
      `${path}.content has to be an array or an object, it is ${kindOf(content)}`,
    );
  }
}
