import { isObject, type JsonObject, listOf, objectOf, type When } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';

type Issue = JsonObject;

const issuesOf = (fault: lies.Fault): readonly Issue[] => listOf(fault.error.compat_issues).filter(isObject);
const incompatible: lies.Suspect = (fault) => issuesOf(fault).length > 0;
const by =
  (provider: string, path?: RegExp): lies.Suspect =>
  (fault, ask) =>
    incompatible(fault, ask) &&
    lies.providerOf(ask) === provider &&
    (path === undefined || issuesOf(fault).some((issue) => path.test(String(issue.param))));

/** Says every issue otherwise. */
const retellsIssues = (suspect: lies.Suspect, lie: (issue: Issue) => Issue) =>
  lies.misreports(suspect, (fault) => ({ error: { ...fault.error, compat_issues: issuesOf(fault).map(lie) } }));

const curated =
  /^(anthropic\/claude-sonnet-4|openai\/gpt-4o(-mini)?|oai-resp\/gpt-5(-mini)?|gem-dev\/gemini-2\.5-(pro|flash)|gem-vert\/gemini-(2\.5-(pro|flash)|3-flash-preview)|groq\/llama-3\.3-70b-versatile|cerebras\/llama-3\.3-70b|openrouter\/openai\/gpt-4o)$/;
const nativeBlock: When = (ask) =>
  lies.blocksOf(ask).some(({ type }) => type !== 'text' && type !== 'tool_use' && type !== 'tool_result');
const nativeTool: When = (ask) =>
  listOf(lies.modelRequest(ask).tools).some((tool) => objectOf(tool).type !== 'function');
const outsideTheList: When = (ask) => {
  const { model } = lies.modelRequest(ask);
  return typeof model === 'string' && !curated.test(model) && (nativeBlock(ask) || nativeTool(ask));
};
const model =
  (provider: string, and: When): When =>
  (ask) =>
    lies.providerOf(ask) === provider && and(ask);

export const compat = mutantsOf('VAI-GW-COMPAT', [
  [
    '001',
    'issues-have-no-severity',
    'Lists compatibility issues without their severity.',
    retellsIssues(incompatible, ({ severity: _was, ...issue }) => issue),
  ],
  [
    '002',
    'lists-the-first-issue',
    'Lists only the first compatibility issue.',
    lies.misreports(incompatible, (fault) => ({
      error: { ...fault.error, compat_issues: issuesOf(fault).slice(0, 1) },
    })),
  ],
  ['003', 'anthropic-takes-video', 'Sends video to Anthropic.', lies.serves(by('anthropic', /content/))],
  [
    '004',
    'anthropic-names-the-tool',
    'Names the tool instead of its type.',
    retellsIssues(by('anthropic', /tools/), (issue) => ({
      ...issue,
      param: String(issue.param).replace(/\.type$/, ''),
    })),
  ],
  [
    '005',
    'openai-takes-documents',
    "Sends documents to OpenAI's chat models.",
    lies.serves((fault, ask) => by('openai')(fault, ask) && lies.hasBlock('document')(ask)),
  ],
  [
    '006',
    'openai-thinking-is-any-block',
    'Refuses thinking as if it were any block.',
    retellsIssues(by('openai'), (issue) => ({
      ...issue,
      code: issue.code === 'unsupported_thinking' ? 'unsupported_content_block' : issue.code,
    })),
  ],
  [
    '007',
    'openai-takes-native-tools',
    "Sends native tools to OpenAI's chat models.",
    lies.serves(by('openai', /tools/)),
  ],
  [
    '008',
    'oai-resp-searches-not',
    'Refuses web_search on the Responses models.',
    lies.refuses(
      model('oai-resp', (ask) => lies.hasTool('web_search')(ask) && !lies.hasTool('web_fetch')(ask)),
      'tools[0].type',
    ),
  ],
  [
    '009',
    'gemini-takes-no-video',
    'Refuses video on Gemini.',
    lies.refuses(
      model('gem-dev', (ask) => lies.hasBlock('video')(ask)),
      'messages[0].content[0]',
    ),
  ],
  ['010', 'vertex-uses-computers', 'Sends computer_use to Vertex AI.', lies.serves(by('gem-vert', /tools/))],
  [
    '011',
    'cerebras-sees',
    'Sends images to Cerebras.',
    lies.serves((fault, ask) => by('cerebras')(fault, ask) && lies.hasBlock('image')(ask)),
  ],
  ['012', 'groq-takes-native-tools', 'Sends native tools to Groq.', lies.serves(by('groq', /tools/))],
  ['013', 'openrouter-takes-documents', 'Sends documents to OpenRouter.', lies.serves(by('openrouter'))],
  [
    '014',
    'looks-not-into-system',
    'Names a block in system as if it were in a message.',
    retellsIssues(incompatible, (issue) => ({
      ...issue,
      param: String(issue.param).replace(/^system/, 'messages[0].content'),
    })),
  ],
  [
    '015',
    'names-the-tool-result-around',
    'Names the tool result instead of the block in it.',
    retellsIssues(incompatible, (issue) => ({
      ...issue,
      param: String(issue.param).replace(/(\.content\[\d+\])\.content\[\d+\]$/, '$1'),
    })),
  ],
  [
    '016',
    'checks-models-it-does-not-know',
    'Refuses content of models that it knows nothing of.',
    lies.refuses(outsideTheList),
  ],
  [
    '017',
    'hears-only-where-the-model-does',
    'Takes audio to transcribe for a compatibility problem.',
    lies.refuses(lies.hasBlock('audio_stt')),
  ],
  [
    '018',
    'runs-are-not-checked',
    'Runs what the model cannot do.',
    lies.serves((fault, ask) => incompatible(fault, ask) && lies.anyRun(ask)),
  ],
]);
