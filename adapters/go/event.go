package vai

import "encoding/json"

// Event is one event of a message stream. Type says which fields count: "message_start", "content_block_start",
// "content_block_delta", "content_block_stop", "message_delta", "message_stop", "ping", "audio_chunk",
// "audio_unavailable", or a type that this version does not know, of which everything stands in Extra. The event
// "error" is never handed over: it ends the stream as an [APIError].
type Event struct {
	Type         string           `json:"type"`
	Message      *MessageResponse `json:"message"`
	Index        *int64           `json:"index"`
	ContentBlock *Block           `json:"content_block"`
	Delta        *Delta           `json:"delta"`
	Usage        *Usage           `json:"usage"`
	Format       string           `json:"format"`
	Audio        []byte           `json:"audio"` // of an audio_chunk: its bytes, base64 on the wire
	SampleRateHz int64            `json:"sample_rate_hz"`
	IsFinal      bool             `json:"is_final"`
	Reason       string           `json:"reason"`
	Extra        Extra            `json:"-"`
}

// Text is the text that the event adds to the message; empty for all but text deltas.
func (e Event) Text() string { return e.delta("text_delta").Text }

// Thinking is the thinking that the event adds to the message; empty for all but thinking deltas.
func (e Event) Thinking() string { return e.delta("thinking_delta").Thinking }

func (e Event) delta(kind string) Delta {
	if e.Type != "content_block_delta" || e.Delta == nil || e.Delta.Type != kind {
		return Delta{}
	}
	return *e.Delta
}

// Delta is the change that a content_block_delta or a message_delta brings.
type Delta struct {
	Type        string `json:"type"`
	Text        string `json:"text"`
	Thinking    string `json:"thinking"`
	PartialJSON string `json:"partial_json"`
	StopReason  string `json:"stop_reason"`
	Extra       Extra  `json:"-"`
}

// RunEvent is one event of a run stream. Type says which fields count: "run_start", "step_start", "stream_event",
// "tool_call_start", "tool_result", "step_complete", "history_delta", "run_complete", "ping", "audio_chunk",
// "audio_unavailable", or an unknown type. A tool that failed is an event like any other; only the run's own "error"
// ends the stream, as an [APIError].
type RunEvent struct {
	Type            string           `json:"type"`
	RequestID       string           `json:"request_id"`
	Model           string           `json:"model"`
	ProtocolVersion string           `json:"protocol_version"`
	Index           *int64           `json:"index"`
	Event           *Event           `json:"event"`
	ID              string           `json:"id"`
	Name            string           `json:"name"`
	Input           json.RawMessage  `json:"input"`
	Content         []Block          `json:"content"`
	IsError         bool             `json:"is_error"`
	Error           *ErrorDetail     `json:"error"`
	Response        *MessageResponse `json:"response"`
	ExpectedLen     *int64           `json:"expected_len"`
	Append          []Message        `json:"append"`
	Result          *RunResult       `json:"result"`
	Format          string           `json:"format"`
	Audio           []byte           `json:"audio"`
	SampleRateHz    int64            `json:"sample_rate_hz"`
	IsFinal         bool             `json:"is_final"`
	Reason          string           `json:"reason"`
	Extra           Extra            `json:"-"`
}

// Text is the text that the event adds to a message of the run.
func (e RunEvent) Text() string {
	if e.Type != "stream_event" || e.Event == nil {
		return ""
	}
	return e.Event.Text()
}

// RunResult is what a run came to. Response is nil where the run ended without a final answer.
type RunResult struct {
	Response      *MessageResponse `json:"response"`
	Steps         []RunStep        `json:"steps"`
	ToolCallCount int64            `json:"tool_call_count"`
	TurnCount     int64            `json:"turn_count"`
	Usage         *Usage           `json:"usage"`
	StopReason    string           `json:"stop_reason"`
	Messages      []Message        `json:"messages"`
	Extra         Extra            `json:"-"`

	// RequestID is the answer's X-Request-ID; it is no part of the body.
	RequestID string `json:"-"`
}

// Text is the text of the final answer; empty where there is none.
func (r *RunResult) Text() string {
	if r.Response == nil {
		return ""
	}
	return r.Response.Text()
}

// Thinking is the thinking of the final answer; empty where there is none.
func (r *RunResult) Thinking() string {
	if r.Response == nil {
		return ""
	}
	return r.Response.Thinking()
}

// RunStep is one turn of the model within a run. DurationMS is the model's time alone.
type RunStep struct {
	Index       int64            `json:"index"`
	Response    *MessageResponse `json:"response"`
	ToolCalls   []ToolCall       `json:"tool_calls"`
	ToolResults []ToolResult     `json:"tool_results"`
	DurationMS  int64            `json:"duration_ms"`
	Extra       Extra            `json:"-"`
}

// ToolCall is a call that the model asked for.
type ToolCall struct {
	ID    string          `json:"id"`
	Name  string          `json:"name"`
	Input json.RawMessage `json:"input"`
	Extra Extra           `json:"-"`
}

// ToolResult is what a call came to.
type ToolResult struct {
	ToolUseID string       `json:"tool_use_id"`
	Content   []Block      `json:"content"`
	IsError   bool         `json:"is_error"`
	Error     *ErrorDetail `json:"error"`
	Extra     Extra        `json:"-"`
}

// Model is an entry of the gateway's list. A capability is a bool; one that is missing is unknown.
type Model struct {
	ID           string         `json:"id"`
	Provider     string         `json:"provider"`
	Name         string         `json:"name"`
	Auth         *ModelAuth     `json:"auth"`
	Capabilities map[string]any `json:"capabilities"`
	Extra        Extra          `json:"-"`
}

// ModelAuth says what a model asks of its caller.
type ModelAuth struct {
	RequiresBYOKHeader string `json:"requires_byok_header"`
	Extra              Extra  `json:"-"`
}
