import { readPackageJson } from '../../package-root.js';
import { hasShape, type JsonContext } from './json-body.js';
import { modelsShape } from './shapes.js';
import { fieldsOf, objectsIn } from './values.js';

const HEADERS: ReadonlyMap<string, unknown> = new Map(
  Object.entries(fieldsOf(fieldsOf(readPackageJson('contracts/vai/providers.json')).models)).map(([name, row]) => [
    name,
    fieldsOf(row).header,
  ]),
);

/** The key header that a model provider needs. */
export function keyHeaderOf(provider: string): string | undefined {
  const header = HEADERS.get(provider);
  return typeof header === 'string' ? header : undefined;
}

/** Judges the list of models. */
export function judgeModels(value: unknown, text: string, context: JsonContext): void {
  if (!hasShape('VAI-GW-MOD-001', modelsShape, value, text, context)) return;
  const { findings, known } = context;
  const models = objectsIn(fieldsOf(value).models);
  const seen = new Set<unknown>();
  for (const { id, provider, name, auth } of models) {
    const isPair = id === `${provider}/${name}` || (id === provider && id === name);
    findings.check('VAI-GW-MOD-002', isPair && !seen.has(id), () => ({
      message: isPair ? 'The id comes twice.' : 'The id is not its provider and its name.',
      expected: `${provider}/${name}, once`,
      actual: String(id),
    }));
    seen.add(id);
    const header = keyHeaderOf(String(provider));
    if (header === undefined) continue;
    findings.check('VAI-GW-MOD-003', sameHeader(fieldsOf(auth).requires_byok_header, header), () => ({
      message: `${String(id)} does not name the key header of its provider.`,
      expected: header,
      actual: String(fieldsOf(auth).requires_byok_header),
    }));
  }
  if (!known.hasResponse || (known.setting('model_allowlist') ?? '') !== '') return;
  const cache = known.responseHeader('cache-control');
  const directives = (cache ?? '').split(',').map((part) => part.trim().toLowerCase());
  findings.check('VAI-GW-MOD-004', directives.includes('public') && directives.includes('max-age=300'), () => ({
    message: 'The list of all models is not public for 300 seconds.',
    expected: 'public, max-age=300',
    actual: cache ?? 'no Cache-Control',
  }));
}

/** Header names are compared without letter case (RFC 9110, 5.1). */
function sameHeader(named: unknown, header: string): boolean {
  return typeof named === 'string' && named.toLowerCase() === header.toLowerCase();
}
