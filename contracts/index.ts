export type { Catalogue, Chapter, Level, Requirement } from './catalogue.js';
export { CatalogueError, loadCatalogue } from './catalogue-load.js';
export type { ContractDialect, Setting } from './dialect.js';
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
