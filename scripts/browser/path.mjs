// The few things of node:path and node:url that data files are found by, in a package whose root is `/`.
export function join(...parts) {
  return `/${parts
    .join('/')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`;
}

export function dirname(path) {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}

export function fileURLToPath() {
  return '/module.js';
}
