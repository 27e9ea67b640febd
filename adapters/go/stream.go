package vai

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"iter"
	"mime"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// MessageStream is a message as it is made; its final value is the folded message.
type MessageStream = Stream[Event, *MessageResponse]

// RunStream is a run as it goes; its final value is the result of run_complete.
type RunStream = Stream[RunEvent, *RunResult]

// Stream is the answer to a streaming call: events of type E, and a final value of type R.
//
// Range over Events, or ask for Final or Text alone: each reads the stream to its end and closes it, and so does
// leaving the loop. Whoever does none of these calls Close. One goroutine reads at a time: Final may be called by
// another one while Events is being ranged over, and then waits for that loop; it is not to be called inside it.
type Stream[E, R any] struct {
	transport *transport
	call      *call
	ctx       context.Context // of the request, with causes
	cancel    context.CancelCauseFunc
	response  *http.Response
	idle      *time.Timer // nil without a limit
	closed    atomic.Bool

	reading sync.Mutex // guards what follows
	events  *eventReader
	fold    fold[E, R]
	end     error // what reading ended with, io.EOF at its proper end
}

// fold adds up the events of one kind of stream.
type fold[E, R any] interface {
	// add makes an event of its members and adds it; shown is false for one that is not to be handed over.
	add(members Extra) (event E, shown bool)
	// complete tells whether the stream has said all that it has to say, and whether it may end here.
	complete() (over, mayEnd bool)
	// tolerant tells whether an end that mayEnd allows may be a broken connection as well.
	tolerant() bool
	final(requestID string) (R, bool)
	text() string
}

// open sends a call and waits for the head of its answer.
func open[E, R any](ctx context.Context, t *transport, c *call, f fold[E, R]) (*Stream[E, R], error) {
	ctx, cancel := context.WithCancelCause(ctx)
	s := &Stream[E, R]{transport: t, call: c, ctx: ctx, cancel: cancel, fold: f}
	if t.idleTimeout > 0 {
		s.idle = time.AfterFunc(t.idleTimeout, func() { cancel(errIdle) })
	}
	var err error
	if s.response, err = t.send(ctx, c); err != nil {
		err = c.failed(ctx, err, "")
	} else if s.response.StatusCode < 200 || s.response.StatusCode > 299 {
		err = t.refused(ctx, c, s.response)
	} else {
		err = s.checkHead()
	}
	if err != nil {
		s.release()
		return nil, err
	}
	s.events = &eventReader{source: s.response.Body}
	if s.idle != nil {
		s.idle.Stop()
		s.events.source = body{s.response.Body, s.idle, t.idleTimeout}
	}
	return s, nil
}

// checkHead refuses what is no stream of events, like the page of a proxy.
func (s *Stream[E, R]) checkHead() error {
	contentType := s.response.Header.Get("Content-Type")
	if kind, _, _ := mime.ParseMediaType(contentType); kind != "text/event-stream" {
		return s.call.broken(s.RequestID(), "the answer is no event stream; its Content-Type is "+quoted(contentType), nil)
	}
	if coding := s.response.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return s.call.broken(s.RequestID(), "the stream has the content coding "+quoted(coding)+", which was not asked for", nil)
	}
	return nil
}

func quoted(header string) string { return `"` + header[:min(len(header), 80)] + `"` }

// RequestID is the answer's X-Request-ID.
func (s *Stream[E, R]) RequestID() string { return s.response.Header.Get("X-Request-ID") }

// Events hands over the events as they come. An error is the last that the loop sees. After the end, and after
// Close, there are no further events; a stream that has failed fails again.
func (s *Stream[E, R]) Events() iter.Seq2[E, error] {
	return func(yield func(E, error) bool) {
		s.reading.Lock()
		defer s.reading.Unlock()
		for {
			event, err := s.next()
			if err == io.EOF {
				return
			}
			if !yield(event, err) {
				s.Close()
				return
			}
			if err != nil {
				return
			}
		}
	}
}

