import type { Level } from '../contracts/catalogue.js';
import type { ExchangeReport, FailureReport, RequirementResult, Results } from '../contracts/results.js';
import { requestIn } from './curl-line.js';
import { code, prose } from './markdown-text.js';
import type { Report } from './report.js';
import { areaOf, firstFailure, whatCame } from './words.js';

const LEVELS: Readonly<Record<Level, 'error' | 'warning' | 'note'>> = { MUST: 'error', SHOULD: 'warning', MAY: 'note' };

/**
 * SARIF 2.1.0, for code scanning: a rule for each requirement that did not hold, a result for each failure; what the
 * baseline expects is a result that is suppressed. One run for each subject.
 */
export const sarif: Report = {
  name: 'sarif',
  render: (results: Results, ...others: readonly Results[]) =>
    `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [results, ...others].map(runOf) }, null, 2)}\n`,
};

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

function runOf(run: Results): object {
  const told = run.requirements.filter((one) => one.status === 'failed' || one.status === 'expected-failure');
  const base = baseOf(run.subject.target);
  return {
    tool: {
      driver: {
        name: run.tool.name,
        semanticVersion: run.tool.version,
        rules: told.map((one) => rule(one, run.tool.name)),
      },
    },
    automationDetails: { id: `${run.tool.name}/${run.subject.kind}/${run.subject.dialect}/` },
    invocations: [
      {
        executionSuccessful: run.summary.verdict !== 'not-judged',
        startTimeUtc: run.startedAt,
        endTimeUtc: new Date(Date.parse(run.startedAt) + run.durationMs).toISOString(),
      },
    ],
    ...(base === null ? {} : { originalUriBaseIds: { TARGET: { uri: base } } }),
    columnKind: 'utf16CodeUnits',
    results: told.map((one, index) => result(one, index, base)),
    properties: { verdict: run.summary.verdict, target: run.subject.target, seed: run.seed },
  };
}

/** The target as a base that locations are relative to; `null` where it is no URL. */
function baseOf(target: string): string | null {
  if (!/^https?:\/\//.test(target) || !URL.canParse(target)) return null;
  const { origin, pathname } = new URL(target);
  return `${origin}${pathname.replace(/\/*$/, '/')}`;
}

function rule({ id, level, title, source, deviations }: RequirementResult, tool: string): object {
  const known = deviations.length === 0 ? '' : ` Known deviations: ${deviations.join(', ')}.`;
  return {
    id,
    shortDescription: { text: literal(title) },
    fullDescription: { text: literal(`${level}: ${title}`) },
    defaultConfiguration: { level: LEVELS[level] },
    help: {
      text: `${level}: ${title}\nSource: ${source}.${known}\nMore: ${tool} explain ${id}`,
      markdown: `**${level}** ${prose(title, 2_000)}\n\nSource: ${prose(source)}.${known}\n\nMore: ${code(`${tool} explain ${id}`)}`,
    },
    properties: { tags: [areaOf(id), level], precision: 'very-high' },
  };
}

function result(one: RequirementResult, ruleIndex: number, base: string | null): object {
  const failure = firstFailure(one);
  const exchange = failure?.exchange ?? null;
  return {
    ruleId: one.id,
    ruleIndex,
    kind: 'fail',
    level: LEVELS[one.level],
    message: { text: message(one, failure) },
    locations: [location(one, exchange, failure, base)],
    partialFingerprints: { requirement: one.id },
    ...(exchange === null ? {} : webParts(exchange)),
    ...(one.status === 'expected-failure'
      ? { suppressions: [{ kind: 'external', justification: one.detail ?? 'the baseline expects it' }] }
      : {}),
  };
}

function message(one: RequirementResult, failure: FailureReport | undefined): string {
  return [
    whatCame(one) || `${one.id} was broken.`,
    failure?.expected == null ? undefined : `Expected ${failure.expected}.`,
    failure?.actual == null ? undefined : `Actual ${failure.actual}.`,
    failure?.hint ?? undefined,
  ]
    .filter((part) => part !== undefined)
    .map(literal)
    .join(' ');
}

/** In a message's text `{0}` stands for an argument and `[words](target)` for a link; what a subject says is neither. */
function literal(text: string): string {
  return text.replace(/\{(\d+)\}/g, '{{$1}}').replace(/\[(?=[^\]]*\]\()/g, '\\[');
}

/** Code scanning wants a path; what was asked for is the nearest thing to one, and an SDK's operation after it. */
function location(
  one: RequirementResult,
  exchange: ExchangeReport | null,
  failure: FailureReport | undefined,
  base: string | null,
): object {
  const url = exchange === null ? undefined : requestIn(exchange.curl)?.url;
  const asked = url !== undefined && base !== null && url.startsWith(base) ? url.slice(base.length) : '';
  const path = asked.replace(/[?#].*$/, '') || areaOf(one.id).toLowerCase();
  const where = failure?.path ?? failure?.call?.operation;
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(path), ...(base === null ? {} : { uriBaseId: 'TARGET' }) },
      region: { startLine: 1 },
    },
    logicalLocations: [{ fullyQualifiedName: where ?? one.id, kind: 'member' }],
  };
}

/** A relative reference; a colon in its first part would make it look like a scheme. */
function uriOf(path: string): string {
  return path
    .split('/')
    .map((part) => encodeURIComponent(safe(part)))
    .join('/');
}

function webParts(exchange: ExchangeReport): object {
  const request = requestIn(exchange.curl);
  return {
    ...(request === null || !URL.canParse(request.url)
      ? {}
      : {
          webRequest: {
            target: new URL(request.url).href,
            method: request.method,
            ...(request.body === null ? {} : { body: { text: request.body } }),
          },
        }),
    webResponse: {
      noResponseReceived: exchange.status === null,
      ...(exchange.status === null ? {} : { statusCode: exchange.status }),
      headers: exchange.headers,
      ...(exchange.body === null ? {} : { body: { text: exchange.body } }),
    },
  };
}

/** Lone halves of characters have no percent-encoding. */
function safe(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}
