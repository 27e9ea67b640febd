import type { Findings } from '../../judge/findings.js';
import type { RequestFault } from '../request/index.js';
import type { Known } from './facts.js';
import { keyHeaderOf } from './models.js';
import { faultsOf, isOfDecoding, isOfType, overlookedRule, prefixRule, unknownKeyRule } from './request-faults.js';
import { type Fields, fieldsOf, listOf, objectsIn, shown } from './values.js';

/** How a request was answered, as far as its faults are concerned. */
export interface Answer {
  readonly status: number;
  /** The error object of the answer: of an error response, or of the frame that ended a stream. */
  readonly error: Fields | undefined;
}

/** Holds the answer against the request: what had to be refused, and how. */
export function judgeRequest(findings: Findings, known: Known, answer: Answer): void {
  if (!known.hasRequest || known.status === undefined) return;
  const { error } = answer;
  judgeGate(findings, known, answer);
  if (isBeforeBody(answer)) return;
  const faults = faultsOf(known);
  const named = error === undefined ? undefined : faults.find((fault) => isNamed(fault, answer, error));
  const ill = faults.find((fault) => isOfDecoding(fault) || isOfType(fault));
  if (named !== undefined) tested(findings, named);
  else if (answer.status === 500 && ill !== undefined) {
    const id = isOfDecoding(ill) ? 'VAI-GW-VAL-001' : 'VAI-GW-VAL-006';
    findings.fail(id, refusal('A fault of the request is answered as a fault of the gateway.', ill, answer));
  } else if (answer.status === 400) {
    if (error === undefined || !otherName(findings, faults, error, answer)) refusedHistory(findings, known, error);
  } else overlooked(findings, faults, answer);
}

/** Faults that the answer shows to have been passed over. */
function overlooked(findings: Findings, faults: readonly RequestFault[], answer: Answer): void {
  for (const fault of faults) {
    const id = overlookedRule(fault);
    // A run that ends without a word is told by that.
    if (fault.rule === 'audio_stt.base64' && findings.isBroken('VAI-GW-RST-005')) continue;
    if (id !== undefined && isPast(fault, answer)) {
      findings.fail(id, refusal('The request is not refused for this.', fault, answer));
    }
  }
}

function refusal(message: string, fault: RequestFault, { status, error }: Answer) {
  const param = fault.param === undefined ? '' : ` naming ${fault.param}`;
  return {
    message: `${message} (${fault.message})`,
    expected: `${fault.status} ${fault.type}${param}`,
    actual: `${status}${error === undefined ? '' : ` ${shown({ type: error.type, param: error.param })}`}`,
    ...(fault.param === undefined ? {} : { path: fault.param }),
  };
}

/** Refusals that come before the body is looked at. */
function isBeforeBody({ status, error }: Answer): boolean {
  if (status === 404 || status === 405 || status === 301 || status === 307) return true;
  if (status === 429) return true;
  if (error === undefined) return status === 401;
  if (status === 401) return isTokenRefusal(error);
  return error.code === 'unsupported_version';
}

/** A 401 without a code and a provider behind it, and that names no provider's key, is for the gateway's own token. */
function isTokenRefusal({ code, param, provider_error }: Fields): boolean {
  return code === undefined && provider_error === undefined && !String(param ?? '').startsWith('X-Provider-Key');
}

/** Whether the refusal is the one that the fault asks for. */
function isNamed(fault: RequestFault, { status }: Answer, error: Fields): boolean {
  if (status !== fault.status || error.type !== fault.type) return false;
  if (fault.compatIssues !== undefined) return sameIssues(fault, error);
  return (error.param ?? undefined) === fault.param || (isOfDecoding(fault) && error.param === undefined);
}

function sameIssues(fault: RequestFault, error: Fields): boolean {
  const params = new Set((fault.compatIssues ?? []).map((issue) => issue.param));
  const told = objectsIn(error.compat_issues);
  return told.length > 0 && told.every((issue) => params.has(String(issue.param)));
}

function tested(findings: Findings, fault: RequestFault): void {
  const ids = [
    overlookedRule(fault),
    fault.param?.startsWith('request.') || fault.rule === 'compat' ? prefixRule(fault) : undefined,
    isOfDecoding(fault) ? 'VAI-GW-VAL-001' : undefined,
    isOfType(fault) ? 'VAI-GW-VAL-006' : undefined,
    fault.rule.startsWith('nested.') ? 'VAI-GW-VAL-052' : undefined,
    fault.compatIssues === undefined ? undefined : 'VAI-GW-COMPAT-001',
  ];
  for (const id of ids) if (id !== undefined) findings.test(id);
}

