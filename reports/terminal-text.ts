/** A text of a subject on one line, its control characters as text: a target must not be able to steer a terminal. */
export function onOneLine(text: string): string {
  return visible(text.replace(/\s+/g, ' ').trim());
}

/** Control characters, as text; line ends stay. */
export function visible(text: string): string {
  return text.replace(CONTROLS, (one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
