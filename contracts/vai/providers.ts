import { readPackageJson } from '../package-root.js';
import type { ModelInfo } from './types.js';

/** A provider of models. */
export interface ModelProvider {
  /** Request header with the caller's key for it. */
  readonly header: string;
  /** What its curated models do not take. */
  readonly refuses: { readonly blocks: readonly string[]; readonly tools: readonly string[] };
}

/** `providers.json`. */
export interface Providers {
  readonly models: ReadonlyMap<string, ModelProvider>;
  /** Names that once were providers. */
  readonly removed: readonly string[];
  /** Who transcribes and speaks, and the models for it where a request names none. */
  readonly voice: {
    readonly provider: string;
    readonly header: string;
    readonly stt_model: string;
    readonly tts_model: string;
  };
  /** Server tools, each with its providers and the header that carries the key. */
  readonly tools: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Who serves what, and which header carries the key. */
export const PROVIDERS: Providers = readProviders(readPackageJson('contracts/vai/providers.json'));

/** The curated models, in the order in which they are listed. */
export const MODELS: readonly ModelInfo[] = readModels(readPackageJson('contracts/vai/models.json'));

const curated = new Map(MODELS.map((model) => [model.id, model]));

/** The curated model of this name; `undefined` for all others, which nobody checks for compatibility. */
export function curatedModel(id: string): ModelInfo | undefined {
  return curated.get(id);
}

/** Every header that carries a provider's key, once. */
export function providerKeyHeaders(): readonly string[] {
  const tools = [...PROVIDERS.tools.values()].flatMap((each) => [...each.values()]);
  const models = [...PROVIDERS.models.values()].map((each) => each.header);
  return [...new Set([...models, PROVIDERS.voice.header, ...tools])];
}

/** Splits `provider/name` at its first slash; `undefined` where there is none. */
export function modelParts(model: string): { readonly provider: string; readonly name: string } | undefined {
  const slash = model.indexOf('/');
  return slash < 0 ? undefined : { provider: model.slice(0, slash), name: model.slice(slash + 1) };
}

function readProviders(data: unknown): Providers {
  const { models, removed, voice, tools } = objectOf(data, 'providers');
  const { provider, header, stt_model, tts_model } = objectOf(voice, 'voice');
  return {
    models: new Map(Object.entries(objectOf(models, 'models')).map(([name, each]) => [name, readProvider(each, name)])),
    removed: textsOf(removed, 'removed'),
    voice: {
      provider: textOf(provider, 'voice.provider'),
      header: textOf(header, 'voice.header'),
      stt_model: textOf(stt_model, 'voice.stt_model'),
      tts_model: textOf(tts_model, 'voice.tts_model'),
    },
    tools: new Map(
      Object.entries(objectOf(tools, 'tools')).map(([tool, each]) => [
        tool,
        new Map(Object.entries(objectOf(each, tool)).map(([name, key]) => [name, textOf(key, name)])),
      ]),
    ),
  };
}

function readProvider(data: unknown, name: string): ModelProvider {
  const { header, refuses } = objectOf(data, name);
  const { blocks, tools } = objectOf(refuses, `${name}.refuses`);
  return {
    header: textOf(header, `${name}.header`),
    refuses: { blocks: textsOf(blocks, `${name}.blocks`), tools: textsOf(tools, `${name}.tools`) },
  };
}

function readModels(data: unknown): readonly ModelInfo[] {
  const { models } = objectOf(data, 'models');
  if (!Array.isArray(models)) throw broken('models', 'an array');
  return models.map((each: unknown) => {
    const { id, provider, name, auth, capabilities } = objectOf(each, 'model');
    return {
      id: textOf(id, 'id'),
      provider: textOf(provider, 'provider'),
      name: textOf(name, 'name'),
      auth: { requires_byok_header: textOf(objectOf(auth, 'auth').requires_byok_header, 'auth.requires_byok_header') },
      capabilities: Object.fromEntries(
        Object.entries(objectOf(capabilities, 'capabilities')).map(([key, value]) => [key, value === true]),
      ),
    };
  });
}

function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw broken(what, 'an object');
  return { ...value };
}

function textOf(value: unknown, what: string): string {
  if (typeof value !== 'string') throw broken(what, 'a string');
  return value;
}

function textsOf(value: unknown, what: string): readonly string[] {
  if (!Array.isArray(value)) throw broken(what, 'an array of strings');
  return value.map((each) => textOf(each, what));
}

function broken(what: string, expected: string): Error {
  return new Error(
    `The package's data is broken: ${what} in contracts/vai has to be ${expected}. Install the package again.`,
  );
}
