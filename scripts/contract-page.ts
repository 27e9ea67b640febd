import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Chapter, Requirement } from '../contracts/catalogue.js';
import type { ContractDialect } from '../contracts/dialect.js';
import type { AutomatonData, Move } from '../contracts/judge/automaton.js';
import { packageRoot, readPackageJson } from '../contracts/package-root.js';

/** The page that shows a dialect's contract: its catalogue by chapters, and its automata drawn. */
export function contractPage(dialect: ContractDialect): string {
  const { catalogue } = dialect;
  const count = (level: string) => catalogue.requirements.filter((row) => row.level === level).length;
  const parts = [
    `# The contract of the ${dialect.title}`,
    'Made by `npx tsx scripts/contract-docs.ts` from the data in this folder; change the data, not this page.',
    [
      `${catalogue.requirements.length} requirements in ${catalogue.chapters.length} chapters:`,
      `${count('MUST')} MUST, ${count('SHOULD')} SHOULD, ${count('MAY')} MAY.`,
      '**offline**: `lint` can tell from one recorded exchange.',
      '**known**: numbers of known disagreements between the specification and its reference implementation.',
    ].join(' '),
    '## Chapters',
    'What binds a gateway:',
    contents(catalogue.chapters.filter((chapter) => chapter.binds === 'gateway')),
    'What binds an SDK:',
    contents(catalogue.chapters.filter((chapter) => chapter.binds === 'sdk')),
    '## Order',
    'Each automaton is data, in `automata/`. What stands after `✗` names the requirement that a move breaks.',
    ...automataOf(dialect.name).flatMap((data) => automatonPart(data)),
    '## Settings',
    table(
      ['setting', 'type', 'default', 'meaning'],
      dialect.settings.map(({ name, type, default: value, meaning }) => [
        `\`${name}\``,
        type,
        value === '' ? '' : `\`${value}\``,
        meaning,
      ]),
    ),
    ...catalogue.chapters.flatMap((chapter) => [
      `## ${headline(chapter)}`,
      table(['id', 'level', 'rule', 'source', 'offline', 'known'], chapter.requirements.map(cells)),
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The automata of a dialect, by name. */
export function automataOf(dialect: string): AutomatonData[] {
  const folder = join('contracts', dialect, 'automata');
  return readdirSync(join(packageRoot, folder))
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => readPackageJson(`contracts/${dialect}/automata/${file}`) as AutomatonData);
}

function contents(chapters: readonly Chapter[]): string {
  return chapters
    .map((chapter) => `- [${chapter.title}](#${anchor(headline(chapter))}): ${chapter.requirements.length}`)
    .join('\n');
}

function headline({ area, binds, title }: Chapter): string {
  return binds === 'sdk' ? `SDK ${area}: ${title}` : `${area}: ${title}`;
}

/** What code hosts make of a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}

function cells({ id, level, statement, source, offline, deviations }: Requirement): string[] {
  return [`\`${id}\``, level, statement, source, offline ? 'yes' : '', deviations.join(', ')];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cols: readonly string[]) => `| ${cols.map((col) => col.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function automatonPart(data: AutomatonData): string[] {
  const rules = Object.entries(data.rules).map(([name, { requirement, guard, says }]) => [
    `\`${name}\``,
    `\`${requirement}\``,
    guard === undefined ? '' : `\`${guard}\``,
    says,
  ]);
  const states = Object.entries(data.states).map(([name, state]) => [
    `\`${name}\``,
    state.meaning,
    ...[state.end, state.cut, state.close].map((rule) => (rule === undefined ? '' : `\`${rule}\``)),
  ]);
  return [
    `### ${data.title}`,
    `\`\`\`mermaid\n${drawing(data)}\n\`\`\``,
    table(['state', 'meaning', 'broken where the body ends', 'where it is cut', 'where the step is completed'], states),
    table(['rule', 'requirement', 'kept where', 'broken where'], rules),
  ];
}

/** A Mermaid state diagram; moves between the same two states share an arrow. */
function drawing(data: AutomatonData): string {
  const lines = ['stateDiagram-v2', `  [*] --> ${data.initial}`];
  for (const [name, state] of Object.entries(data.states)) {
    lines.push(`  ${name}: ${name} (${plain(state.meaning)})`);
    const labels = new Map<string, string[]>();
    for (const [type, moves] of Object.entries(state.on)) {
      for (const move of moves) labels.set(move.to, [...(labels.get(move.to) ?? []), label(type, move, data)]);
    }
    for (const [to, texts] of labels) lines.push(`  ${name} --> ${to}: ${texts.join('<br/>')}`);
    if (state.end === undefined) lines.push(`  ${name} --> [*]`);
  }
  return lines.join('\n');
}

function label(type: string, move: Move, data: AutomatonData): string {
  const event = type === '*' ? 'other' : type;
  const when = move.when === undefined ? '' : ` if ${move.when}`;
  const rule = move.breaks === undefined ? undefined : data.rules[move.breaks];
  return `${event}${when}${rule === undefined ? '' : ` ✗ ${rule.requirement.split('-').slice(-2).join('-')}`}`;
}

function plain(text: string): string {
  return text.replaceAll(':', ',');
}
