// Writes the source files that the READMEs of the adapters show into them: `npx tsx scripts/adapter-readmes.ts`.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ADAPTERS = fileURLToPath(new URL('../adapters', import.meta.url));
/** `<!-- file: PATH -->`, and the code block that follows it. */
const SHOWN_FILE = /(<!-- file: (\S+) -->\n)(?:```[a-z]*\n[\s\S]*?\n```\n)?/g;

/** The READMEs, as paths. */
export function adapterReadmes(): string[] {
  return readdirSync(ADAPTERS).flatMap((name) =>
    readdirSync(join(ADAPTERS, name)).includes('README.md') ? [join(ADAPTERS, name, 'README.md')] : [],
  );
}

/** The text of a README with each of the files that it shows as that file is now. */
export function withFiles(readme: string): string {
  return readFileSync(readme, 'utf8').replace(SHOWN_FILE, (_block, marker: string, file: string) => {
    const source = readFileSync(join(readme, '..', file), 'utf8').trimEnd();
    return `${marker}\`\`\`${extname(file).slice(1)}\n${source}\n\`\`\`\n`;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const readme of adapterReadmes()) writeFileSync(readme, withFiles(readme));
}
