import { manifest } from './manifest.js';
import type { NewFile } from './skeleton.js';

/** What a workflow judges, and how. */
export interface WorkflowTerms {
  readonly subject: { readonly sdk: string } | { readonly target: string };
  /** Step that installs a toolchain; null: none. */
  readonly setup: { readonly uses: string; readonly with: Readonly<Record<string, string>> } | null;
  /** Command that builds SDK and adapter; null: none is known. */
  readonly build: string | null;
  readonly baseline: string | null;
  /** The variable that holds the gateway's key. */
  readonly keyVariable: string;
}

/** Folder in the checkout that the package is installed in; actions can only be used from within the checkout. */
const INSTALLED = '.conformance';

/** The workflow that makes the suites a gate of pull requests. */
export function workflow(terms: WorkflowTerms): NewFile {
  const { name, version } = manifest();
  const { subject, setup, build, baseline, keyVariable } = terms;
  const lines = [
    `# The conformance gate; written by ${name} init --action.`,
    `name: ${name}`,
    'on:',
    '  push:',
    '    branches: [main]',
    '  pull_request:',
    'permissions:',
    '  contents: read',
    'jobs:',
    '  conformance:',
    '    runs-on: ubuntu-latest',
    '    timeout-minutes: 20',
    '    steps:',
    '      - uses: actions/checkout@v4',
    '      - uses: actions/setup-node@v4',
    '        with:',
    '          node-version: 22',
    ...(setup === null ? [] : [`      - uses: ${setup.uses}`, '        with:', ...members(setup.with)]),
    ...('sdk' in subject ? buildStep(build) : []),
    `      - name: Install ${name}`,
    `        run: npm install --no-save --no-package-lock --prefix ${INSTALLED} ${name}@${version}`,
    `      - uses: ./${INSTALLED}/node_modules/${name}`,
    '        with:',
    ...members({
      ...('sdk' in subject ? { 'sdk-command': subject.sdk } : { target: subject.target }),
      ...(baseline === null ? {} : { baseline }),
    }),
    ...('sdk' in subject ? [] : ['        env:', `          ${keyVariable}: \${{ secrets.${keyVariable} }}`]),
  ];
  return { path: `.github/workflows/${name}.yml`, text: `${lines.join('\n')}\n` };
}

function buildStep(build: string | null): string[] {
  if (build === null) return ['      # Build your SDK and its adapter here, if they need it.'];
  return ['      - name: Build the adapter', `        run: ${text(build)}`];
}

function members(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).map(([name, value]) => `          ${name}: ${text(value)}`);
}

/** A text as YAML has it, whatever is in it: each JSON text is one. */
function text(value: string): string {
  return JSON.stringify(value);
}
