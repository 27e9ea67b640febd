// The data files of the package, as far as the mock gateway reads them; the build puts them in place of `files`.
import files from 'package:files';

export function existsSync(path) {
  return path in files;
}

export function readFileSync(path) {
  const text = files[path];
  if (text === undefined) throw new Error(`There is no ${path} in this bundle.`);
  return text;
}

export function readdirSync(folder) {
  const below = Object.keys(files)
    .filter((path) => path.startsWith(`${folder}/`))
    .map((path) => path.slice(folder.length + 1));
  return below.filter((name) => !name.includes('/'));
}
