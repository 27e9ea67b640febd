package main

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"example.com/vai"
)

// operation is one request that is being answered.
type operation struct {
	request
	adapter *adapter
	ctx     context.Context
	cancel  context.CancelFunc
	told    atomic.Bool // the client was told to abort
	done    func()      // what is to do after the answer

	lock  sync.Mutex
	close func() // of the stream, once there is one
}

func newOperation(a *adapter, r request) *operation {
	o := &operation{request: r, adapter: a, done: func() {}}
	o.ctx, o.cancel = context.WithCancel(context.Background())
	return o
}

func (o *operation) finish() {
	o.done()
	o.cancel()
}

// abort tells the client by the means that is named; false where it does not exist, or not yet.
func (o *operation) abort(how string) bool {
	switch how {
	case "", "signal":
		o.told.Store(true)
		o.cancel()
		return true
	case "close":
		o.lock.Lock()
		closeStream := o.close
		o.lock.Unlock()
		if closeStream != nil {
			o.told.Store(true)
			closeStream()
			return true
		}
	}
	return false
}

// calls are what is asked of a client, by operation.
var calls = map[string]func(o *operation, client *vai.Client) answer{
	"messages.create": func(o *operation, client *vai.Client) answer {
		return with(o, func(request vai.MessageRequest) answer {
			return blocking(client.Messages.Create(o.ctx, request))
		})
	},
	"messages.stream": func(o *operation, client *vai.Client) answer {
		return with(o, func(request vai.MessageRequest) answer {
			return streamed(o, func() (*vai.MessageStream, error) { return client.Messages.Stream(o.ctx, request) })
		})
	},
	"runs.create": func(o *operation, client *vai.Client) answer {
		return with(o, func(request vai.RunRequest) answer {
			return blocking(client.Runs.Create(o.ctx, request))
		})
	},
	"runs.stream": func(o *operation, client *vai.Client) answer {
		return with(o, func(request vai.RunRequest) answer {
			return streamed(o, func() (*vai.RunStream, error) { return client.Runs.Stream(o.ctx, request) })
		})
	},
	"models.list": func(o *operation, client *vai.Client) answer {
		list, err := client.Models.List(o.ctx)
		if err != nil {
			return failed(err)
		}
		return answer{Value: list.Models, RequestID: list.RequestID}
	},
	"inspect": func(_ *operation, client *vai.Client) answer { return inspect(client) },
}

func (o *operation) perform() answer {
	if o.Op == "helpers.apply_history_delta" {
		return o.applyHistory()
	}
	call, known := calls[o.Op]
	if !known {
		return answer{Error: unsupported("op")}
	}
	client, done, err := o.adapter.client(o.Client)
	if err != nil {
		return failed(err)
	}
	if o.Options.StopAfter == 0 || o.Options.StopHow == "close" {
		o.done = done // a client that is closed would hide a stream that was left open
	}
	if o.Options.Abort.Before {
		o.abort("signal")
	}
	if after := o.Options.Abort.AfterMS; after != nil {
		timer := time.AfterFunc(time.Duration(*after)*time.Millisecond, func() { o.abort(o.Options.Abort.How) })
		defer timer.Stop()
	}
	return call(o, client)
}

// with decodes the request as the client's own type; all that is JSON and an object has a place there.
func with[T any](o *operation, call func(T) answer) answer {
	var request T
	if err := json.Unmarshal(o.Request, &request); err != nil {
		return answer{Error: unsupported("request")}
	}
	return call(request)
}

func failed(err error) answer { return answer{Error: tell(err)} }

// said is what a message and a run's result have in common.
type said interface {
	Text() string
	Thinking() string
}

func blocking[R said](value R, err error) answer {
	if err != nil {
		return failed(err)
	}
	return final(value)
}

func final[R said](value R) answer {
	a := answer{Value: value, Text: vai.Ptr(value.Text()), Thinking: vai.Ptr(value.Thinking())}
	switch v := any(value).(type) {
	case *vai.MessageResponse:
		a.RequestID = v.RequestID
	case *vai.RunResult:
		a.RequestID = v.RequestID
	}
	return a
}

func (o *operation) applyHistory() answer {
	type delta struct {
		History []vai.Message `json:"history"`
		Event   vai.RunEvent  `json:"event"`
		Strict  bool          `json:"strict"`
	}
	return with(o, func(request delta) answer {
		history, err := vai.ApplyHistoryDelta(request.History, request.Event, request.Strict)
		if err != nil {
			return failed(err)
		}
		return answer{Value: append([]vai.Message{}, history...)}
	})
}

// inspect prints the client in every way that Go has.
func inspect(client *vai.Client) answer {
	encoded, err := json.Marshal(client)
	if err != nil {
		encoded = []byte(err.Error())
	}
	forms := []string{string(encoded), client.LogValue().String()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d"} {
		forms = append(forms, fmt.Sprintf(verb, client), fmt.Sprintf(verb, client.Messages), fmt.Sprintf(verb, struct{ C *vai.Client }{client}))
	}
	return answer{Value: forms, BaseURL: vai.Ptr(client.BaseURL())}
}
