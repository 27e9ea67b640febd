import type { Findings } from '../../judge/findings.js';
import type { ShapeCheck } from '../../judge/shape.js';
import { ErrorRules } from './errors.js';
import type { Known } from './facts.js';
import { judgeModels } from './models.js';
import { judgeAnswer, judgeResult } from './run-result.js';
import { executeShape, messageShape, readyShape, runEnvelopeShape } from './shapes.js';
import { judgeFetch, judgeToolResult } from './tools.js';
import { fieldsOf, isFields, isTooDeep, listOf, objectsIn, parsed, shown } from './values.js';

/** What a JSON body is judged with. */
export interface JsonContext {
  readonly findings: Findings;
  readonly known: Known;
  readonly errors: ErrorRules;
  readonly at: number | undefined;
}

/** The kind of a JSON body of which nothing else is known, by its members. */
export function kindOfJson(value: unknown): string {
  const body = fieldsOf(value);
  if ('error' in body) return 'error';
  if ('result' in body) return 'run';
  if (Array.isArray(body.models)) return 'models';
  if ('auth_mode' in body) return 'ready';
  if (Array.isArray(body.content) && !('role' in body)) return 'execute';
  return 'message';
}

/** Judges a whole JSON body. */
export function judgeJson(kind: string, text: string, context: JsonContext): void {
  const value = parsed(text);
  try {
    JUDGES[kind]?.(value, text, context);
  } catch (error) {
    if (!isTooDeep(error)) throw error;
    context.findings.fail(SHAPE_RULES[kind] ?? 'VAI-GW-MSG-001', {
      message: 'The body nests too deep to be judged.',
      expected: 'a JSON object that can be read',
    });
  }
}

/** The rules about the shape of each kind of body. */
const SHAPE_RULES: Readonly<Record<string, string>> = {
  message: 'VAI-GW-MSG-001',
  run: 'VAI-GW-RUN-001',
  error: 'VAI-GW-ERR-001',
  models: 'VAI-GW-MOD-001',
  ready: 'VAI-GW-HLT-003',
  execute: 'VAI-GW-STX-001',
};

const JUDGES: Readonly<Record<string, (value: unknown, text: string, context: JsonContext) => void>> = {
  message: judgeMessage,
  run: judgeRun,
  error: judgeError,
  models: judgeModels,
  ready: judgeReady,
  execute: judgeExecute,
};

function judgeReady(value: unknown, text: string, context: JsonContext): void {
  const { status } = context.known;
  if (status === undefined || status === 200) hasShape('VAI-GW-HLT-003', readyShape, value, text, context);
}

/** Says whether the body has its shape; nothing else is worth asking of one that has not. */
export function hasShape(
  id: string,
  shape: ShapeCheck,
  value: unknown,
  text: string,
  { findings }: JsonContext,
): boolean {
  if (value === undefined) {
    findings.fail(id, { message: 'The body is not JSON.', expected: 'a JSON object', actual: shown(text) });
    return false;
  }
  const wrong = shape(value);
  return findings.check(id, wrong === undefined, () => ({
    message: 'The body does not have its shape.',
    expected: wrong?.expected ?? '',
    actual: wrong?.actual ?? '',
    path: wrong?.path ?? '',
  }));
}

function judgeMessage(value: unknown, text: string, context: JsonContext): void {
  if (!hasShape('VAI-GW-MSG-001', messageShape, value, text, context) || !isFields(value)) return;
  const { findings, known } = context;
  judgeAnswer(findings, value, 'body');
  if (!known.hasResponse) return;
  const usage = fieldsOf(value.usage);
  const same = (id: string, header: string, expected: unknown) => {
    const actual = known.responseHeader(header);
    findings.check(id, actual === String(expected), () => ({
      message: `${header} is not what the body says.`,
      expected: String(expected),
      actual: actual ?? 'no such header',
    }));
  };
  same('VAI-GW-HDR-004', 'X-Input-Tokens', usage.input_tokens);
  same('VAI-GW-HDR-005', 'X-Output-Tokens', usage.output_tokens);
  same('VAI-GW-HDR-006', 'X-Total-Tokens', usage.total_tokens);
  same('VAI-GW-HDR-007', 'X-Model', value.model);
}

function judgeRun(value: unknown, text: string, context: JsonContext): void {
  if (!hasShape('VAI-GW-RUN-001', runEnvelopeShape, value, text, context)) return;
  const { findings, known, errors, at } = context;
  const { result } = fieldsOf(value);
  judgeResult(result, { findings, known, path: 'result', at });
  listOf(fieldsOf(result).steps).forEach((step, index) => {
    const { tool_calls, tool_results } = fieldsOf(step);
    const places = new Map(objectsIn(tool_calls).map((call) => [call.id, String(fieldsOf(call.input).url ?? '')]));
    for (const each of objectsIn(tool_results)) {
      judgeToolResult(each, `result.steps[${index}].tool_results`, { findings, errors, places, id: each.tool_use_id });
    }
  });
}

function judgeError(value: unknown, text: string, { findings, known, errors }: JsonContext): void {
  const error = fieldsOf(value).error;
  if (!isFields(error)) {
    findings.fail('VAI-GW-ERR-001', {
      message: 'The error response has no error envelope.',
      expected: '{"error": {…}}',
      actual: shown(value ?? text),
    });
    return;
  }
  errors.judge(error, 'body', 'error');
  const url = known.route === 'execute' ? fieldsOf(known.body?.input).url : undefined;
  if (typeof url === 'string') judgeFetch(findings, url, { failed: true, error }, 'error');
  const { status } = known;
  if (status !== undefined) {
    findings.check('VAI-GW-ERR-002', ErrorRules.statusFits(error.type, status), () => ({
      message: 'The HTTP status does not fit the type of the error.',
      expected: `${ErrorRules.statusOf(error.type)} for ${String(error.type)}`,
      actual: String(status),
    }));
  }
  const header = known.responseHeader('x-request-id');
  if (header !== undefined) {
    findings.check('VAI-GW-RID-004', error.request_id === header, () => ({
      message: 'error.request_id is not the request id of the header.',
      expected: header,
      actual: shown(error.request_id),
      path: 'error.request_id',
    }));
  }
  if (status === 429) judgeRetry(error.retry_after, findings, known);
}

function judgeRetry(told: unknown, findings: Findings, known: Known): void {
  const header = known.responseHeader('retry-after');
  // A refusal of the model's provider is passed on without a hint.
  if (header === undefined && told === undefined) return;
  const kept = header !== undefined && /^[1-9]\d*$/.test(header) && Number(header) === told;
  findings.check('VAI-GW-RATE-002', kept, () => ({
    message: 'Retry-After is not a whole number of seconds that equals error.retry_after.',
    expected: shown(told),
    actual: header ?? 'no such header',
    path: 'error.retry_after',
  }));
}

function judgeExecute(value: unknown, text: string, context: JsonContext): void {
  const { findings, known } = context;
  if (!hasShape('VAI-GW-STX-001', executeShape, value, text, context)) return;
  const content = listOf(fieldsOf(value).content);
  const url = fieldsOf(known.body?.input).url;
  if (typeof url === 'string') judgeFetch(findings, url, { failed: false, error: {} }, 'content');
  if (known.body?.tool !== 'vai_web_search') return;
  const first = fieldsOf(content[0]);
  const kept = content.length === 1 && first.type === 'text' && isFields(parsed(String(first.text)));
  findings.check('VAI-GW-STX-001', kept, () => ({
    message: 'The content is not one text block of JSON.',
    expected: 'one text block',
    actual: shown(content),
    path: 'content',
  }));
}
