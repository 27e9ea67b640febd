/** Replaces every key of a client in a text. */
export type Mask = (text: string) => string;

/** Shorter keys would take harmless text with them. */
const SHORTEST_KEY = 6;

/** Makes the function that keeps a client's keys out of what a gateway says back, in JSON or as plain text. */
export function maskOf(keys: readonly string[]): Mask {
  const forms = keys
    .filter((key) => key.length >= SHORTEST_KEY)
    .flatMap((key) => [key, JSON.stringify(key).slice(1, -1)]);
  return (text) => forms.reduce((masked, form) => masked.replaceAll(form, '***'), text);
}
