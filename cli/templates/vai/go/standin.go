package main

// A STAND-IN, so that the adapter runs before your SDK is in: delete this file then. It is no SDK: it knows two calls
// and one way for each to end well, and the suites say so.

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

const standInVersion = "0.0.0"

type standInClient struct{ BaseURL, APIKey string }

// apiError is what the gateway told.
type apiError struct {
	Status  int
	Type    string
	Message string
}

func (e *apiError) Error() string { return fmt.Sprintf("%d: %s", e.Status, e.Message) }

// connectionError says that no answer came.
type connectionError struct{ cause error }

func (e *connectionError) Error() string { return e.cause.Error() }

// badAnswer says that what came is no JSON object.
type badAnswer struct{}

func (badAnswer) Error() string { return "the answer is no JSON object" }

func (c standInClient) createMessage(ctx context.Context, request map[string]any) (map[string]any, error) {
	body, err := c.post(ctx, request)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	data, err := io.ReadAll(body)
	if err != nil {
		return nil, &connectionError{err}
	}
	return object(data)
}

func (c standInClient) streamMessage(ctx context.Context, request map[string]any, yield func(map[string]any)) error {
	request["stream"] = true
	body, err := c.post(ctx, request)
	if err != nil {
		return err
	}
	defer body.Close()
	for lines := bufio.NewReader(body); ; {
		line, err := lines.ReadBytes('\n')
		if data, ok := bytes.CutPrefix(line, []byte("data: ")); ok {
			event, err := object(data)
			if err != nil {
				return err
			}
			yield(event)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return &connectionError{err}
		}
	}
}

func (c standInClient) post(ctx context.Context, request map[string]any) (io.ReadCloser, error) {
	data, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	ask, err := http.NewRequestWithContext(ctx, http.MethodPost, c.BaseURL+"/v1/messages", bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	ask.Header.Set("Content-Type", "application/json")
	ask.Header.Set("Authorization", "Bearer "+c.APIKey)
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		return nil, &connectionError{err}
	}
	if answer.StatusCode < 300 {
		return answer.Body, nil
	}
	defer answer.Body.Close()
	var told struct{ Error apiError }
	if json.NewDecoder(answer.Body).Decode(&told) != nil {
		return nil, badAnswer{}
	}
	told.Error.Status = answer.StatusCode
	return nil, &told.Error
}

// object decodes and keeps each number as it was written.
func object(data []byte) (map[string]any, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value map[string]any
	if decoder.Decode(&value) != nil || value == nil {
		return nil, badAnswer{}
	}
	return value, nil
}
