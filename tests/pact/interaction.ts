import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

type Fields = Record<string, unknown>;

/** An interaction as it stands in a pact. */
export type Interaction = Fields;

/** What a test changes of an interaction. */
export interface Changed {
  readonly description?: string;
  readonly state?: string;
  readonly path?: string;
  /** Members of the message request, in place of the usual ones. */
  readonly request?: Fields;
  readonly headers?: Record<string, string>;
  readonly status?: number;
  readonly response?: unknown;
  readonly responseHeaders?: Fields;
  readonly rules?: Fields;
}

/** An interaction that a consumer test could have written: a message as JSON. */
export function interaction(changed: Changed = {}): Fields {
  const body = {
    model: 'anthropic/claude-sonnet-4',
    max_tokens: 64,
    messages: [{ role: 'user', content: 'hi' }],
    ...changed.request,
  };
  const response = 'response' in changed ? changed.response : { type: 'message', role: 'assistant' };
  const declared = typeof response === 'string' ? 'text/plain' : 'application/json';
  return {
    type: 'Synchronous/HTTP',
    description: changed.description ?? 'a message',
    providerStates: [{ name: changed.state ?? 'the model plays the scenario text' }],
    request: {
      method: 'POST',
      path: changed.path ?? '/v1/messages',
      headers: {
        Authorization: ['Bearer any'],
        'Content-Type': ['application/json'],
        'X-Provider-Key-Anthropic': ['any'],
        ...Object.fromEntries(Object.entries(changed.headers ?? {}).map(([name, value]) => [name, [value]])),
      },
      body: { content: body, contentType: 'application/json', encoded: false },
    },
    response: {
      status: changed.status ?? 200,
      headers: changed.responseHeaders ?? {},
      ...(response === undefined ? {} : { body: { content: response, contentType: declared, encoded: false } }),
      ...(changed.rules === undefined ? {} : { matchingRules: changed.rules }),
    },
  };
}

/** The text of a V4 pact. */
export function pactOf(...interactions: readonly Fields[]): string {
  return JSON.stringify({
    consumer: { name: 'test-sdk' },
    provider: { name: 'gateway' },
    interactions,
    metadata: { pactSpecification: { version: '4.0' } },
  });
}

/** A file with this text, in a folder that goes with the test. */
export function fileWith(text: string, name = 'sdk.json'): string {
  const folder = mkdtempSync(join(tmpdir(), 'pact-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}
