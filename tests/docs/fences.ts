/** One fenced block of a page. */
export interface Fence {
  readonly page: string;
  /** Of its first line, counted from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** Why it is not run, where a comment before it says so: `<!-- not run: why -->`. */
  readonly notRun: string | undefined;
  /** The exit code that it is to end with; a comment before it may say `<!-- exits 1 -->`. */
  readonly exits: number;
}

/** The fenced blocks of a Markdown page, in order. */
export function fencesOf(page: string, markdown: string): Fence[] {
  const fences: Fence[] = [];
  const block = /((?:^[ \t]*<!--.*-->[ \t]*\n)*)^```(\w*)[^\n]*\n([\s\S]*?)^```[ \t]*$/gm;
  for (const match of markdown.matchAll(block)) {
    const [, comments = '', language = '', text = ''] = match;
    const before = markdown.slice(0, match.index + comments.length);
    fences.push({
      page,
      line: before.split('\n').length,
      language,
      text,
      notRun: /<!-- not run: (.+?) -->/.exec(comments)?.[1],
      exits: Number(/<!-- exits (\d+)/.exec(comments)?.[1] ?? 0),
    });
  }
  return fences;
}