/** The right fault by a wrong name: without the prefix of the run, or that of the block around it. */
function otherName(findings: Findings, faults: readonly RequestFault[], error: Fields, answer: Answer): boolean {
  const param = String(error.param ?? '');
  for (const fault of faults) {
    const bare = fault.compatIssues === undefined ? fault.param === `request.${param}` : barePrefix(fault, error);
    const prefix = prefixRule(fault);
    if (bare && prefix !== undefined) {
      findings.fail(prefix, refusal('The fault is named without the prefix of the run.', fault, answer));
      return true;
    }
    const outer = /^(.*\.content\[\d+\])\.\w+$/.exec(param)?.[1];
    if (outer !== undefined && fault.rule.startsWith('nested.') && fault.param?.startsWith(`${outer}.content[`)) {
      findings.fail('VAI-GW-VAL-052', refusal('The fault is named by the block around it.', fault, answer));
      return true;
    }
  }
  return false;
}

function barePrefix(fault: RequestFault, error: Fields): boolean {
  const params = new Set((fault.compatIssues ?? []).map((issue) => issue.param));
  return objectsIn(error.compat_issues).some((issue) => params.has(`request.${String(issue.param)}`));
}

/** Whether the answer shows that the check which the fault belongs to had been passed. */
function isPast(fault: RequestFault, { status, error }: Answer): boolean {
  if (status < 300) return true;
  if (status >= 500) return error?.code !== 'panic';
  if (unknownKeyRule(fault) === undefined) return false;
  return (
    error?.code === 'provider_key_missing' || error?.type === 'permission_error' || error?.compat_issues !== undefined
  );
}

/** Blocks that a gateway returned and does not take back. */
function refusedHistory(findings: Findings, known: Known, error: Fields | undefined): void {
  const match = /^(?:request\.)?messages\[(\d+)\]\.content\[(\d+)\]/.exec(String(error?.param ?? ''));
  if (match === null) return;
  const message = fieldsOf(listOf(known.messageRequest?.messages)[Number(match[1])]);
  const block = fieldsOf(listOf(message.content)[Number(match[2])]);
  if (message.role !== 'assistant') return;
  const ids: Readonly<Record<string, string>> = {
    web_search_tool_result: 'VAI-GW-VAL-123',
    redacted_thinking: 'VAI-GW-VAL-124',
  };
  const id = ids[String(block.type)];
  if (id === undefined) return;
  findings.fail(id, {
    message: `A ${String(block.type)} block in an assistant message is refused.`,
    expected: '200',
    actual: shown({ type: error?.type, param: error?.param }),
    path: String(error?.param),
  });
}

/** What stands before the body: version, token, path and method, provider key. */
function judgeGate(findings: Findings, known: Known, { status, error }: Answer): void {
  const { route, method } = known;
  if (method === undefined || method === 'OPTIONS') return;
  const authorization = known.requestHeader('authorization');
  const isRefusedToken = status === 401 && error !== undefined && isTokenRefusal(error);
  if (route === 'health' || route === 'ready') {
    // With a token, only its refusal tells that it was looked at.
    if (authorization !== undefined && status !== 401) return;
    return void findings.check(route === 'health' ? 'VAI-GW-HLT-002' : 'VAI-GW-HLT-004', status !== 401, () => ({
      message: 'A probe is refused for its token.',
      expected: route === 'health' ? '200' : '200 or 503',
      actual: String(status),
    }));
  }
  if (isRefusedToken) judgeToken(findings, authorization, error);
  else judgePassed(findings, known, authorization, status);
  judgeVersion(findings, known, status, error);
  if (
    route === 'unknown' &&
    status !== 401 &&
    status !== 301 &&
    status !== 307 &&
    error?.code !== 'unsupported_version'
  ) {
    findings.check('VAI-GW-ROUTE-006', status === 404 && error?.type === 'not_found_error', () => ({
      message: 'An unknown path is not answered as such.',
      expected: '404 not_found_error',
      actual: `${status} ${shown(error?.type)}`,
    }));
  }
  judgeMethod(findings, known, status, error);
  judgeKey(findings, known, status, error);
}

function judgeToken(findings: Findings, authorization: string | undefined, error: Fields): void {
  const isTyped = error.type === 'authentication_error';
  const detail = {
    message: 'The refusal is not the one for its token.',
    actual: shown({ type: error.type, param: error.param }),
  };
  if (authorization === undefined) {
    const kept = isTyped && error.param === 'Authorization';
    findings.check('VAI-GW-AUTH-001', kept, () => ({
      ...detail,
      expected: 'authentication_error naming Authorization',
    }));
  } else if (error.param === 'Authorization' && /^bearer[ \t]+\S/i.test(authorization)) {
    findings.check('VAI-GW-AUTH-009', false, () => ({
      message: 'The token is taken for missing because of how its scheme is written.',
      expected: 'the token to be read',
      actual: shown({ type: error.type, param: error.param }),
    }));
  } else {
    findings.check('VAI-GW-AUTH-002', isTyped, () => ({ ...detail, expected: 'authentication_error' }));
  }
}

