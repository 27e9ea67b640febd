import { createParser } from 'eventsource-parser';
import { type ContractDialect, loadContractDialect } from 'vai-conformance/contracts';
import type { Traffic } from '../traffic.js';

/** Reads a whole stream and gives the number of its events. */
export type Reader = (pieces: Iterable<Buffer>) => number;

/** The reference: the field's SSE parser, and each event's data parsed. It judges nothing. */
export const parseOnly: Reader = (pieces) => {
  const decoder = new TextDecoder();
  let events = 0;
  const parser = createParser({
    onEvent: ({ data }) => {
      const event: unknown = JSON.parse(data);
      if (event !== null) events += 1;
    },
  });
  for (const piece of pieces) parser.feed(decoder.decode(piece, { stream: true }));
  return events;
};

/** Ours: the offline judge, as `lint` feeds it. Throws where it finds fault with a stream that has none. */
export async function judgeOf(name: string, { kind }: Traffic['endless']): Promise<Reader> {
  const dialect: ContractDialect = await loadContractDialect(name);
  return (pieces) => {
    const judge = dialect.judge({ kind });
    for (const piece of pieces) judge.push(piece);
    const { events, findings } = judge.end('complete');
    const breaches = findings.flatMap((finding) => finding.breaches);
    if (breaches.length > 0) throw new Error(`The judge found fault: ${JSON.stringify(breaches[0])}`);
    return events;
  };
}
