import { type JsonObject, listOf, objectOf } from '../edge.js';
import * as lies from './lies.js';

/** Says whether a model request is of a kind. */
export type Fits = (request: JsonObject) => boolean;
const { all, at } = lies;

/** Refusals of model requests of which this is true. */
export const of =
  (fits: Fits): lies.Suspect =>
  (_fault, ask) =>
    fits(lies.modelRequest(ask));

const messagesOf = (request: JsonObject) => listOf(request.messages).map(objectOf);
const contentOf = (request: JsonObject) =>
  messagesOf(request).flatMap((message) =>
    listOf(message.content).map((block): JsonObject => ({ ...objectOf(block), role: message.role })),
  );
/** Whether some content block, its role beside its members, is of a kind. */
export const someBlock =
  (fits: (block: JsonObject) => boolean): Fits =>
  (request) =>
    contentOf(request).some(fits);
/** Whether some message is of a kind. */
export const someMessage =
  (fits: (message: JsonObject) => boolean): Fits =>
  (request) =>
    messagesOf(request).some(fits);
/** Whether some tool is of a kind. */
export const someTool =
  (fits: (tool: JsonObject) => boolean): Fits =>
  (request) =>
    listOf(request.tools).map(objectOf).some(fits);

/** Refusals that name this member of a content block. */
export const inBlock = (member: string) => at(new RegExp(`content\\[\\d+\\]\\.${member}$`));
/** Refusals that name this member of a tool. */
export const inTool = (member: string) => at(new RegExp(`tools\\[\\d+\\]\\.${member}$`));
const calls = (request: JsonObject) => contentOf(request).flatMap(({ type, id }) => (type === 'tool_use' ? [id] : []));
/** Whether a tool_result names a call that the request has, or one that it has not. */
export const unmatched =
  (known: boolean): Fits =>
  (request) =>
    someBlock(
      ({ type, tool_use_id: id }) =>
        type === 'tool_result' && typeof id === 'string' && id !== '' && calls(request).includes(id) === known,
    )(request);
/** Refusals of a block in a message of this role. */
export const misplaced = (type: string, role: string) =>
  all(inBlock('type'), of(someBlock((block) => block.type === type && block.role === role)));
/** Text with nothing in it. */
export const blank = (value: unknown) => typeof value === 'string' && value.trim() === '';
/** What counts as not sent. */
export const absent = (value: unknown) => value === undefined || value === null;
/** Refusals of this tool's config. */
export const shaped = (type: string) => all(inTool('config(\\..*)?'), of(someTool((tool) => tool.type === type)));
