import { existsSync } from 'node:fs';
import { win32 } from 'node:path';

/** What is started in place of a command. */
interface Started {
  readonly file: string;
  readonly argv: readonly string[];
  /** The arguments are quoted already. */
  readonly verbatim?: true;
}

/**
 * On Windows, the program that a name stands for: looked up through PATH and PATHEXT, as its shell does. Scripts of the
 * command interpreter (`npm.cmd`) can be started by that only. Undefined on other systems, and where nothing is found.
 */
export function windowsCommand(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  platform: string = process.platform,
  exists: (path: string) => boolean = existsSync,
): Started | undefined {
  if (platform !== 'win32') return undefined;
  const endings = ['', ...(env.PATHEXT ?? '.COM;.EXE;.BAT;.CMD').split(';')];
  const folders = /[\\/]/.test(program) ? [''] : ['.', ...(env.PATH ?? env.Path ?? '').split(';')];
  for (const folder of folders) {
    for (const ending of endings) {
      const file = folder === '' ? `${program}${ending}` : win32.join(folder, `${program}${ending}`);
      if (!/\.\w+$/.test(file) || !exists(file)) continue;
      if (!/\.(cmd|bat)$/i.test(file)) return { file, argv: args };
      const line = [file, ...args].map(quoted).join(' ');
      return { file: env.ComSpec ?? 'cmd.exe', argv: ['/d', '/s', '/c', `"${line}"`], verbatim: true };
    }
  }
  return undefined;
}

/** A word in quotes, with what the interpreter would read as its own made harmless. */
function quoted(word: string): string {
  return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\*)$/, '$1$1')}"`.replace(/[()%!^"<>&|]/g, '^$&');
}
