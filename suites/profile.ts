/** A named set of settings that requirements ask a gateway to have. */
export interface Profile {
  readonly name: string;
  /** What an instance of the embedded mock is started with. */
  readonly settings: Readonly<Record<string, string>>;
  /**
   * Which of the settings a target elsewhere must be known to have with just this value; by default all of them.
   * Empty: any target will do.
   */
  readonly needs?: readonly string[];
  /** Settings that a target elsewhere must be told of, with whatever value: the tests read it. */
  readonly needsAny?: readonly string[];
  /** Why anyone asks for this. */
  readonly why: string;
}
