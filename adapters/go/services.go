package vai

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"time"
)

// MessagesService makes the model's next message.
type MessagesService struct{ t *transport }

// Create returns the whole message.
func (s MessagesService) Create(ctx context.Context, request MessageRequest) (*MessageResponse, error) {
	request.Extra = without(request.Extra, "stream")
	c, err := s.t.post("messages", request, messageProviders(request), false)
	if err != nil {
		return nil, err
	}
	ctx, cancel := s.t.bounded(ctx)
	defer cancel()
	body, requestID, err := s.t.exchange(ctx, c)
	if err != nil {
		return nil, err
	}
	if _, err := s.t.member(c, body, requestID, "role"); err != nil {
		return nil, err
	}
	message := &MessageResponse{RequestID: requestID}
	return message, json.Unmarshal(body, message)
}

// Stream returns once the gateway has begun to answer; the context bounds the whole stream.
func (s MessagesService) Stream(ctx context.Context, request MessageRequest) (*MessageStream, error) {
	request.Extra = without(request.Extra, "stream")
	request.Extra["stream"] = json.RawMessage("true")
	c, err := s.t.post("messages", request, messageProviders(request), true)
	if err != nil {
		return nil, err
	}
	return open(ctx, s.t, c, &messageFold{
		mayEndEarly: endsWithoutStop[modelProvider(request.Model)],
		voice:       request.Voice != nil && request.Voice.Output != nil,
	})
}

// RunsService lets the gateway loop: model, its tools, model again.
type RunsService struct{ t *transport }

// Create returns the result of the whole run.
func (s RunsService) Create(ctx context.Context, request RunRequest) (*RunResult, error) {
	c, err := s.call("runs", request, false)
	if err != nil {
		return nil, err
	}
	ctx, cancel := s.t.bounded(ctx)
	defer cancel()
	body, requestID, err := s.t.exchange(ctx, c)
	if err != nil {
		return nil, err
	}
	raw, err := s.t.member(c, body, requestID, "result")
	if err != nil {
		return nil, err
	}
	result := &RunResult{RequestID: requestID}
	if err := json.Unmarshal(raw, result); err != nil {
		return nil, c.broken(requestID, "the result is no JSON object", nil)
	}
	return result, nil
}

// Stream returns once the gateway has begun to answer; the context bounds the whole stream.
func (s RunsService) Stream(ctx context.Context, request RunRequest) (*RunStream, error) {
	c, err := s.call("runs:stream", request, true)
	if err != nil {
		return nil, err
	}
	return open(ctx, s.t, c, &runFold{})
}

func (s RunsService) call(path string, request RunRequest, stream bool) (*call, error) {
	for i, tool := range request.Request.Tools {
		if tool.Type == "function" {
			return nil, &UsageError{
				Param:   fmt.Sprintf("request.tools[%d]", i),
				Code:    "client_function_tools_not_supported",
				Message: "a run has nobody to call the caller's function tools; use server_tools, or messages and a loop of your own",
			}
		}
	}
	request.Request.Extra = without(request.Request.Extra, "stream")
	return s.t.post(path, request, runProviders(request), stream)
}

// ModelsService knows the gateway's models.
type ModelsService struct{ t *transport }

// ModelList is the gateway's list, in its order.
type ModelList struct {
	Models []Model
	// RequestID is the answer's X-Request-ID.
	RequestID string
}

// List returns the models. It is the only call that is asked again: see [WithMaxRetries].
func (s ModelsService) List(ctx context.Context) (*ModelList, error) {
	c := &call{method: http.MethodGet, url: endpoint(s.t.base, "models")}
	ctx, cancel := s.t.bounded(ctx)
	defer cancel()
	for attempt := 0; ; attempt++ {
		list, err := s.list(ctx, c)
		wait, again := retryDelay(err, attempt)
		if !again || attempt >= s.t.maxRetries {
			return list, err
		}
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= wait {
			return nil, err // the wait would outlast the call
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil, c.failed(ctx, ctx.Err(), "")
		}
	}
}

func (s ModelsService) list(ctx context.Context, c *call) (*ModelList, error) {
	body, requestID, err := s.t.exchange(ctx, c)
	if err != nil {
		return nil, err
	}
	raw, err := s.t.member(c, body, requestID, "models")
	if err != nil {
		return nil, err
	}
	list := &ModelList{RequestID: requestID}
	if err := json.Unmarshal(raw, &list.Models); err != nil {
		return nil, c.broken(requestID, "models is no list of objects", nil)
	}
	return list, nil
}

// retryDelay tells whether an error may pass, and how long to wait: as long as the gateway asks, else 250 ms doubled
// with every attempt, less a random half.
func retryDelay(err error, attempt int) (time.Duration, bool) {
	backoff := min(250*time.Millisecond<<min(attempt, 10), 8*time.Second)
	backoff -= rand.N(backoff / 2)
	var api *APIError
	if errors.As(err, &api) {
		if asked, ok := api.RetryDelay(); ok {
			backoff = asked
		}
		return backoff, api.HTTPStatus == 408 || api.HTTPStatus == 429 || api.HTTPStatus >= 500
	}
	var connection *TransportError
	return backoff, errors.As(err, &connection)
}

// bounded is the context of a blocking call: with the client's timeout, where the caller's has no deadline.
func (t *transport) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, has := ctx.Deadline(); has || t.timeout <= 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, t.timeout)
}

// without is a copy of extra, never nil, that lacks a member: the caller's map is not touched.
func without(extra Extra, name string) Extra {
	rest := make(Extra, len(extra)+1)
	maps.Copy(rest, extra)
	delete(rest, name)
	return rest
}
