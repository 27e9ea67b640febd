import type { CompatIssue, ErrorType } from '../types.js';

/** Why a request is refused, and how the answer has to say so. */
export interface RequestFault {
  /** Slug of the rule, stable: `message.role.unknown`, `limit.messages`, `key.model`. */
  readonly rule: string;
  /** HTTP status of the refusal. */
  readonly status: number;
  readonly type: ErrorType;
  readonly message: string;
  /** Path of the offending member, or name of the missing header. */
  readonly param?: string;
  readonly code?: string;
  readonly compatIssues?: readonly CompatIssue[];
}

/** Sizes above which a request is refused; equal is accepted. */
export interface RequestLimits {
  readonly messages: number;
  readonly tools: number;
  /** UTF-8 bytes. */
  readonly textBytes: number;
  /** Decoded bytes of one block. */
  readonly b64PerBlock: number;
  /** Decoded bytes of all blocks together. */
  readonly b64Total: number;
}

/** What a check needs to know besides the body. */
export interface RequestContext {
  /** Value of a request header, by name in any case. */
  header(name: string): string | undefined;
  readonly limits: RequestLimits;
  /** The models that may be asked for; `null`: all. */
  readonly modelAllowlist: readonly string[] | null;
  /** Where it says true the fault passes, and checking goes on with the next. For gateways that are broken on purpose. */
  readonly overlook?: (fault: RequestFault) => boolean;
}
