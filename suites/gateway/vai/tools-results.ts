import type { Trial } from '../../trial.js';
import type { Ask } from './scenarios.js';
import { type Answer, answered, listOf, recordOf } from './scenarios-answers.js';

/** Asserts that the first tool call of a run fails with an error that has these members. */
export async function failsWith(t: Trial, ask: Ask, expected: Readonly<Record<string, string>>): Promise<void> {
  const answer = await answered(t, ask);
  const error = recordOf(answer.at('steps[0].tool_results[0].error'));
  const seen = Object.fromEntries(Object.keys(expected).map((name) => [name, error[name]]));
  t.equal(seen, expected, {
    what: 'the error of the tool',
    in: answer.exchange,
    path: 'result.steps[0].tool_results[0].error',
  });
}

/** The JSON in the one text block of the first tool result. */
export function payloadOf(t: Trial, answer: Answer): Record<string, unknown> {
  const content = listOf(answer.at('steps[0].tool_results[0].content')).map(recordOf);
  t.equal(
    content.map(({ type }) => type),
    ['text'],
    { what: 'the blocks of the tool result', in: answer.exchange },
  );
  try {
    return recordOf(JSON.parse(String(content[0]?.text)));
  } catch {
    return t.broken('The text of the tool result is not JSON.', {
      in: answer.exchange,
      actual: String(content[0]?.text),
    });
  }
}
