package main

import (
	"time"

	"example.com/vai"
)

// textual is an event that knows what text it adds.
type textual interface{ Text() string }

// reader reads one stream as the options say.
type reader[E textual, R said] struct {
	*operation
	stream *vai.Stream[E, R]
	count  int
}

func streamed[E textual, R said](o *operation, open func() (*vai.Stream[E, R], error)) answer {
	switch o.Options.Consume {
	case "", "events", "final", "text", "both":
	default:
		return answer{Error: unsupported("options.consume")}
	}
	stream, err := open()
	if err != nil {
		return failed(err)
	}
	o.lock.Lock()
	o.close = stream.Close
	o.lock.Unlock()
	r := &reader[E, R]{o, stream, 0}
	switch o.Options.Consume {
	case "final":
		return blocking(stream.Final())
	case "text":
		text, err := stream.Text()
		if err != nil {
			return failed(err)
		}
		return answer{Text: &text, RequestID: stream.RequestID()}
	case "both":
		return r.both()
	}
	if o.Options.StopAfter > 0 {
		return r.stopped()
	}
	if err := r.iterate(nil); err != nil {
		return failed(err)
	}
	return blocking(stream.Final())
}

// iterate writes the events; enough says after which one the loop is left.
func (r *reader[E, R]) iterate(enough func(count int) bool) error {
	for event, err := range r.stream.Events() {
		if err != nil {
			return err
		}
		r.count++
		line := answer{ID: r.ID, Type: "event", Event: event}
		if text := event.Text(); text != "" {
			line.Text = &text
		}
		r.adapter.out.write(line)
		if r.count == r.Options.Abort.AfterEvents {
			r.abort(r.Options.Abort.How)
		}
		if enough != nil && enough(r.count) {
			break
		}
		if r.Options.DelayMS > 0 {
			time.Sleep(time.Duration(r.Options.DelayMS) * time.Millisecond)
		}
	}
	return nil
}

// both asks for the final value in another goroutine while the events are iterated.
func (r *reader[E, R]) both() answer {
	answers := make(chan answer, 1)
	asked := false
	ask := func() {
		if !asked {
			asked = true
			go func() { answers <- blocking(r.stream.Final()) }()
		}
	}
	err := r.iterate(func(int) bool { ask(); return false })
	ask()
	last := <-answers
	if err != nil {
		return failed(err)
	}
	return last
}

func (r *reader[E, R]) stopped() answer {
	after := r.Options.StopAfter
	err := r.iterate(func(count int) bool {
		if count == after && r.Options.StopHow == "close" {
			r.stream.Close()
		}
		return count == after && r.Options.StopHow != "close"
	})
	last := answer{}
	if err == nil {
		last = r.then()
	} else {
		last = failed(err)
	}
	last.Stopped = true
	return last
}

func (r *reader[E, R]) then() answer {
	switch r.Options.Then {
	case "close-twice":
		r.stream.Close()
		r.stream.Close()
	case "close":
		r.stream.Close()
	case "final":
		return blocking(r.stream.Final())
	case "iterate-again":
		before := r.count
		if err := r.iterate(nil); err != nil {
			return failed(err)
		}
		return answer{Value: r.count - before}
	}
	return answer{}
}
