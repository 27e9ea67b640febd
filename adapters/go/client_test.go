package vai

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// gateway serves a handler and returns a client for it.
func gateway(t *testing.T, handler http.HandlerFunc, options ...Option) *Client {
	t.Helper()
	server := httptest.NewServer(handler)
	client, err := New(server.URL, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		client.Close()
		server.CloseClientConnections()
		server.Close()
	})
	return client
}

func stream(events ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "Text/Event-Stream; charset=utf-8")
		w.Header().Set("X-Request-ID", "req_1")
		for _, event := range events {
			fmt.Fprintf(w, "data: %s\n\n", event)
		}
	}
}

const (
	start     = `{"type":"message_start","message":{"role":"assistant","content":[],"usage":{"input_tokens":3}}}`
	stop      = `{"type":"message_stop"}`
	reasoned  = `{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}`
	textStart = `{"type":"content_block_start","index":%d,"content_block":{"type":"text","text":"","new":1}}`
	textDelta = `{"type":"content_block_delta","index":%d,"delta":{"type":"text_delta","text":"%s"}}`
)

func TestFold(t *testing.T) {
	client := gateway(t, stream(
		start, `{"type":"ping"}`,
		fmt.Sprintf(textStart, 7), fmt.Sprintf(textDelta, 7, "wor"),
		`{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t","name":"n","input":{}}}`,
		`{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"a\":1"}}`,
		fmt.Sprintf(textDelta, 7, "ld"), fmt.Sprintf(textDelta, 2, "of another kind"), fmt.Sprintf(textDelta, 99, "of no block"),
		`{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"}"}}`,
		fmt.Sprintf(textStart, -1), `{"type":"content_block_start","index":0.5,"content_block":{"type":"text"}}`,
		fmt.Sprintf(textStart, int64(1)<<60), `{"type":"content_block_delta","index":"7","delta":3}`,
		reasoned, stop, `not even JSON`,
	))
	stream, err := client.Messages.Stream(context.Background(), MessageRequest{Model: "anthropic/x"})
	if err != nil {
		t.Fatal(err)
	}
	message, err := stream.Final()
	if err != nil {
		t.Fatal(err)
	}
	text, err := message.MarshalJSON()
	want := `{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"n","input":{"a":1}},` +
		`{"type":"text","text":"world","new":1}],"stop_reason":"end_turn","usage":{"output_tokens":2}}`
	if err != nil || string(text) != want || message.RequestID != "req_1" || message.Text() != "world" {
		t.Errorf("got  %s %v\nwant %s", text, err, want)
	}
	for range stream.Events() {
		t.Error("an event after the end")
	}
}

func TestAStreamThatEndsEarlyIsNoSuccess(t *testing.T) {
	for model, tolerated := range map[string]bool{"anthropic/x": false, "openai/x": true} {
		client := gateway(t, stream(start, reasoned))
		stream, err := client.Messages.Stream(context.Background(), MessageRequest{Model: model})
		if err != nil {
			t.Fatal(err)
		}
		_, err = stream.Final()
		var protocol *ProtocolError
		if tolerated && err != nil || !tolerated && !errors.As(err, &protocol) {
			t.Errorf("%s: got %v", model, err)
		}
	}
}

func TestErrorsTellWhatTheGatewayTold(t *testing.T) {
	cases := []struct {
		status               int
		header, body         string
		kind, message, param string
		after                float64
	}{
		{429, "7", `{"error":{"type":"rate_limit_error","message":"slow down","param":"p","retry_after":2}}`, "rate_limit_error", "slow down", "p", 2},
		{529, "7", `{"error":{"message":"busy","param":null,"code":5,"retry_after":null}}`, "overloaded_error", "busy", "", 7},
		{502, "", `<html>secret-of-a-proxy</html>`, "api_error", "the gateway answered 502 Bad Gateway", "", -1},
		{401, "", `{"error":{"message":"the key gateway-key-1234 is unknown"}}`, "authentication_error", "the key [redacted] is unknown", "", -1},
		{302, "", ``, "api_error", "the gateway answered 302 Found", "", -1},
	}
	for _, c := range cases {
		client := gateway(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Request-ID", "req_2")
			w.Header().Set("Location", "/elsewhere")
			w.Header().Set("Retry-After", c.header)
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.body)
		}, WithGatewayKey("gateway-key-1234"))
		_, err := client.Messages.Create(context.Background(), MessageRequest{})
		var api *APIError
		var root Error
		if !errors.As(err, &api) || !errors.As(err, &root) {
			t.Errorf("%d: got %v", c.status, err)
			continue
		}
		delay, ok := api.RetryDelay()
		if api.Type != c.kind || api.Message != c.message || api.Param != c.param || api.RequestID != "req_2" ||
			api.HTTPStatus != c.status || ok != (c.after >= 0) || ok && delay.Seconds() != c.after {
			t.Errorf("%d: got %+v, delay %v %v", c.status, api, delay, ok)
		}
	}
}

