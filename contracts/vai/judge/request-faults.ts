import { checkRequest, type RequestFault, type RequestKind } from '../request/index.js';
import type { Known } from './facts.js';

/** Faults of one request that are gathered; a request with more is judged by these. */
const MOST_FAULTS = 200;
const KINDS: Readonly<Record<string, RequestKind>> = {
  messages: 'messages',
  runs: 'runs',
  'runs-stream': 'runs',
  execute: 'execute',
};

/** Everything that a gateway which follows the specification would refuse the request for, in the order of its checks. */
export function faultsOf(known: Known): readonly RequestFault[] {
  const kind = known.route === undefined ? undefined : KINDS[known.route];
  if (kind === undefined || known.method !== 'POST') return [];
  const faults: RequestFault[] = [];
  const allowlist = (known.setting('model_allowlist') ?? '').split(',').flatMap((name) => name.trim() || []);
  const checked = checkRequest(kind, known.bodyBytes ?? new Uint8Array(), {
    header: (name) => known.requestHeader(name),
    limits: {
      messages: known.integer('max_messages', 64),
      tools: known.integer('max_tools', 64),
      textBytes: known.integer('max_total_text_bytes', 512 * 1024),
      b64PerBlock: known.integer('max_b64_per_block', 4 * 1024 * 1024),
      b64Total: known.integer('max_b64_total', 12 * 1024 * 1024),
    },
    modelAllowlist: allowlist.length > 0 ? allowlist : null,
    overlook: (fault) => {
      faults.push(fault);
      return faults.length < MOST_FAULTS;
    },
  });
  if (!checked.ok && !faults.includes(checked.fault)) faults.push(checked.fault);
  return faults;
}

/** The body is not one JSON object. */
export function isOfDecoding(fault: RequestFault): boolean {
  return fault.rule.startsWith('decode.');
}

/** A member or element has the wrong type. */
export function isOfType(fault: RequestFault): boolean {
  return /\.(type|shape|element)$/.test(fault.rule);
}

/** The rule that an unknown key breaks, by where it stands. */
export function unknownKeyRule(fault: RequestFault): string | undefined {
  const { rule } = fault;
  if (!rule.endsWith('.unknown-key')) return undefined;
  if (/^(system\.|nested\.)?block\./.test(rule)) return 'VAI-GW-VAL-102';
  if (rule.startsWith('message.')) return 'VAI-GW-VAL-101';
  if (rule.startsWith('tool.')) return rule.includes('.config.') ? 'VAI-GW-VAL-104' : 'VAI-GW-VAL-103';
  if (rule.startsWith('output_format')) return 'VAI-GW-VAL-105';
  return rule.startsWith('request.') ? 'VAI-GW-VAL-100' : undefined;
}

/** The rule that a fault breaks which a gateway took for a fault of its own, or did not see. */
export function overlookedRule(fault: RequestFault): string | undefined {
  if (fault.rule === 'model.empty-name') return 'VAI-GW-VAL-106';
  if (fault.rule === 'voice.output.voice.missing') return 'VAI-GW-VAL-107';
  if (fault.rule === 'audio_stt.base64') return 'VAI-GW-VAL-108';
  if (fault.rule === 'tts_model.provider') return 'VAI-GW-VAL-098';
  return unknownKeyRule(fault);
}

/** The rule about the name of a fault in a run's inner request. */
export function prefixRule(fault: RequestFault): string | undefined {
  if (fault.rule.startsWith('runs.function')) return 'VAI-GW-RVAL-042';
  if (fault.rule.startsWith('limit.')) return 'VAI-GW-RVAL-046';
  return fault.rule === 'compat' ? 'VAI-GW-RVAL-047' : undefined;
}
