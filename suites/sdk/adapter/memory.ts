import { readdir, readFile } from 'node:fs/promises';

/** Pages of memory on every Linux that Node runs on by default. */
const PAGE_BYTES = 4096;

/** Resident bytes of a process and all that descend from it; null where /proc does not tell. */
export async function residentBytes(pid: number | undefined): Promise<number | null> {
  if (pid === undefined || process.platform !== 'linux') return null;
  try {
    const family = descendants(pid, await parents());
    const sizes = await Promise.all(family.map(resident));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    return total === 0 ? null : total;
  } catch {
    return null;
  }
}

/** The parent of each process. */
async function parents(): Promise<ReadonlyMap<number, number>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const pairs = await Promise.all(
    pids.map(async (pid): Promise<[number, number]> => {
      const stat = await read(`/proc/${pid}/stat`);
      // The name in parentheses may hold anything; state and parent follow its end.
      return [pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0)];
    }),
  );
  return new Map(pairs);
}

function descendants(pid: number, parentOf: ReadonlyMap<number, number>): readonly number[] {
  const family = [pid];
  for (const one of family) for (const [child, parent] of parentOf) if (parent === one) family.push(child);
  return family;
}

async function resident(pid: number): Promise<number> {
  return Number((await read(`/proc/${pid}/statm`)).split(' ')[1] ?? 0) * PAGE_BYTES;
}

/** Empty where the process has ended meanwhile. */
async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return '';
  }
}
