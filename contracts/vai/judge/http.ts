import type { Findings } from '../../judge/findings.js';
import type { Known } from './facts.js';
import { shown } from './values.js';

/** The rules about response headers that need no body. `kind` is what the body is taken for, `bytes` its length. */
export function judgeHead(findings: Findings, known: Known, kind: string, bytes: number): void {
  if (!known.hasResponse || known.status === undefined) return;
  judgeRequestId(findings, known, known.status);
  const type = known.responseHeader('content-type')?.toLowerCase() ?? '';
  if (kind === 'message-stream' || kind === 'run-stream') judgeStreamHead(findings, known, type, bytes);
  else if (['message', 'run', 'error', 'models', 'ready', 'execute'].includes(kind)) {
    judgeType(findings, 'VAI-GW-HDR-001', 'application/json', type);
    if (known.status === 200 && known.asksForStream) judgeType(findings, 'VAI-GW-HDR-002', 'text/event-stream', type);
  }
}

function judgeRequestId(findings: Findings, known: Known, status: number): void {
  const id = known.responseHeader('x-request-id');
  if (known.isOfServer) return;
  findings.check(status < 400 ? 'VAI-GW-RID-001' : 'VAI-GW-RID-002', id !== undefined && id !== '', () => ({
    message: 'The response has no X-Request-ID.',
    expected: 'X-Request-ID',
    actual: 'no such header',
  }));
  const sent = known.requestHeader('x-request-id')?.trim();
  if (sent === undefined || sent === '') return;
  findings.check('VAI-GW-RID-003', id === sent, () => ({
    message: "The client's request id is not echoed.",
    expected: sent,
    actual: shown(id),
  }));
}

function judgeType(findings: Findings, id: string, wanted: string, type: string): void {
  const [media = '', ...parameters] = type.split(';').map((part) => part.trim());
  const fits = findings.check(id, media === wanted, () => ({
    message: 'The content type is another.',
    expected: wanted,
    actual: type === '' ? 'no Content-Type' : type,
  }));
  if (!fits) return;
  findings.check(
    'VAI-GW-HDR-003',
    parameters.some((each) => /^charset="?utf-8"?$/.test(each)),
    () => ({
      message: 'The content type does not name the charset.',
      expected: `${wanted}; charset=utf-8`,
      actual: type,
    }),
  );
}

function judgeStreamHead(findings: Findings, known: Known, type: string, bytes: number): void {
  judgeType(findings, 'VAI-GW-HDR-002', 'text/event-stream', type);
  const cache = known.responseHeader('cache-control') ?? '';
  findings.check(
    'VAI-GW-HDR-008',
    cache
      .toLowerCase()
      .split(',')
      .some((part) => part.trim() === 'no-cache'),
    () => ({
      message: 'The event stream may be cached.',
      expected: 'Cache-Control: no-cache',
      actual: cache === '' ? 'no Cache-Control' : cache,
    }),
  );
  const buffering = known.responseHeader('x-accel-buffering');
  findings.check('VAI-GW-HDR-009', buffering?.toLowerCase() === 'no', () => ({
    message: 'Proxies are not told to pass the stream on unbuffered.',
    expected: 'X-Accel-Buffering: no',
    actual: shown(buffering),
  }));
  const length = known.responseHeader('content-length');
  // A stream without a byte is told by its own rule, and an HTTP server may count nothing.
  if (bytes === 0 && length === '0') return;
  findings.check('VAI-GW-HDR-010', length === undefined, () => ({
    message: 'The event stream has a Content-Length.',
    expected: 'none',
    actual: shown(length),
  }));
}
