import { type Defect, defectsOf, type Patch, patched } from '../../sdk/defect.js';

const APPENDED = 'return [...history, ...(event.append ?? [])];';

/** A helper that appends in another way. */
function appends(put: string): readonly Patch[] {
  return patched('client/history.js', [APPENDED, put]);
}

/** How clients get the history of a conversation wrong. */
export const defects: readonly Defect[] = defectsOf('VAI-SDK-HIST', [
  [
    '001',
    'puts-users-first',
    "Appends the user's messages before the model's.",
    appends(
      "const rank = ({ role }) => (role === 'user' ? 0 : 1);\n    return [...history, ...(event.append ?? []).toSorted((a, b) => rank(a) - rank(b))];",
    ),
    'RUN-07',
  ],
  [
    '002',
    'takes-longer-histories',
    'Refuses in strict mode a history that is too short, and none that is too long.',
    patched('client/history.js', ['history.length !== event.expected_len', 'history.length < event.expected_len']),
  ],
  [
    '003',
    'cuts-histories',
    'Cuts a history to the length that is expected.',
    appends('return [...history.slice(0, event.expected_len), ...(event.append ?? [])];'),
  ],
  [
    '004',
    'takes-nothing-for-a-reset',
    'Takes an empty append for the beginning of a new history.',
    appends('return event.append.length === 0 ? [] : [...history, ...event.append];'),
  ],
  [
    '005',
    'keeps-known-blocks',
    'Leaves blocks out of the appended messages whose type it does not know.',
    appends(
      "const known = ['text', 'thinking', 'image', 'tool_use', 'server_tool_use', 'tool_result'];\n    return [...history, ...(event.append ?? []).map((message) => ({ ...message, content: message.content.filter(({ type }) => known.includes(type)) }))];",
    ),
    'FWD-05',
  ],
]);
