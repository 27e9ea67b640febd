import { readFileSync } from 'node:fs';
import type { Catalogue } from '../contracts/catalogue.js';
import type { RequirementStatus } from '../contracts/results.js';
import { CannotJudge, nearest } from './exit.js';
import { manifest } from './manifest.js';

/** One failure that is known and, for a time, put up with. */
export interface BaselineEntry {
  readonly id: string;
  /** Why it fails. */
  readonly reason: string;
  /** Where it is being dealt with; `null`: nowhere. */
  readonly link: string | null;
  /** Last day on which the entry counts, `YYYY-MM-DD`; `null`: it does not expire. */
  readonly expires: string | null;
  /** Who deals with it; absent or `null`: nobody yet. */
  readonly owner?: string | null;
}

/** A baseline file. */
export interface BaselineFile {
  /** The implementation it was written for. */
  readonly subject: string;
  readonly entries: readonly BaselineEntry[];
}

/** The expected failures of a run. */
export class Baseline {
  readonly #entries: ReadonlyMap<string, BaselineEntry>;

  constructor(
    readonly file: BaselineFile,
    /** Today, `YYYY-MM-DD`. */
    readonly today: string,
  ) {
    this.#entries = new Map(file.entries.map((entry) => [entry.id, entry]));
  }

  /** What becomes of a requirement's status. An expired entry changes nothing. */
  applies(id: string, status: RequirementStatus): RequirementStatus {
    const entry = this.#entries.get(id);
    if (!entry || this.expired(entry)) return status;
    if (status === 'failed' || status === 'untestable') return 'expected-failure';
    return status === 'passed' ? 'unexpected-pass' : status;
  }

  /** What a report says of the entry; `undefined` where there is none. */
  note(id: string, status: RequirementStatus): string | undefined {
    const entry = this.#entries.get(id);
    if (!entry || status === 'skipped') return undefined;
    if (this.expired(entry)) return `the baseline's entry expired on ${entry.expires}: ${entry.reason}`;
    if (status === 'unexpected-pass') return `the baseline expects a failure: ${entry.reason}; take the entry out`;
    return entry.reason;
  }

  expired(entry: BaselineEntry): boolean {
    return entry.expires !== null && entry.expires < this.today;
  }
}

/**
 * Reads a baseline file and checks it against the catalogue. `prune` is the command that takes out what is no
 * requirement; `null`: that is being done, and such entries are let in.
 */
export function readBaseline(path: string, catalogue: Catalogue, prune: string | null): BaselineFile {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new CannotJudge(`The baseline ${path} cannot be read: ${error instanceof Error ? error.message : error}`, [
      `Write one with: ${manifest().name} baseline init FILE --target URL`,
      `or, for an SDK: ${manifest().name} baseline init FILE -- CMD`,
    ]);
  }
  if (!isFile(value)) {
    throw new CannotJudge(
      `The baseline ${path} is not of the form {"subject", "entries": [{"id", "reason", "link", "owner", "expires"}]}.`,
    );
  }
  const seen = new Set<string>();
  for (const { id, expires } of value.entries) {
    if (prune !== null && !catalogue.find(id)) {
      const near = nearest(
        id,
        catalogue.requirements.map((row) => row.id),
      );
      throw new CannotJudge(`The baseline ${path} names ${id}, which is no requirement.`, [
        ...(near ? [`Did you mean ${near}?`] : []),
        `Take it out with: ${prune}`,
      ]);
    }
    if (seen.has(id)) throw new CannotJudge(`The baseline ${path} names ${id} twice.`);
    seen.add(id);
    if (expires !== null && !/^\d{4}-\d{2}-\d{2}$/.test(expires)) {
      throw new CannotJudge(`The baseline ${path} has for ${id} the expiry '${expires}', not YYYY-MM-DD or null.`);
    }
  }
  return value;
}

function isFile(value: unknown): value is BaselineFile {
  if (typeof value !== 'object' || value === null || !('subject' in value) || !('entries' in value)) return false;
  return typeof value.subject === 'string' && Array.isArray(value.entries) && value.entries.every(isEntry);
}

function isEntry(value: unknown): value is BaselineEntry {
  if (typeof value !== 'object' || value === null) return false;
  const text = (name: string) => typeof new Map(Object.entries(value)).get(name) === 'string';
  const none = (name: string) => new Map(Object.entries(value)).get(name) === null;
  const optional = ['link', 'expires'].every((name) => text(name) || none(name));
  return text('id') && text('reason') && optional && (text('owner') || none('owner') || !('owner' in value));
}
