package vai

import "encoding/json"

// MessageRequest is the body of a message call, and the request inside a run. Whether it is streamed is the choice of
// the method, not of the request. A pointer tells a zero from nothing; see [Ptr].
type MessageRequest struct {
	Model         string                     `json:"model"`
	Messages      []Message                  `json:"messages"`
	MaxTokens     *int64                     `json:"max_tokens"`
	System        *Content                   `json:"system"`
	Temperature   *float64                   `json:"temperature"`
	TopP          *float64                   `json:"top_p"`
	TopK          *int64                     `json:"top_k"`
	StopSequences []string                   `json:"stop_sequences"`
	Tools         []Tool                     `json:"tools"`
	ToolChoice    *ToolChoice                `json:"tool_choice"`
	STTModel      string                     `json:"stt_model"`
	TTSModel      string                     `json:"tts_model"`
	OutputFormat  *OutputFormat              `json:"output_format"`
	Output        json.RawMessage            `json:"output"`
	Voice         *Voice                     `json:"voice"`
	Extensions    map[string]json.RawMessage `json:"extensions"`
	Metadata      map[string]json.RawMessage `json:"metadata"`
	Extra         Extra                      `json:"-"`
}

// RunRequest is the body of a run: a request, and how the gateway shall loop over it. Tools of type "function" are
// the caller's own and are refused: the gateway has nobody to call.
type RunRequest struct {
	Request          MessageRequest              `json:"request"`
	Run              *RunOptions                 `json:"run"`
	ServerTools      []string                    `json:"server_tools"`
	ServerToolConfig map[string]ServerToolConfig `json:"server_tool_config"`
	Builtins         []string                    `json:"builtins"` // the deprecated name of server_tools
	Extra            Extra                       `json:"-"`
}

// RunOptions are the limits of a run; what is nil is the gateway's default.
type RunOptions struct {
	MaxTurns      *int64 `json:"max_turns"`
	MaxToolCalls  *int64 `json:"max_tool_calls"`
	MaxTokens     *int64 `json:"max_tokens"`
	TimeoutMS     *int64 `json:"timeout_ms"`
	ParallelTools *bool  `json:"parallel_tools"`
	ToolTimeoutMS *int64 `json:"tool_timeout_ms"`
	Extra         Extra  `json:"-"`
}

// ServerToolConfig configures one server tool; all but the provider is the tool's own and stands in Extra.
type ServerToolConfig struct {
	Provider string `json:"provider"`
	Extra    Extra  `json:"-"`
}

// Tool is a tool that the model may call.
type Tool struct {
	Type        string          `json:"type"`
	Name        string          `json:"name"`
	Description string          `json:"description"`
	InputSchema json.RawMessage `json:"input_schema"`
	Config      json.RawMessage `json:"config"`
	Extra       Extra           `json:"-"`
}

// ToolChoice says whether the model must call a tool: "auto", "any", "none" or "tool" with a name.
type ToolChoice struct {
	Type  string `json:"type"`
	Name  string `json:"name"`
	Extra Extra  `json:"-"`
}

// OutputFormat asks for JSON of a schema; its type is "json_schema".
type OutputFormat struct {
	Type       string          `json:"type"`
	JSONSchema json.RawMessage `json:"json_schema"`
	Extra      Extra           `json:"-"`
}

// Voice asks for spoken output.
type Voice struct {
	Output *VoiceOutput `json:"output"`
	Extra  Extra        `json:"-"`
}

// VoiceOutput says how the answer shall sound. Format is "wav", "mp3" or "pcm"; SampleRate is in Hz.
type VoiceOutput struct {
	Voice      string   `json:"voice"`
	Speed      *float64 `json:"speed"`
	Volume     *float64 `json:"volume"`
	Emotion    string   `json:"emotion"`
	Format     string   `json:"format"`
	SampleRate *int64   `json:"sample_rate"`
	Extra      Extra    `json:"-"`
}

// Ptr returns a pointer to a copy of value, for the optional members of requests.
func Ptr[T any](value T) *T { return &value }