/** The request passed the gate; with a scheme in another letter case that shows that it was read. */
function judgePassed(findings: Findings, known: Known, authorization: string | undefined, status: number): void {
  if (authorization === undefined || status === 404) return;
  const scheme = authorization.trim().split(/\s/, 1)[0] ?? '';
  const mode = known.setting('auth_mode');
  if (scheme !== 'Bearer' && scheme.toLowerCase() === 'bearer' && mode !== 'disabled' && mode !== 'optional')
    findings.test('VAI-GW-AUTH-009');
  if (mode !== 'optional' || scheme === 'Bearer') return;
  findings.fail('VAI-GW-AUTH-010', {
    message: 'A header of another scheme is taken for no header.',
    expected: '401 authentication_error',
    actual: String(status),
  });
}

function judgeVersion(findings: Findings, known: Known, status: number, error: Fields | undefined): void {
  const version = known.requestHeader('x-vai-version')?.trim();
  if (version === undefined || version === '' || known.route === 'other') return;
  if (version.split(',').every((part) => part.trim() === '1' || part.trim() === '')) return;
  const kept = status === 400 && error?.code === 'unsupported_version' && error.param === 'X-VAI-Version';
  findings.check('VAI-GW-VER-003', kept, () => ({
    message: 'Another version is not refused as such.',
    expected: '400 with code unsupported_version and param X-VAI-Version',
    actual: `${status} ${shown({ code: error?.code, param: error?.param })}`,
  }));
}

const METHODS: Readonly<Record<string, { readonly id: string; readonly method: string }>> = {
  messages: { id: 'VAI-GW-ROUTE-007', method: 'POST' },
  runs: { id: 'VAI-GW-ROUTE-008', method: 'POST' },
  'runs-stream': { id: 'VAI-GW-ROUTE-009', method: 'POST' },
  models: { id: 'VAI-GW-ROUTE-010', method: 'GET' },
};

function judgeMethod(findings: Findings, known: Known, status: number, error: Fields | undefined): void {
  const row = METHODS[known.route ?? ''];
  if (
    row === undefined ||
    known.method === row.method ||
    status === 401 ||
    status === 429 ||
    error?.code === 'unsupported_version'
  )
    return;
  // A HEAD has no body to tell its code.
  const kept =
    status === 405 &&
    (known.method === 'HEAD' || (error?.type === 'invalid_request_error' && error.code === 'method_not_allowed'));
  findings.check(row.id, kept, () => ({
    message: 'A wrong method is not refused as such.',
    expected: '405 invalid_request_error with code method_not_allowed',
    actual: `${status} ${shown({ type: error?.type, code: error?.code })}`,
  }));
}

const KEY_RULES: Readonly<Record<string, string>> = {
  anthropic: 'VAI-GW-KEY-001',
  openai: 'VAI-GW-KEY-002',
  'oai-resp': 'VAI-GW-KEY-003',
  'gem-dev': 'VAI-GW-KEY-004',
  'gem-vert': 'VAI-GW-KEY-005',
  groq: 'VAI-GW-KEY-006',
  cerebras: 'VAI-GW-KEY-007',
  openrouter: 'VAI-GW-KEY-008',
};

function judgeKey(findings: Findings, known: Known, status: number, error: Fields | undefined): void {
  const provider = String(known.messageRequest?.model ?? '').split('/', 1)[0] ?? '';
  const id = KEY_RULES[provider];
  const header = keyHeaderOf(provider);
  if (id === undefined || header === undefined || known.method !== 'POST') return;
  const sent = known.requestHeader(header)?.trim() ?? '';
  const told = status === 401 && error?.code === 'provider_key_missing';
  if (sent !== '' && !(told && error?.param === header)) return;
  if (!told && status >= 300) return;
  const kept = sent === '' && told && error?.param === header;
  findings.check(id, kept, () => ({
    message:
      sent === ''
        ? 'A request without the key of its provider is not refused as such.'
        : 'The key that was sent is said to be missing.',
    expected: sent === '' ? `401 provider_key_missing naming ${header}` : 'the key to be read',
    actual: `${status} ${shown({ code: error?.code, param: error?.param })}`,
  }));
}
