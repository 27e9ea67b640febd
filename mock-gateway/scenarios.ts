/** A scenario: a JSON object that the dialect's scenario schema allows. */
export type ScenarioObject = Readonly<Record<string, unknown>>;

/** Checks a scenario against the dialect's schema and throws where it breaks it; `where` says whose it is. */
export type ScenarioCheck = (scenario: unknown, where: string) => void;

/** The scenarios of one gateway: those that ship, those of a folder, and those that were added. */
export interface ScenarioShelf {
  names(): readonly string[];
  /** Adds one that was checked, in place of another of this name. */
  add(name: string, scenario: ScenarioObject): void;
  /** Takes one for requests that name none; `undefined`: the dialect's own default. Throws where there is no such one. */
  choose(name: string | undefined): void;
}

/** The name of a scenario that was given as an object, without a name. */
const INLINE = 'inline';

/** What a gateway's model says, for a test to decide. */
export class Script {
  constructor(
    private readonly shelf: ScenarioShelf,
    private readonly check: ScenarioCheck,
  ) {}

  /** Adds scenarios by name. Throws for the first that the schema does not allow. */
  add(scenarios: Readonly<Record<string, ScenarioObject>>): void {
    for (const [name, scenario] of Object.entries(scenarios)) {
      this.check(scenario, `scenario "${name}"`);
      this.shelf.add(name, scenario);
    }
  }

  /** Says this to requests that name no scenario, until `reset` or the next `use`. */
  use(scenario: string | ScenarioObject): void {
    if (typeof scenario === 'string') {
      this.shelf.choose(scenario);
      return;
    }
    this.check(scenario, 'the scenario given to use()');
    this.shelf.add(INLINE, scenario);
    this.shelf.choose(INLINE);
  }

  /** Goes back to what the gateway says by itself. */
  reset(): void {
    this.shelf.choose(undefined);
  }
}
