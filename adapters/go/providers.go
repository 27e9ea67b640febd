package vai

import "strings"

// Provider names whose key a request may need: the part of a model's name before its first slash, or the name of a
// provider of voices or tools.
type Provider string

// The providers that a gateway knows.
const (
	Anthropic  Provider = "anthropic"
	OpenAI     Provider = "openai"
	OAIResp    Provider = "oai-resp"
	GemDev     Provider = "gem-dev"
	GemVert    Provider = "gem-vert"
	Groq       Provider = "groq"
	Cerebras   Provider = "cerebras"
	OpenRouter Provider = "openrouter"
	Cartesia   Provider = "cartesia"
	ElevenLabs Provider = "elevenlabs"
	Tavily     Provider = "tavily"
	Exa        Provider = "exa"
	Firecrawl  Provider = "firecrawl"
)

var keyHeaders = map[Provider]string{
	Anthropic:  "X-Provider-Key-Anthropic",
	OpenAI:     "X-Provider-Key-OpenAI",
	OAIResp:    "X-Provider-Key-OpenAI",
	GemDev:     "X-Provider-Key-Gemini",
	GemVert:    "X-Provider-Key-VertexAI",
	Groq:       "X-Provider-Key-Groq",
	Cerebras:   "X-Provider-Key-Cerebras",
	OpenRouter: "X-Provider-Key-OpenRouter",
	Cartesia:   "X-Provider-Key-Cartesia",
	ElevenLabs: "X-Provider-Key-ElevenLabs",
	Tavily:     "X-Provider-Key-Tavily",
	Exa:        "X-Provider-Key-Exa",
	Firecrawl:  "X-Provider-Key-Firecrawl",
}

// Known tells whether this version has a header for the provider's key.
func (p Provider) Known() bool { return keyHeaders[p] != "" }

var toolProviders = map[string][]Provider{
	"vai_web_search": {Tavily, Exa},
	"vai_web_fetch":  {Firecrawl, Tavily},
	"vai_image":      {GemDev, GemVert},
}

var modelProviders = map[Provider]bool{
	Anthropic: true, OpenAI: true, OAIResp: true, GemDev: true, GemVert: true, Groq: true, Cerebras: true, OpenRouter: true,
}

func modelProvider(model string) Provider {
	prefix, _, _ := strings.Cut(strings.TrimSpace(model), "/")
	return Provider(prefix)
}

// messageProviders are the providers whose keys a message request has a use for.
func messageProviders(request MessageRequest) []Provider {
	var needed []Provider
	if p := modelProvider(request.Model); modelProviders[p] {
		needed = append(needed, p)
	}
	spoken := request.TTSModel != "" || request.Voice != nil && request.Voice.Output != nil
	for _, message := range request.Messages {
		spoken = spoken || hasSpeech(message.Content.Blocks)
	}
	if spoken || request.System != nil && hasSpeech(request.System.Blocks) {
		needed = append(needed, Cartesia)
	}
	return needed
}

func hasSpeech(blocks []Block) bool {
	for _, block := range blocks {
		if block.Type == "audio_stt" || hasSpeech(block.Content) {
			return true
		}
	}
	return false
}

// runProviders adds those of the server tools that the run enables: the one that is named, else every candidate.
func runProviders(request RunRequest) []Provider {
	needed := messageProviders(request.Request)
	tools := request.ServerTools
	if len(tools) == 0 {
		tools = request.Builtins
	}
	for _, tool := range tools {
		tool = strings.TrimSpace(tool)
		if named := strings.TrimSpace(request.ServerToolConfig[tool].Provider); named != "" {
			needed = append(needed, Provider(strings.ToLower(named)))
		} else {
			needed = append(needed, toolProviders[tool]...)
		}
	}
	return needed
}
