package vai

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
)

// errIdle is the cause of a context that the idle limit of a stream has ended.
var errIdle = errors.New("no byte came within the stream's idle timeout")

// exchange sends a call and reads its JSON answer. The second value is the answer's request id.
func (t *transport) exchange(ctx context.Context, c *call) (json.RawMessage, string, error) {
	response, err := t.send(ctx, c)
	if err != nil {
		return nil, "", c.failed(ctx, err, "")
	}
	defer response.Body.Close()
	requestID := response.Header.Get("X-Request-ID")
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return nil, requestID, t.refused(ctx, c, response)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxEvent+1))
	switch {
	case err != nil:
		return nil, requestID, c.failed(ctx, err, requestID)
	case len(body) > maxEvent:
		return nil, requestID, c.broken(requestID, "the answer is larger than 64 MiB", nil)
	case !json.Valid(body):
		return nil, requestID, c.broken(requestID, "the answer is not JSON", nil)
	}
	return validUTF8(body), requestID, nil
}

// member takes the answer out of its envelope. An error's envelope under a status of success is an error.
func (t *transport) member(c *call, body json.RawMessage, requestID, name string) (json.RawMessage, error) {
	var envelope map[string]json.RawMessage
	if err := json.Unmarshal(body, &envelope); err != nil || envelope == nil {
		return nil, c.broken(requestID, "the answer is no JSON object", nil)
	}
	if value, ok := envelope[name]; ok && string(value) != "null" {
		return value, nil
	}
	if detail, ok := envelope["error"]; ok && isObject(detail) {
		return nil, t.apiError(detail, http.StatusOK, http.Header{"X-Request-Id": {requestID}})
	}
	return nil, c.broken(requestID, "the answer has no "+name, nil)
}

// failed sorts an error of net/http: the caller's end, a deadline, or the connection's.
func (c *call) failed(ctx context.Context, err error, requestID string) error {
	var own Error
	if errors.As(err, &own) {
		return err
	}
	// The method and the URL that net/http puts before its errors stand in ours.
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	var network net.Error
	cause := context.Cause(ctx)
	switch {
	case errors.Is(cause, errIdle), errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &TimeoutError{c.method, c.place(), cause}
	case cause != nil:
		return c.aborted(cause)
	case errors.As(err, &network) && network.Timeout():
		return &TimeoutError{c.method, c.place(), err}
	}
	return &TransportError{c.method, c.place(), requestID, err}
}

func (c *call) aborted(cause error) error { return &AbortError{c.method, c.place(), cause} }

func (c *call) broken(requestID, message string, cause error) error {
	return &ProtocolError{c.method, c.place(), requestID, message, cause}
}

func isObject(data json.RawMessage) bool { return len(data) > 0 && data[0] == '{' }
