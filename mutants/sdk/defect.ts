import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A change of one place in the reference client: as compiled, so that an installed package can be broken too. */
export interface Patch {
  /** Module of the reference client or its adapter, below its folder: `client/sse.js`. */
  readonly in: string;
  /** Text of the compiled module; it must stand there once. */
  readonly find: string;
  readonly put: string;
}

/** An SDK that is broken on purpose, in one way: the test of the requirement that states the broken rule. */
export interface Defect {
  /** Kebab-case, named after what it does wrong: `splits-utf8`. Unique within a dialect. */
  readonly id: string;
  /** What it does wrong, in one sentence. */
  readonly lie: string;
  /** Id of the requirement that has to fail. */
  readonly kills: string;
  /** Where it was met in the wild: the id of a defect of the catalogue of real ones. */
  readonly source?: string;
  readonly patches: readonly Patch[];
}

/** One line of a chapter's table: number of the requirement, name, lie, patches, and where it was met if anywhere. */
export type DefectRow = readonly [number: string, id: string, lie: string, patches: readonly Patch[], source?: string];

/** Turns a chapter's table into defects; `area` is what all ids of the chapter begin with. */
export function defectsOf(area: string, rows: readonly DefectRow[]): readonly Defect[] {
  return rows.map(([number, id, lie, patches, source]) => ({
    id,
    lie,
    kills: `${area}-${number}`,
    patches,
    ...(source === undefined ? {} : { source }),
  }));
}

/** Makes patches of one module: `patched('client/sse.js', ['find', 'put'], …)`. */
export function patched(
  module: string,
  ...changes: readonly (readonly [find: string, put: string])[]
): readonly Patch[] {
  return changes.map(([find, put]) => ({ in: module, find, put }));
}

/** A patch that no longer fits the reference client: somebody has changed what it looks for. */
export class PatchError extends Error {
  override readonly name = 'PatchError';
}

/** The module with the patch. Throws `PatchError` where the text to replace is not there, or not just once. */
export function applied(source: string, patch: Patch, defect: string): string {
  const parts = source.split(patch.find);
  if (parts.length !== 2) {
    const found = parts.length === 1 ? 'nowhere' : `${parts.length - 1} times`;
    throw new PatchError(
      `The defect ${defect} looks for ${JSON.stringify(patch.find)} in ${patch.in}, where it stands ${found}; it must stand there once. Adapt the defect to the client.`,
    );
  }
  return parts.join(patch.put);
}

/** Loads the defects of a dialect, in the order of their chapters; none where it has no folder for them. */
export async function loadDefects(dialect: string): Promise<readonly Defect[]> {
  const folder = new URL(`../${dialect}/sdk/`, import.meta.url);
  let names: readonly string[];
  try {
    names = readdirSync(fileURLToPath(folder)).filter((name) => /(?<!\.d)\.[jt]s$/.test(name));
  } catch {
    return [];
  }
  const modules: readonly { readonly defects?: readonly Defect[] }[] = await Promise.all(
    names.toSorted().map((name: string) => import(new URL(name, folder).href)),
  );
  return modules.flatMap((module) => module.defects ?? []);
}
