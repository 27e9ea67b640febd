package vai

import (
	"bytes"
	"encoding/json"
)

// Message is one turn of a conversation: of the "user" or of the "assistant".
type Message struct {
	Role    string  `json:"role"`
	Content Content `json:"content"`
	Extra   Extra   `json:"-"`
}

// UserText is a message of the user that is a plain text.
func UserText(text string) Message { return Message{Role: "user", Content: Content{Text: text}} }

// Content is a plain text, or a list of blocks where Blocks is not nil.
type Content struct {
	Text   string
	Blocks []Block
}

// MarshalJSON writes a string or a list.
func (c Content) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	if c.Blocks == nil {
		return appendJSON(&out, c.Text)
	}
	return appendJSON(&out, c.Blocks)
}

// UnmarshalJSON reads a string or a list of blocks.
func (c *Content) UnmarshalJSON(data []byte) error {
	*c = Content{}
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &c.Text)
	}
	return json.Unmarshal(data, &c.Blocks)
}

// Block is a piece of content. Type says which fields count; of a type that this version does not know everything
// stands in Extra. The zero Block is the null that gateways leave where they lost a block.
type Block struct {
	Type      string          `json:"type"`
	Text      string          `json:"text"`
	Thinking  string          `json:"thinking"`
	ID        string          `json:"id"`
	Name      string          `json:"name"`
	Input     json.RawMessage `json:"input"`
	ToolUseID string          `json:"tool_use_id"`
	Content   []Block         `json:"content"`
	IsError   bool            `json:"is_error"`
	Source    *Source         `json:"source"`
	Extra     Extra           `json:"-"`
}

// Source is where the bytes of an image, audio, video or document block are: "base64", "url" or "asset".
type Source struct {
	Type      string `json:"type"`
	MediaType string `json:"media_type"`
	Data      string `json:"data"`
	URL       string `json:"url"`
	AssetID   string `json:"asset_id"`
	Extra     Extra  `json:"-"`
}

// MarshalJSON writes the members that are set, Extra included, and null for the zero Block.
func (b Block) MarshalJSON() ([]byte, error) {
	out, err := encodeObject(b, b.Extra)
	if err == nil && string(out) == "{}" {
		return []byte("null"), nil
	}
	return out, err
}

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (b *Block) UnmarshalJSON(data []byte) (err error) {
	b.Extra, err = decodeObject(data, b)
	return err
}

// MessageResponse is the model's answer. StopReason is an open set.
type MessageResponse struct {
	ID           string                     `json:"id"`
	Type         string                     `json:"type"`
	Role         string                     `json:"role"`
	Model        string                     `json:"model"`
	Content      []Block                    `json:"content"`
	StopReason   string                     `json:"stop_reason"`
	StopSequence string                     `json:"stop_sequence"`
	Usage        *Usage                     `json:"usage"`
	Metadata     map[string]json.RawMessage `json:"metadata"`
	Extra        Extra                      `json:"-"`

	// RequestID is the answer's X-Request-ID; it is no part of the body.
	RequestID string `json:"-"`
}

// Text is the text of all text blocks, joined.
func (m *MessageResponse) Text() string {
	return joined(m.Content, func(b Block) string { return b.textOf("text", b.Text) })
}

// Thinking is the thinking of all thinking blocks, joined.
func (m *MessageResponse) Thinking() string {
	return joined(m.Content, func(b Block) string { return b.textOf("thinking", b.Thinking) })
}

func (b Block) textOf(kind, text string) string {
	if b.Type != kind {
		return ""
	}
	return text
}

// Message is the answer as a turn of the history.
func (m *MessageResponse) Message() Message {
	return Message{Role: m.Role, Content: Content{Blocks: append([]Block{}, m.Content...)}}
}

// Usage counts tokens.
type Usage struct {
	InputTokens      int64    `json:"input_tokens"`
	OutputTokens     int64    `json:"output_tokens"`
	TotalTokens      int64    `json:"total_tokens"`
	CacheReadTokens  int64    `json:"cache_read_tokens"`
	CacheWriteTokens int64    `json:"cache_write_tokens"`
	CostUSD          *float64 `json:"cost_usd"`
	Extra            Extra    `json:"-"`
}
