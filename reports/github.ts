import type { RequirementResult, Results } from '../contracts/results.js';
import { whatCame } from './words.js';

/** GitHub shows ten annotations of a step and drops the rest. */
const ANNOTATIONS_MAX = 10;
/** One `::error` command for each MUST that failed, at most ten; GitHub reads them from either output of a step. */
export function annotations(results: Results): string {
  return failedMusts(results)
    .slice(0, ANNOTATIONS_MAX)
    .map((one) => `::error title=${property(one.id)}::${data(`${one.title} ${whatCame(one)}`.trim())}\n`)
    .join('');
}

/** An `::error` command of its own. */
export function annotation(title: string, text: string): string {
  return `::error title=${property(title)}::${data(text.trim())}\n`;
}

function failedMusts(results: Results): RequirementResult[] {
  return results.requirements.filter((one) => one.status === 'failed' && one.level === 'MUST' && one.scored);
}

/** A command ends with its line, and `%` escapes. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
