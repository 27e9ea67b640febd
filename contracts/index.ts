export type { Catalogue, Chapter, Level, Requirement } from './catalogue.js';
export { CatalogueError, loadCatalogue } from './catalogue-load.js';
export type { CheckedBody, CheckedExchange, CheckedHeaders, CheckedRequest, CheckedResponse } from './checked.js';
export {
  type Check,
  type Checks,
  checksOf,
  type ExchangeCheckOptions,
  type RequestCheck,
  type StreamCheckOptions,
} from './checks.js';
export type { ContractDialect, ContractFault, Setting } from './dialect.js';
export { dialectNames, loadContractDialect } from './dialects.js';
export {
  type Automaton,
  type AutomatonData,
  type AutomatonParts,
  type AutomatonRule,
  AutomatonRun,
  compileAutomaton,
  type Ending,
  type Move,
  type State,
} from './judge/automaton.js';
export type {
  BodyEnd,
  Breach,
  ExchangeFacts,
  ExchangeJudge,
  HeaderList,
  Judgement,
  RequestFacts,
  ResponseFacts,
  RuleFinding,
} from './judge/exchange.js';
export {
  DEFAULT_SSE_LIMITS,
  type SseFrame,
  type SseLimits,
  type SseOddity,
  type SseSink,
  SseTokenizer,
} from './judge/sse.js';
export type { SchemaFault, Schemas, Variant } from './schema/compile.js';
export { type BrokenRule, tellBroken, tellFaults } from './tell.js';
