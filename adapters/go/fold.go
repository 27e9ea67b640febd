package vai

import (
	"encoding/json"
	"slices"
	"strings"
)

// maxBlocks bounds the index of a block that is folded.
const maxBlocks = 100_000

// endsWithoutStop are the providers whose message streams may end after message_delta, without message_stop.
var endsWithoutStop = map[Provider]bool{OpenAI: true, OAIResp: true, Groq: true, Cerebras: true, OpenRouter: true}

// messageFold adds the events of a message stream up to the message.
type messageFold struct {
	mayEndEarly bool
	voice       bool // audio may follow message_stop

	message   *MessageResponse
	slots     map[int64]*slot
	stopSeen  bool // message_stop came
	reasoned  bool // message_delta came with a stop reason
	lastAudio bool
	mute      bool // audio_unavailable came
}

// slot is a block in the making. Pieces are joined once, at the end, so that long blocks cost linear time.
type slot struct {
	block Block
	piece strings.Builder // of text, of thinking, or of a tool's input, by the block's type
}

func (f *messageFold) add(members Extra) (event Event, shown bool) {
	event.Extra = fill(&event, members)
	shown = !(f.stopSeen && !isAudio(event.Type)) && !(f.mute && event.Type == "audio_chunk")
	if shown {
		f.take(event)
	}
	return event, shown
}

func isAudio(kind string) bool { return kind == "audio_chunk" || kind == "audio_unavailable" }

func (f *messageFold) take(event Event) {
	switch event.Type {
	case "message_start":
		if event.Message != nil {
			f.begin(*event.Message)
		}
	case "content_block_start":
		if event.Index != nil && *event.Index >= 0 && *event.Index < maxBlocks && event.ContentBlock != nil {
			f.slot(*event.Index, *event.ContentBlock)
		}
	case "content_block_delta":
		if event.Index != nil && event.Delta != nil {
			f.slots[*event.Index].add(*event.Delta)
		}
	case "message_delta":
		f.change(event)
	case "message_stop":
		f.stopSeen = true
	case "audio_chunk":
		f.lastAudio = event.IsFinal
	case "audio_unavailable":
		f.mute, f.lastAudio = true, true
	}
}

func (f *messageFold) begin(message MessageResponse) {
	f.message, f.slots = &message, nil
	for i, block := range message.Content {
		f.slot(int64(i), block)
	}
}

func (f *messageFold) slot(index int64, block Block) {
	if f.slots == nil {
		f.slots = make(map[int64]*slot)
	}
	s := &slot{block: block}
	switch block.Type {
	case "text":
		s.piece.WriteString(block.Text)
	case "thinking":
		s.piece.WriteString(block.Thinking)
	}
	f.slots[index] = s
}

// add takes the pieces of the block's own kind; others, and those for a block that never began, are nobody's.
func (s *slot) add(delta Delta) {
	if s == nil {
		return
	}
	switch {
	case s.block.Type == "text" && delta.Type == "text_delta":
		s.piece.WriteString(delta.Text)
	case s.block.Type == "thinking" && delta.Type == "thinking_delta":
		s.piece.WriteString(delta.Thinking)
	case isToolUse(s.block.Type) && delta.Type == "input_json_delta":
		s.piece.WriteString(delta.PartialJSON)
	}
}

func isToolUse(kind string) bool { return kind == "tool_use" || kind == "server_tool_use" }

func (f *messageFold) change(event Event) {
	reason := ""
	if event.Delta != nil {
		reason = event.Delta.StopReason
	}
	f.reasoned = f.reasoned || reason != ""
	if f.message == nil {
		return
	}
	if reason != "" {
		f.message.StopReason = reason
	}
	if event.Usage != nil {
		f.message.Usage = event.Usage
	}
}

func (s *slot) finished() Block {
	block := s.block
	switch {
	case block.Type == "text":
		block.Text = s.piece.String()
	case block.Type == "thinking":
		block.Thinking = s.piece.String()
	case isToolUse(block.Type):
		if input := json.RawMessage(strings.TrimSpace(s.piece.String())); isObject(input) && json.Valid(input) {
			block.Input = input
		}
	}
	return block
}

func (f *messageFold) complete() (over, mayEnd bool) {
	return f.stopSeen && (!f.voice || f.lastAudio), f.stopSeen || f.mayEndEarly && f.reasoned
}

// tolerant: once message_stop is there a connection that breaks costs at most audio.
func (f *messageFold) tolerant() bool { return f.stopSeen }

func (f *messageFold) final(requestID string) (*MessageResponse, bool) {
	if f.message == nil {
		return nil, false
	}
	message := *f.message
	message.RequestID = requestID
	message.Content = f.blocks()
	return &message, true
}

// blocks are the blocks in the order of their indices, without gaps.
func (f *messageFold) blocks() []Block {
	indices := make([]int64, 0, len(f.slots))
	for index := range f.slots {
		indices = append(indices, index)
	}
	slices.Sort(indices)
	blocks := make([]Block, 0, len(indices))
	for _, index := range indices {
		blocks = append(blocks, f.slots[index].finished())
	}
	return blocks
}

func (f *messageFold) text() string {
	return (&MessageResponse{Content: f.blocks()}).Text()
}

// runFold waits for run_complete. The events of a step's message do not end the run.
type runFold struct {
	result *RunResult
	said   strings.Builder
	over   bool
	mute   bool
}

func (f *runFold) add(members Extra) (event RunEvent, shown bool) {
	event.Extra = fill(&event, members)
	f.said.WriteString(event.Text())
	switch event.Type {
	case "run_complete":
		f.result, f.over = event.Result, true
	case "audio_unavailable":
		f.mute = true
	}
	return event, !(f.mute && event.Type == "audio_chunk")
}

func (f *runFold) complete() (over, mayEnd bool) { return f.over, f.over }

func (f *runFold) tolerant() bool { return f.over }

func (f *runFold) final(requestID string) (*RunResult, bool) {
	if f.result == nil {
		return nil, false
	}
	result := *f.result
	result.RequestID = requestID
	return &result, true
}

func (f *runFold) text() string { return f.said.String() }
