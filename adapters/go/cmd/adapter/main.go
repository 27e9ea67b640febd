// Command adapter plugs the client of package vai into the SDK suites of vai-conformance: requests come as JSON
// lines on stdin, answers go as JSON lines to stdout. It passes on what the client says and adds nothing.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
	"sync"
)

func main() {
	// Standard output belongs to the protocol: whoever else prints, prints to stderr.
	lines := &output{file: os.Stdout}
	os.Stdout = os.Stderr
	a := &adapter{out: lines, shared: make(map[string]*sharedClient), running: make(map[string]*operation)}
	input := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := input.ReadBytes('\n') // a line may be 16 MiB: bufio.Scanner would give up
		if line = bytes.TrimSpace(line); len(line) > 0 {
			a.accept(line)
		}
		if err != nil {
			os.Exit(0) // stdin has ended: at once, whatever is in flight
		}
	}
}

// request is one line from the harness.
type request struct {
	ID      string          `json:"id"`
	Op      string          `json:"op"`
	Client  clientConfig    `json:"client"`
	Request json.RawMessage `json:"request"`
	Options options         `json:"options"`
	Target  string          `json:"target"` // of abort
	How     string          `json:"how"`    // of abort
	Share   string          `json:"share"`  // of forget
}

// options say how a stream is read.
type options struct {
	Consume   string `json:"consume"`
	StopAfter int    `json:"stop_after"`
	StopHow   string `json:"stop_how"`
	Then      string `json:"then"`
	DelayMS   int    `json:"delay_ms"`
	Abort     abort  `json:"abort"`
}

// abort says when the operation aborts itself; the wire form is "before" or an object.
type abort struct {
	Before      bool   `json:"-"`
	AfterEvents int    `json:"after_events"`
	AfterMS     *int   `json:"after_ms"`
	How         string `json:"how"`
}

// UnmarshalJSON reads both forms.
func (a *abort) UnmarshalJSON(data []byte) error {
	if string(data) == `"before"` {
		a.Before = true
		return nil
	}
	type plain abort
	return json.Unmarshal(data, (*plain)(a))
}

// answer is a result, an error or an event, by its type. Value is absent when it is nil.
type answer struct {
	ID        string  `json:"id"`
	Type      string  `json:"type"`
	Event     any     `json:"event,omitempty"`
	Value     any     `json:"value,omitempty"`
	Text      *string `json:"text,omitempty"`
	Thinking  *string `json:"thinking,omitempty"`
	RequestID string  `json:"request_id,omitempty"`
	BaseURL   *string `json:"base_url,omitempty"`
	Stopped   bool    `json:"stopped,omitempty"`
	Aborted   bool    `json:"aborted,omitempty"`
	Error     *fault  `json:"error,omitempty"`
}

type output struct {
	lock sync.Mutex
	file *os.File
}

// write sends one line, in one write.
func (o *output) write(line any) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(line); err != nil {
		fmt.Fprintln(os.Stderr, "adapter: an answer cannot be written:", err)
		return
	}
	o.lock.Lock()
	defer o.lock.Unlock()
	_, _ = o.file.Write(text.Bytes())
}

type adapter struct {
	out     *output
	lock    sync.Mutex
	shared  map[string]*sharedClient
	running map[string]*operation
}

// accept starts what a line asks for, and returns at once.
func (a *adapter) accept(line []byte) {
	var r request
	if err := json.Unmarshal(line, &r); err != nil {
		a.out.write(answer{ID: r.ID, Type: "error", Error: &fault{Kind: "unsupported", Message: err.Error()}})
		return
	}
	switch r.Op {
	case "describe":
		a.out.write(description(r.ID))
	case "abort":
		a.out.write(a.abort(r))
	case "forget":
		a.forget(r.Share, r.Client.Share)
		a.out.write(answer{ID: r.ID, Type: "result"})
	default:
		o := newOperation(a, r)
		a.lock.Lock()
		a.running[r.ID] = o
		a.lock.Unlock()
		go a.run(o)
	}
}

// run writes the one answer of an operation. A panic of the client is an answer too.
func (a *adapter) run(o *operation) {
	last := answer{}
	func() {
		defer func() {
			if panicked := recover(); panicked != nil {
				debug.PrintStack()
				last = answer{Error: &fault{Kind: "crash", Message: fmt.Sprint(panicked)}}
			}
		}()
		last = o.perform()
	}()
	a.lock.Lock()
	delete(a.running, o.ID)
	a.lock.Unlock()
	last.ID, last.Type = o.ID, "result"
	if last.Error != nil {
		last.Type = "error"
	} else {
		last.Aborted = o.told.Load()
	}
	a.out.write(last)
	o.finish()
}

// abort tells a running operation to end; one that is unknown, or has ended, has nothing to be told.
func (a *adapter) abort(r request) answer {
	a.lock.Lock()
	target := a.running[r.Target]
	a.lock.Unlock()
	if target != nil && !target.abort(r.How) {
		return answer{ID: r.ID, Type: "error", Error: unsupported("how")}
	}
	return answer{ID: r.ID, Type: "result"}
}
