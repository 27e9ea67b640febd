// Writes a root file system to stdout, as a tar: Node's binary, the shared libraries it names, and a shell. It stands in
// for a base image where no registry can be reached: `node scripts/local-base.mjs | docker import - local-node`.
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

if (process.stdout.isTTY) {
  process.stderr.write('Writes a tar to stdout: node scripts/local-base.mjs | docker import - local-node\n');
  process.exit(2);
}

const root = mkdtempSync(join(tmpdir(), 'local-base-'));
chmodSync(root, 0o755);
const put = (file, place = file) => {
  const target = join(root, place);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(realpathSync(file), target);
};

try {
  put(process.execPath, '/usr/local/bin/node');
  // The loader is listed as well: `/lib64/ld-linux-x86-64.so.2 (0x…)`.
  const libraries = execFileSync('ldd', [process.execPath], { encoding: 'utf8' }).match(/\/\S+\.so\S*/g) ?? [];
  for (const library of libraries) put(library);
  const shell = ['/bin/busybox', '/usr/bin/busybox'].find((path) => existsSync(path));
  if (shell !== undefined) {
    put(shell, '/bin/busybox');
    symlinkSync('busybox', join(root, 'bin/sh'));
  }
  for (const folder of ['tmp', 'etc', 'dev', 'proc', 'sys']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000:node:/tmp:/bin/sh\n');
  const tar = spawn('tar', ['-C', root, '--numeric-owner', '--owner=0', '--group=0', '-c', '.'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  process.exitCode = await new Promise((resolve) => tar.on('close', resolve));
} finally {
  rmSync(root, { recursive: true, force: true });
}
