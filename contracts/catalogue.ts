/** How binding a requirement is: a broken MUST fails a run, a broken SHOULD fails it under `--strict`, a MAY never does. */
export type Level = 'MUST' | 'SHOULD' | 'MAY';

/** Whom a requirement binds: the server, or the client library. */
export type Side = 'gateway' | 'sdk';

/** One row of a dialect's requirement catalogue. Ids are never reused or renumbered. */
export interface Requirement {
  /** `<DIALECT>-<SUBJECT>-<AREA>-<NNN>`, for example `XYZ-GW-AUTH-003`. */
  readonly id: string;
  readonly level: Level;
  /** Who has to keep it. */
  readonly binds: Side;
  /** The rule in one sentence. */
  readonly statement: string;
  /** Document and section, for example `contract 5.1`. */
  readonly source: string;
  /** What a subject must claim for the rule to be asked of it; `null`: asked of every subject. */
  readonly capability: string | null;
  /** The dated set since which the rule is scored, `YYYY-MM`. */
  readonly since: string;
  /** The known disagreements between specification and reference implementation (`D-nn`) that concern the rule. */
  readonly deviations: readonly string[];
  /** True where the offline judge (`lint`) can tell from one recorded exchange whether the rule was kept. */
  readonly offline: boolean;
}

/** The rows of one chapter of the contract, as they stand in one file. */
export interface Chapter {
  /** The `<AREA>` of the ids. */
  readonly area: string;
  readonly binds: Side;
  readonly title: string;
  readonly requirements: readonly Requirement[];
}

/** A dialect's whole catalogue. */
export interface Catalogue {
  readonly chapters: readonly Chapter[];
  /** All rows, in the order of the chapters. */
  readonly requirements: readonly Requirement[];
  /** The row with this id, or `undefined`. */
  find(id: string): Requirement | undefined;
}
