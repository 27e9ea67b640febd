/**
 * What the scenarios say, as it must be seen on the wire. The words stand in fixtures/vai/scenarios too, for whoever plays
 * them; they are told here once more because a suite that read them from there would believe whatever the file says.
 */
export const said = {
  text: 'High water is at noon, with 3.4 m over chart datum.',
  textUsage: { input_tokens: 25, output_tokens: 11 },
  longText: Array.from({ length: 200 }, (_, n) => `${n + 1}: the tide turns. `).join(''),
  clientTool: [
    { type: 'text', text: 'One moment.' },
    { type: 'tool_use', id: 'toolu_client_1', name: 'clock', input: { zone: 'Europe/Lisbon' } },
  ],
  textBlocks: ['First, the tide.', 'Second, the wind.', '', 'Fourth, the moon.'],
  thinking: "The zone must be Lisbon's.",
  thinkingSignature: 'c2lnbmVkLWJ5LXRoZS1tb2RlbA==',
  unicode: 'Größe и прилив 潮汐 مد وجزر 👩\u200d🚀 🇵🇹 é vs e\u0301 line\u2028paragraph\u2029end \ufeff𝔘',
  html: '<b class="x">a & b</b><!-- -->"quoted" \\ back/slash\ntab\tcr\r\nnul:\u0001 </script>',
  transcript: 'When is high water?',
  voice: 'High water is at nine. Mind the step.',
  /** What `echo-request` says of a request. */
  echo: (given: { system: string; messages: number; tools: string; last: string }) =>
    `system=${given.system}; messages=${given.messages}; tools=${given.tools}; last=${given.last}`,
  searchOnce: { id: 'toolu_once_1', name: 'vai_web_search', input: { query: 'tide tables harbour' } },
  /** In the model's order; the first is the slowest by far. */
  searchParallel: ['toolu_search_1', 'toolu_search_2', 'toolu_search_3'],
  /** Stands in what `search-echo` is given by its search. */
  searchMark: /The lamp of Harrow Point/,
  page: { url: 'https://1.1.1.1/tides', title: 'Tides of the harbour', mark: /High water at/ },
  errorMid: { type: 'overloaded_error', message: 'overloaded in mid-sentence' },
  errorSecondTurn: { type: 'overloaded_error' },
  unknownBlock: { type: 'hologram', depth: 3, layers: ['fore', { back: null }], lit: true },
  unknownDeltas: [
    { type: 'hologram_delta', turn: 15, axis: [0, 1, 0] },
    { type: 'hologram_delta', turn: 30, axis: [0, 1, 0] },
  ],
  unknownEvents: [
    { type: 'weather_report', sky: 'clear', wind: { knots: 7 } },
    { type: 'barometer', hectopascal: 1013, trend: { up: true } },
  ],
  unknownStopReason: 'tide_turned',
} as const;
