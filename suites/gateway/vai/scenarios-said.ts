/** What the scenarios of fixtures/vai/scenarios say, as it must be seen on the wire. The files and these constants must agree. */
export const said = {
  text: 'Hello, skipper.',
  textUsage: { input_tokens: 12, output_tokens: 6 },
  longText: 'TODO',
  clientTool: [{ type: 'tool_use', id: 'toolu_1', name: 'clock', input: { zone: 'UTC' } }],
  textBlocks: ['One.', 'Two.', 'Three.'],
  thinking: 'The tide decides.',
  thinkingSignature: 'c2lnbmF0dXJl',
  unicode: 'TODO',
  html: 'TODO',
  transcript: 'TODO',
  voice: 'TODO',
  echoRequest: (seen: { system: string; messages: number; tools: string; last: string }) =>
    `system=${seen.system};messages=${seen.messages};tools=${seen.tools};last=${seen.last}`,
  searchOnce: { id: 'toolu_1', name: 'vai_web_search', input: { query: 'tide tables harbour' } },
  /** The first call is the slowest. */
  searchParallel: [{ id: 'toolu_1' }, { id: 'toolu_2' }, { id: 'toolu_3' }],
  searchMark: /tide/,
  page: { url: 'https://1.1.1.1/tides', title: 'Tides', mark: /High water/ },
  errorMid: { type: 'overloaded_error', message: 'Overloaded' },
  errorSecondTurn: { type: 'overloaded_error' },
  unknownBlock: {
    start: { type: 'hologram' } as Readonly<Record<string, unknown>>,
    deltas: [{ type: 'hologram_delta' }] as readonly Readonly<Record<string, unknown>>[],
    whole: { type: 'hologram' } as Readonly<Record<string, unknown>>,
  },
  unknownEvents: [{ type: 'weather_report', sky: 'clear' }],
  unknownStopReason: 'tide_turned',
} as const;
