import { FEATURES } from './features.js';
import type { DescribedLine, ErrorKind, Runtime, StreamTimeout } from './lines.js';

/** A group of kinds that an SDK has one class for. */
export interface MergedKinds {
  readonly kinds: readonly ErrorKind[];
  /** Absent: for every operation. */
  readonly operations?: readonly string[];
}

/** What an adapter said of its SDK. What is not claimed is never judged. */
export interface Described {
  readonly protocol: 1;
  readonly dialect: string;
  readonly runtime: Runtime;
  readonly sdk: { readonly name: string; readonly version: string; readonly language: string };
  readonly operations: readonly string[];
  /** Claimed features; `all`, or the operations for which they are. Only features that the protocol knows. */
  readonly features: ReadonlyMap<string, 'all' | readonly string[]>;
  readonly errorFields: ReadonlySet<string>;
  readonly resultFields: ReadonlySet<string>;
  readonly mergedKinds: readonly MergedKinds[];
  /** Environment variables that the SDK reads. */
  readonly env: readonly string[];
  readonly streamTimeout: StreamTimeout | null;
  /** Claimed, but not of the protocol: reported and ignored. */
  readonly unknownFeatures: readonly string[];
}

/** Puts a `described` line into the form in which it is asked. */
export function describedOf(line: DescribedLine): Described {
  const features = new Map<string, 'all' | readonly string[]>();
  const unknown = new Set<string>();
  for (const entry of line.features ?? []) {
    const claims = typeof entry === 'string' ? [[entry, 'all'] as const] : Object.entries(entry);
    for (const [feature, operations] of claims) {
      if (FEATURES.has(feature)) features.set(feature, widest(features.get(feature), operations));
      else unknown.add(feature);
    }
  }
  return {
    protocol: line.protocol,
    dialect: line.dialect,
    runtime: line.runtime,
    sdk: { name: line.sdk.name, version: line.sdk.version, language: line.sdk.language },
    operations: [...new Set(line.operations)],
    features,
    errorFields: new Set(line.error_fields ?? []),
    resultFields: new Set(line.result_fields ?? []),
    mergedKinds: (line.merged_kinds ?? []).map((group) => ('kinds' in group ? group : { kinds: group })),
    env: line.env ?? [],
    streamTimeout: line.stream_timeout ?? null,
    unknownFeatures: [...unknown],
  };
}

/** Whether an operation is judged. */
export function claimsOperation(described: Described, operation: string): boolean {
  return described.operations.includes(operation);
}

/** Whether a feature is judged: for one operation where it is named, else for any. */
export function claimsFeature(described: Described, feature: string, operation?: string): boolean {
  const claimed = described.features.get(feature);
  if (claimed === undefined) return false;
  return claimed === 'all' || (operation === undefined ? claimed.length > 0 : claimed.includes(operation));
}

/** Whether a member of errors is judged; `kind` always is. */
export function claimsErrorField(described: Described, field: string): boolean {
  return field === 'kind' || described.errorFields.has(field);
}

/** Whether a member of results is judged. */
export function claimsResultField(described: Described, field: string): boolean {
  return described.resultFields.has(field);
}

/** The kinds that pass where one is expected of an operation: itself, and those that the SDK has the same class for. */
export function acceptedKinds(described: Described, kind: ErrorKind, operation: string): ReadonlySet<ErrorKind> {
  const accepted = new Set([kind]);
  for (const { kinds, operations } of described.mergedKinds) {
    if (operations !== undefined && !operations.includes(operation)) continue;
    if (kinds.includes(kind)) for (const one of kinds) accepted.add(one);
  }
  return accepted;
}

/** What differs between two descriptions of one adapter, as members of the line; none where they are equal. */
export function differences(before: DescribedLine, after: DescribedLine): readonly string[] {
  const members = new Set([...Object.keys(before), ...Object.keys(after)]);
  members.delete('id');
  return [...members].filter((name) => form(Reflect.get(before, name)) !== form(Reflect.get(after, name)));
}

function widest(known: 'all' | readonly string[] | undefined, more: 'all' | readonly string[]) {
  if (known === 'all' || more === 'all') return 'all';
  return [...new Set([...(known ?? []), ...more])];
}

/** JSON with sorted members; absent as null. */
function form(value: unknown): string {
  const sorted = (_key: string, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member;
  return JSON.stringify(value ?? null, sorted);
}