// Final reads what is left and returns the final value; asked again, it returns the same. Of a stream that was closed
// early there is none: an [AbortError] that wraps [ErrStreamClosed].
func (s *Stream[E, R]) Final() (R, error) {
	var none R
	for _, err := range s.Events() {
		if err != nil {
			return none, err
		}
	}
	s.reading.Lock()
	defer s.reading.Unlock()
	if _, mayEnd := s.fold.complete(); !mayEnd {
		return none, s.call.aborted(ErrStreamClosed)
	}
	value, ok := s.fold.final(s.RequestID())
	if !ok {
		return none, s.call.broken(s.RequestID(), "the stream ended without the event that begins its final value", nil)
	}
	return value, nil
}

// Text reads what is left and returns the whole text, and nothing else, of a message or of a run's messages.
func (s *Stream[E, R]) Text() (string, error) {
	if _, err := s.Final(); err != nil {
		return "", err
	}
	s.reading.Lock()
	defer s.reading.Unlock()
	return s.fold.text(), nil
}

// Close ends the stream and its connection at once. A loop over Events ends without an error. Close may be called
// from any goroutine, and more than once.
func (s *Stream[E, R]) Close() {
	s.closed.Store(true)
	s.release()
}

func (s *Stream[E, R]) release() {
	if s.idle != nil {
		s.idle.Stop()
	}
	s.cancel(ErrStreamClosed)
	if s.response != nil {
		_ = s.response.Body.Close()
	}
}

// body is the answer's body under the idle limit. The time runs while a byte is waited for, not while the reader of
// the events is busy elsewhere.
type body struct {
	io.Reader
	idle  *time.Timer
	limit time.Duration
}

func (b body) Read(into []byte) (int, error) {
	b.idle.Reset(b.limit)
	defer b.idle.Stop()
	return b.Reader.Read(into)
}

// next reads one event. What it ends with once it ends with always.
func (s *Stream[E, R]) next() (event E, err error) {
	for s.end == nil {
		var shown bool
		if event, shown, s.end = s.step(); s.end == nil && shown {
			return event, nil
		}
	}
	s.release()
	return event, s.end
}

func (s *Stream[E, R]) step() (event E, shown bool, err error) {
	over, mayEnd := s.fold.complete()
	if over || s.closed.Load() {
		return event, false, io.EOF
	}
	data, err := s.events.next()
	if s.closed.Load() {
		return event, false, io.EOF
	}
	if s.ctx.Err() != nil { // events that came before the abort are not handed over after it
		return event, false, s.call.failed(s.ctx, s.ctx.Err(), s.RequestID())
	}
	if err != nil {
		return event, false, s.stopped(err, mayEnd)
	}
	data = validUTF8(data)
	if text := bytes.TrimSpace(data); len(text) == 0 || string(text) == "[DONE]" {
		return event, false, nil
	}
	members, err := s.members(data)
	if err != nil {
		return event, false, err
	}
	event, shown = s.fold.add(members)
	if over, _ := s.fold.complete(); over {
		s.release() // nothing more is waited for, whether the gateway closes or not
	}
	return event, shown, nil
}

// members reads an event, which must have a type; an error ends the stream.
func (s *Stream[E, R]) members(data []byte) (Extra, error) {
	var members Extra
	if err := json.Unmarshal(data, &members); err != nil {
		return nil, s.call.broken(s.RequestID(), "the data of an event is no JSON object", nil)
	}
	var kind string
	if json.Unmarshal(members["type"], &kind) != nil || kind == "" {
		return nil, s.call.broken(s.RequestID(), "an event has no type", nil)
	}
	if kind == "error" {
		return nil, s.transport.apiError(members["error"], s.response.StatusCode, s.response.Header)
	}
	return members, nil
}

// stopped judges the end of the body.
func (s *Stream[E, R]) stopped(err error, mayEnd bool) error {
	switch {
	case mayEnd && (err == io.EOF || s.fold.tolerant()):
		return io.EOF
	case err == io.EOF:
		return s.call.broken(s.RequestID(), "the stream ended before its last event", io.ErrUnexpectedEOF)
	case err == errEventTooLarge:
		return s.call.broken(s.RequestID(), err.Error(), nil)
	}
	return s.call.failed(s.ctx, err, s.RequestID())
}
