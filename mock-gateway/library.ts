import { playableRoom } from './dialects.js';
import { type MockGateway, type MockOptions, startMockGateway as start } from './index.js';
import { type GatewayRequest, Ledger, type SentAnswer } from './requests.js';
import { type ScenarioObject, Script } from './scenarios.js';

export * from './index.js';
export type { GatewayRequest, RequestVerdict, SentAnswer } from './requests.js';
export type { ScenarioObject } from './scenarios.js';

/** How a mock gateway is started for tests. Limits that would surprise a test are off; `settings` turns them on. */
export interface GatewayOptions extends Omit<MockOptions, 'journal' | 'answers'> {
  /** Whether requests need the gateway's key; the dialect's own default where absent. */
  readonly auth?: 'required' | 'optional' | 'disabled';
  /** Further scenarios by name, each checked against the schema. */
  readonly scenarios?: Readonly<Record<string, ScenarioObject>>;
  /** What is said to requests that name no scenario: the name of one, or one itself. */
  readonly scenario?: string | ScenarioObject;
  /** Whether bodies of answers are kept for `sent`, default true. */
  readonly answers?: boolean;
}

/** A mock gateway for tests. It shares nothing with any other. */
export interface TestGateway extends MockGateway, AsyncDisposable {
  /** What it was asked so far, the last thousand, each with its verdict. A new list each time. */
  readonly requests: readonly GatewayRequest[];
  /** What it answered so far. A new list each time. */
  readonly sent: readonly SentAnswer[];
  /**
   * What is said from now on to requests that name no scenario: the name of one, or one itself. Throws where there is no
   * such one, or where it breaks the scenario schema.
   */
  use(scenario: string | ScenarioObject): void;
  /** Takes `use` back. */
  reset(): void;
}

/**
 * Starts a mock gateway on a free port of the loopback interface: `await using gateway = await startMockGateway()`.
 * Throws typed errors for a dialect, setting, scenario or fault that does not exist.
 */
export async function startMockGateway(options: GatewayOptions = {}): Promise<TestGateway> {
  const { auth, scenarios = {}, scenario, answers = true, settings, ...rest } = options;
  const { serving, loadScenarioCheck } = await playableRoom(options.dialect);
  const [{ checkScenario }, gateway] = await Promise.all([
    loadScenarioCheck(),
    start({
      ...rest,
      answers,
      settings: { ...serving.settings, ...(auth === undefined ? {} : { auth_mode: auth }), ...settings },
    }),
  ]);
  const script = new Script(gateway.scenarios, checkScenario);
  try {
    script.add(scenarios);
    if (scenario !== undefined) script.use(scenario);
  } catch (error) {
    await gateway.close();
    throw error;
  }
  const ledger = new Ledger(gateway.journal, gateway.secretHeaders);
  return {
    ...gateway,
    get requests() {
      return ledger.requests;
    },
    get sent() {
      return ledger.sent;
    },
    use: (said) => script.use(said),
    reset() {
      script.reset();
      if (scenario !== undefined) script.use(scenario);
    },
    [Symbol.asyncDispose]: () => gateway.close(),
  };
}
