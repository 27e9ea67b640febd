/** What a strict reader must still take: every documented form of a message request. */
import { accepted } from './acceptance.js';
import {
  addressFormat,
  assistantSaid,
  clockCall,
  clockTool,
  hello,
  image,
  offering,
  thinking,
  toolTurn,
  UNCURATED,
  userSaid,
} from './bodies.js';
import { changed } from './change.js';

accepted('VAI-GW-VAL-110', { ...hello, system: 'Be brief.' });
accepted('VAI-GW-VAL-111', {
  ...hello,
  system: [
    { type: 'text', text: 'Be brief.' },
    { type: 'text', text: 'Be kind.' },
  ],
});
accepted('VAI-GW-VAL-112', {
  messages: [
    { role: 'user', content: 'hello' },
    { role: 'assistant', content: [] },
    { role: 'user', content: 'go on' },
  ],
});
accepted('VAI-GW-VAL-113', {
  messages: [
    { role: 'user', content: 'hello' },
    { role: 'assistant', content: null },
    { role: 'user', content: 'go on' },
  ],
});
accepted('VAI-GW-VAL-114', assistantSaid(clockCall));
accepted('VAI-GW-VAL-115', assistantSaid(thinking, { type: 'text', text: 'noon' }));
accepted('VAI-GW-VAL-116', userSaid(image));
accepted('VAI-GW-VAL-116', userSaid({ type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } }), {
  variant: 'url',
});
accepted('VAI-GW-VAL-117', changed(toolTurn, { 'messages[2].content[0].content[1]': image }));
accepted('VAI-GW-VAL-118', {
  ...offering(
    {
      type: 'web_search',
      config: { max_uses: 2, allowed_domains: ['example.com'], user_location: { city: 'Oslo', country: 'NO' } },
    },
    { type: 'web_fetch', config: { max_uses: 2, blocked_domains: ['example.org'] } },
    { type: 'code_execution', config: { languages: ['python'], timeout_seconds: 5 } },
    { type: 'computer_use', config: { display_width: 800, display_height: 600 } },
    { type: 'file_search', config: { max_results: 5 } },
    { type: 'text_editor', config: {} },
    { type: 'web_search' },
    { type: 'text_editor', config: null },
  ),
  model: UNCURATED,
});

for (const choice of [{ type: 'auto' }, { type: 'any' }, { type: 'none' }, { type: 'tool', name: 'clock' }]) {
  accepted('VAI-GW-VAL-119', { ...offering(clockTool), tool_choice: choice }, { variant: choice.type });
}

accepted('VAI-GW-VAL-120', { ...hello, output_format: addressFormat });
accepted('VAI-GW-VAL-121', {
  ...hello,
  temperature: null,
  tools: null,
  stream: null,
  tool_choice: null,
  metadata: null,
  stop_sequences: null,
});

const search = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'noon' } };
const found = { type: 'web_search_result', url: 'https://example.com/', title: 'Noon', encrypted_content: 'opaque' };
accepted(
  'VAI-GW-VAL-123',
  assistantSaid(search, { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [found] }),
);
accepted(
  'VAI-GW-VAL-124',
  assistantSaid({ type: 'redacted_thinking', data: 'opaque' }, { type: 'text', text: 'noon' }),
);
accepted('VAI-GW-VAL-125', {
  messages: [
    { role: 'user', content: 'Search for noon.' },
    { role: 'assistant', content: [search] },
    {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: search.id, content: [{ type: 'text', text: 'noon' }] }],
    },
  ],
  model: UNCURATED,
});