func TestErrorEventEndsTheStream(t *testing.T) {
	client := gateway(t, stream(start, `{"type":"error","error":{"type":"overloaded_error","message":"later"}}`, stop))
	stream, err := client.Messages.Stream(context.Background(), MessageRequest{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = stream.Final()
	var api *APIError
	if !errors.As(err, &api) || api.Type != "overloaded_error" || !api.Retryable() || api.RequestID != "req_1" {
		t.Errorf("got %v", err)
	}
}

// held answers with the start of a stream and reports when its client has gone.
func held(gone chan<- struct{}) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		stream(start)(w, r)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
		close(gone)
	}
}

func TestWaysToLeaveAStreamCloseTheConnection(t *testing.T) {
	for name, leave := range map[string]func(*MessageStream, context.CancelFunc) bool{
		"break":  func(*MessageStream, context.CancelFunc) bool { return true },
		"close":  func(s *MessageStream, _ context.CancelFunc) bool { s.Close(); s.Close(); return false },
		"cancel": func(_ *MessageStream, cancel context.CancelFunc) bool { cancel(); return false },
	} {
		gone := make(chan struct{})
		client := gateway(t, held(gone))
		ctx, cancel := context.WithCancel(context.Background())
		s, err := client.Messages.Stream(ctx, MessageRequest{})
		if err != nil {
			t.Fatal(err)
		}
		var last error
		for _, last = range s.Events() {
			if last != nil || leave(s, cancel) {
				break
			}
		}
		<-gone
		_, err = s.Final()
		var abort *AbortError
		if !errors.As(err, &abort) || name == "cancel" && !errors.Is(last, context.Canceled) || name != "cancel" && !errors.Is(err, ErrStreamClosed) {
			t.Errorf("%s: loop %v, final %v", name, last, err)
		}
		cancel()
	}
}

func TestDeadlines(t *testing.T) {
	gone := make(chan struct{})
	client := gateway(t, held(gone), WithStreamIdleTimeout(20*time.Millisecond))
	s, err := client.Messages.Stream(context.Background(), MessageRequest{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Final()
	var timeout *TimeoutError
	if !errors.As(err, &timeout) {
		t.Errorf("idle: got %v", err)
	}
	<-gone
	client = gateway(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, WithTimeout(20*time.Millisecond))
	if _, err = client.Models.List(context.Background()); !errors.As(err, &timeout) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("total: got %v", err)
	}
}

func TestRunsRefuseFunctionToolsBeforeSending(t *testing.T) {
	client := gateway(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
	_, err := client.Runs.Stream(context.Background(), RunRequest{Request: MessageRequest{Tools: []Tool{{Type: "web_search"}, {Type: "function"}}}})
	var usage *UsageError
	if !errors.As(err, &usage) || usage.Code != "client_function_tools_not_supported" || usage.Param != "request.tools[1]" {
		t.Errorf("got %v", err)
	}
}

func TestOnlyNeededKeysTravel(t *testing.T) {
	var sent http.Header
	client := gateway(t, func(w http.ResponseWriter, r *http.Request) { sent = r.Header },
		WithProviderKey(OpenAI, " key-openai "), WithProviderKey(Tavily, "key-tavily"), WithProviderKey(Exa, "key-exa"),
		WithProviderKey(Cartesia, " "))
	_, _ = client.Runs.Create(context.Background(), RunRequest{
		Request:          MessageRequest{Model: "oai-resp/x", TTSModel: "cartesia/sonic-3"},
		ServerTools:      []string{"vai_web_search"},
		ServerToolConfig: map[string]ServerToolConfig{"vai_web_search": {Provider: "EXA"}},
	})
	var keys []string
	for name, values := range sent {
		if strings.HasPrefix(name, "X-Provider-Key-") {
			keys = append(keys, name+"="+values[0])
		}
	}
	if len(keys) != 2 || sent.Get("X-Provider-Key-OpenAI") != "key-openai" || sent.Get("X-Provider-Key-Exa") != "key-exa" {
		t.Errorf("got %v", keys)
	}
	for _, bad := range []Key{"line\nbreak-1234", "\x00key", "schlüssel"} {
		if _, err := New("http://h", WithGatewayKey(bad)); err == nil || strings.Contains(err.Error(), "1234") {
			t.Errorf("got %v", err)
		}
	}
}

func TestHistoryDelta(t *testing.T) {
	history := []Message{UserText("a")}
	event := RunEvent{Type: "history_delta", ExpectedLen: Ptr(int64(2)), Append: []Message{UserText("b")}}
	if _, err := ApplyHistoryDelta(history, event, true); err == nil {
		t.Error("a history of another length was accepted")
	}
	if longer, err := ApplyHistoryDelta(history, event, false); err != nil || len(longer) != 2 || len(history) != 1 {
		t.Errorf("got %v, %v", longer, err)
	}
}
