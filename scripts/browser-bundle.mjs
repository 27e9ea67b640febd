// One file of the mock gateway without any import of Node's, for browsers: its data files stand in it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const standIn = (name) => fileURLToPath(new URL(`browser/${name}.mjs`, import.meta.url));

/** What stands in for the modules of Node that are reached; any other is a fault of the build. */
const STAND_INS = {
  'node:fs': standIn('fs'),
  'node:path': standIn('path'),
  'node:url': standIn('path'),
  'node:crypto': standIn('crypto'),
};

/**
 * Bundles a module of a compiled tree, in place.
 * @param {string} next the compiled tree @param {string} entry path of the module in it
 */
export async function bundleForBrowsers(next, entry) {
  await build({
    entryPoints: [`${next}/${entry}`],
    outfile: `${next}/${entry}`,
    allowOverwrite: true,
    bundle: true,
    external: ['msw'],
    inject: [standIn('globals')],
    // A bundle is found where its sources were, which nobody may ask.
    define: { 'import.meta.url': '"file:///module.js"' },
    plugins: [withoutNode(next)],
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'warning',
  });
}

function withoutNode(next) {
  return {
    name: 'without-node',
    setup(build) {
      build.onResolve({ filter: /^node:/ }, ({ path, importer }) => {
        const found = STAND_INS[path];
        if (found !== undefined) return { path: found };
        return { errors: [{ text: `${importer} reaches ${path}, which browsers have not` }] };
      });
      build.onResolve({ filter: /^package:files$/ }, ({ path }) => ({ path, namespace: 'package' }));
      build.onLoad({ filter: /.*/, namespace: 'package' }, () => ({
        contents: JSON.stringify(dataFiles(next)),
        loader: 'json',
      }));
      build.onLoad({ filter: /mock-gateway\/rooms\.js$/ }, () => ({
        contents: roomsOf(dialectsOf(next)),
        loader: 'js',
      }));
    },
  };
}

/** The dialects are named in the bundle, as nothing can be listed there. */
function roomsOf(dialects) {
  const imports = dialects.map((name) => `import * as ${name} from './${name}/index.js';`);
  const list = dialects.join(', ');
  return [
    ...imports,
    `const rooms = { ${list} };`,
    'export const mockDialects = () => Object.keys(rooms);',
    'export const loadRoom = async (dialect) => rooms[dialect];',
  ].join('\n');
}

function dialectsOf(next) {
  const room = `${next}/mock-gateway`;
  return readdirSync(room, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(`${room}/${entry.name}/index.js`))
    .map((entry) => entry.name);
}

/** What the mock's dialects read: their tables and schemas, their scenarios, and the manifest without its lists. */
function dataFiles(next) {
  const { name, version, conformance } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  const files = { '/package.json': JSON.stringify({ name, version, conformance }) };
  for (const dialect of dialectsOf(next)) {
    for (const folder of [
      `contracts/${dialect}`,
      `contracts/${dialect}/schemas`,
      `fixtures/${dialect}`,
      `fixtures/${dialect}/scenarios`,
    ]) {
      for (const file of readdirSync(`${root}${folder}`).filter((each) => each.endsWith('.json'))) {
        const path = `${folder}/${file}`;
        if (!UNREAD.test(path)) files[`/${path}`] = JSON.stringify(JSON.parse(readFileSync(`${root}${path}`, 'utf8')));
      }
    }
  }
  return files;
}

/** Data of the suites, which no gateway reads. */
const UNREAD = /\/(adapter|verdicts)\.json$/;
