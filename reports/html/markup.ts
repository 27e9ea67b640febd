/** A piece of HTML that is safe to stand in a page: only `html` and `raw` make them. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What may stand in a template: texts and numbers are escaped, markup stands as it is, lists are joined, `null` and `false` are nothing. */
export type Piece = Markup | string | number | null | false | undefined | readonly Piece[];

/**
 * Makes markup. Whatever a subject said enters a page here and nowhere else, as text: in content as in quoted
 * attribute values, there is no character left that could end it.
 */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(parts.reduce((page, part, index) => page + rendered(pieces[index - 1]) + part));
}

/** Markup that this package itself wrote: the style, the script. */
export function raw(text: string): Markup {
  return new Markup(text);
}

function rendered(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return '';
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === 'object') return piece.map(rendered).join('');
  return escaped(visible(String(piece)));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (one) => ENTITIES[one] ?? '');
}

/** Characters that show nothing or turn the direction of what follows, as their numbers: a page must not be able to lie. */
function visible(text: string): string {
  return text.replace(UNSEEN, (one) =>
    one === '\r' ? '\\r' : `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A text with `code spans`, as the catalogue writes its rules. */
export function prose(text: string): Markup {
  return html`${text.split(/`([^`]+)`/).map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}
