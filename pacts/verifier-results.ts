import { type Fields, isFields, type Pact } from './pact-file.js';

/** Characters of one mismatch that are told. */
const TOLD = 400;

/** What did not match, for each interaction, from the results document of the Verifier. Throws where it is none. */
export function failuresOf(pact: Pact, json: string): readonly (readonly string[])[] {
  const failures: string[][] = pact.interactions.map(() => []);
  const results = parsed(json);
  const told: readonly unknown[] = Array.isArray(results.interactionResults) ? results.interactionResults : [];
  // The results come in the order of the file, and the errors in the order of the results that are none.
  const failed = told.flatMap((each, index) => (isFields(each) && each.result !== 'OK' ? [index] : []));
  const errors = [results.errors, results.pendingErrors].flatMap((list) =>
    Array.isArray(list) ? list.filter(isFields) : [],
  );
  errors.forEach((error, index) => {
    const at = failed[index] ?? pact.interactions.findIndex(({ description }) => named(error, description));
    failures[at]?.push(...mismatchesOf(error));
  });
  for (const at of failed)
    if (failures[at]?.length === 0) failures[at].push('the verifier says that it failed, and not why');
  if (told.length < pact.interactions.length) {
    for (const each of failures.slice(told.length)) each.push('the verifier did not get to it');
  }
  return failures;
}

function named({ interaction }: Fields, description: string): boolean {
  return typeof interaction === 'string' && interaction.endsWith(` - ${description}`);
}

function mismatchesOf({ mismatch }: Fields): string[] {
  if (!isFields(mismatch)) return [cut(String(mismatch))];
  if (!Array.isArray(mismatch.mismatches)) return [cut(String(mismatch.message ?? JSON.stringify(mismatch)))];
  return mismatch.mismatches.filter(isFields).map((each) => {
    const where = each.path ?? each.key ?? each.parameter;
    const text = typeof each.mismatch === 'string' ? each.mismatch : JSON.stringify(each);
    return cut(where === undefined || where === null ? text : `${String(where)}: ${text}`);
  });
}

function parsed(json: string): Fields {
  try {
    const value: unknown = JSON.parse(json);
    if (isFields(value) && Array.isArray(value.interactionResults)) return value;
  } catch {
    // What it is instead is told below.
  }
  throw new Error(`it gave no results: ${cut(json) || 'nothing'}`);
}

function cut(text: string): string {
  const line = text.replace(/\s*[\r\n]+\s*/g, ' ');
  return line.length > TOLD ? `${line.slice(0, TOLD)}…` : line;
}
