import type { ExchangeCheckOptions, StreamCheckOptions } from '../contracts/index.js';
import { type GatewayOptions, startMockGateway, type TestGateway } from './library.js';
import { type Strictness, toBeConformantStream, toKeepContract } from './matchers.js';

export type { GatewayOptions, GatewayRequest, RequestVerdict, SentAnswer, TestGateway } from './library.js';
export type { Keepable, MatcherResult, Strictness } from './matchers.js';

/** Matchers for `expect.extend(matchers)`. They wait, so they are awaited. */
export const matchers = { toKeepContract, toBeConformantStream };

/**
 * A mock gateway of its own for each test that asks for one: `test.extend({ gateway: gatewayFixture() })`. Nothing of
 * vitest is loaded here, so it works with whatever version a project has.
 */
export function gatewayFixture(
  options: GatewayOptions = {},
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which other fixtures this one needs
): ({}: object, use: (gateway: TestGateway) => Promise<void>) => Promise<void> {
  // biome-ignore lint/correctness/noEmptyPattern: as above
  return async ({}, use) => {
    const gateway = await startMockGateway(options);
    try {
      await use(gateway);
    } finally {
      await gateway.close();
    }
  };
}

/** What the matchers add to `expect`. */
export interface ContractMatchers<R = unknown> {
  /** A request that would not be refused, or an answer that breaks no MUST. */
  toKeepContract(options?: ExchangeCheckOptions & Strictness): Promise<R>;
  /** An event stream that keeps the contract. */
  toBeConformantStream(options?: StreamCheckOptions & Strictness): Promise<R>;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: the same parameter as in vitest's own declaration
  interface Matchers<T = any> extends ContractMatchers<T> {}
}
