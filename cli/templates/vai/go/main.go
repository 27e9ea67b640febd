// Command conformance-adapter plugs an SDK into the SDK suites of vai-conformance: requests come as JSON lines on
// stdin, answers go as JSON lines to stdout. It passes on, and does nothing else: no retry, no repair, no default. What
// the suites see has to be what a user of the SDK sees. Five places are marked YOURS.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	// YOURS 1: import your SDK (the README says how, where it lies beside this module), and delete standin.go.
)

// YOURS 2: what your SDK can do. What stands here is judged, what does not is skipped; see the README.
var described = answer{
	"type":     "described",
	"protocol": 1,
	"dialect":  "vai",
	"runtime":  "go",
	// debug.ReadBuildInfo tells the version of your SDK's module: one that is written here is soon wrong.
	"sdk":           answer{"name": "stand-in", "version": standInVersion, "language": "Go"},
	"operations":    []string{"messages.create", "messages.stream"},
	"features":      []string{},
	"error_fields":  []string{"type", "message", "http_status"},
	"result_fields": []string{"value"},
}

// clientOf is YOURS 3: a client, as a user builds one. What is nil was null or absent, and is not passed on: the SDK's
// own default applies.
func clientOf(fields clientFields) standInClient {
	client := standInClient{BaseURL: "http://127.0.0.1:8080"}
	if fields.BaseURL != nil {
		client.BaseURL = *fields.BaseURL
	}
	if fields.GatewayAPIKey != nil {
		client.APIKey = *fields.GatewayAPIKey
	}
	return client
}

// perform is YOURS 4: the operations. Each calls the SDK as a user would, and gives the final line.
func perform(ctx context.Context, asked line) (answer, error) {
	switch asked.Op {
	case "describe":
		return described, nil
	case "messages.create":
		message, err := clientOf(asked.Client).createMessage(ctx, asked.Request)
		return answer{"type": "result", "value": message}, err
	case "messages.stream":
		if asked.Options.Consume != "" && asked.Options.Consume != "events" {
			return unsupported("options.consume"), nil
		}
		err := clientOf(asked.Client).streamMessage(ctx, asked.Request, func(event map[string]any) {
			write(answer{"id": asked.ID, "type": "event", "event": event})
		})
		return answer{"type": "result"}, err
	default:
		return unsupported("op"), nil
	}
}

// errorOf is YOURS 5: what a user can tell of an error by errors.Is and errors.As; never by reading its message.
func errorOf(err error) answer {
	told := answer{"kind": "foreign", "class": fmt.Sprintf("%T", err), "message": err.Error(), "own": false}
	var api *apiError
	var connection *connectionError
	switch {
	case errors.As(err, &api):
		told["kind"], told["own"] = "api", true
		told["message"], told["type"], told["http_status"] = api.Message, api.Type, api.Status
	case errors.As(err, &connection):
		told["kind"], told["own"] = "transport", true
	case errors.Is(err, badAnswer{}):
		told["kind"], told["own"] = "protocol", true
	}
	return told
}

// line is one request of the harness.
type line struct {
	ID      string         `json:"id"`
	Op      string         `json:"op"`
	Client  clientFields   `json:"client"`
	Request map[string]any `json:"request"`
	Options struct {
		Consume string `json:"consume"`
	} `json:"options"`
}

type clientFields struct {
	BaseURL       *string `json:"base_url"`
	GatewayAPIKey *string `json:"gateway_api_key"`
}

type answer map[string]any

func unsupported(param string) answer {
	return answer{"type": "error", "error": answer{"kind": "unsupported", "param": param}}
}

var (
	// Standard output belongs to the protocol: it is taken before anything else runs in main.
	stdout = os.Stdout
	lock   sync.Mutex
)

// write writes one line, whole and at once.
func write(one answer) {
	var data bytes.Buffer
	encoder := json.NewEncoder(&data)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(one); err != nil {
		fmt.Fprintln(os.Stderr, "cannot be written:", err)
		return
	}
	lock.Lock()
	defer lock.Unlock()
	stdout.Write(data.Bytes())
}

func handle(data []byte) {
	var asked line
	if err := json.Unmarshal(data, &asked); err != nil {
		fmt.Fprintln(os.Stderr, "cannot be read:", err)
	}
	final, err := perform(context.Background(), asked)
	if err != nil {
		final = answer{"type": "error", "error": errorOf(err)}
	}
	one := answer{"id": asked.ID}
	for name, member := range final {
		one[name] = member
	}
	write(one)
}

func main() {
	os.Stdout = os.Stderr                         // whoever prints, prints to stderr
	input := bufio.NewReaderSize(os.Stdin, 1<<20) // a line may be 16 MiB: bufio.Scanner would give up
	for {
		data, err := input.ReadBytes('\n')
		if len(bytes.TrimSpace(data)) > 0 {
			go handle(data) // operations do not wait for each other
		}
		if err != nil {
			os.Exit(0) // the end of stdin is the end, whatever is in flight
		}
	}
}
