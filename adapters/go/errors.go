package vai

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Error is the root of all errors of this package: errors.As with a target of this type holds for each of them, and
// for nothing else.
type Error interface {
	error
	vaiError()
}

// ErrStreamClosed is what the final value of a stream is that was closed before it had one. It comes inside an
// [AbortError].
var ErrStreamClosed = errors.New("the stream was closed")

// ErrorDetail is what the gateway tells about a failure, of a call or of a tool. RetryAfter is in seconds, nil where
// no hint was given. ProviderError is the provider's own account, any JSON.
type ErrorDetail struct {
	Type          string          `json:"type"`
	Message       string          `json:"message"`
	Param         string          `json:"param"`
	Code          string          `json:"code"`
	RequestID     string          `json:"request_id"`
	RetryAfter    *float64        `json:"retry_after"`
	ProviderError json.RawMessage `json:"provider_error"`
	CompatIssues  []CompatIssue   `json:"compat_issues"`
	Extra         Extra           `json:"-"`
}

// CompatIssue is one reason why a model cannot serve a request.
type CompatIssue struct {
	Severity string `json:"severity"`
	Param    string `json:"param"`
	Code     string `json:"code"`
	Message  string `json:"message"`
	Extra    Extra  `json:"-"`
}

// APIError is an error that the gateway told: by its status, or by the event that ends a stream (HTTPStatus is then
// the one of the stream, 200). Keys of the client are masked in it.
type APIError struct {
	ErrorDetail
	HTTPStatus int
}

// Error names status, type, message and request id.
func (e *APIError) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "vai: %s: %s", e.Type, e.Message)
	if e.Param != "" {
		fmt.Fprintf(&text, " (param %s)", e.Param)
	}
	fmt.Fprintf(&text, " (status %d", e.HTTPStatus)
	if e.RequestID != "" {
		fmt.Fprintf(&text, ", request %s", e.RequestID)
	}
	text.WriteString(")")
	return text.String()
}

// Retryable tells whether the same request may succeed later. The client itself asks again for the list of models
// only.
func (e *APIError) Retryable() bool {
	return e.Type == "rate_limit_error" || e.Type == "overloaded_error" || e.Type == "api_error"
}

// RetryDelay is how long the gateway asks to wait, and whether it asks at all.
func (e *APIError) RetryDelay() (time.Duration, bool) {
	if e.RetryAfter == nil {
		return 0, false
	}
	return time.Duration(*e.RetryAfter * float64(time.Second)), true
}

// TransportError is a connection that failed, or was cut.
type TransportError struct {
	Op, URL   string // URL holds neither query nor key
	RequestID string // of the answer, if its head came
	Err       error
}

func (e *TransportError) Error() string { return fmt.Sprintf("vai: %s %s: %v", e.Op, e.URL, e.Err) }
func (e *TransportError) Unwrap() error { return e.Err }

// ProtocolError is an answer that is not what the contract says: no JSON, no event stream, no end.
type ProtocolError struct {
	Op, URL   string
	RequestID string
	Message   string
	Err       error // may be nil
}

func (e *ProtocolError) Error() string {
	return fmt.Sprintf("vai: %s %s: %s", e.Op, e.URL, withCause(e.Message, e.Err))
}
func (e *ProtocolError) Unwrap() error { return e.Err }

// TimeoutError is a deadline that passed: the context's, the client's, or the idle limit of a stream. It wraps
// context.DeadlineExceeded where a context's deadline was the reason.
type TimeoutError struct {
	Op, URL string
	Err     error
}

func (e *TimeoutError) Error() string {
	return fmt.Sprintf("vai: %s %s: timed out: %v", e.Op, e.URL, e.Err)
}
func (e *TimeoutError) Unwrap() error { return e.Err }

// Timeout makes it one in the sense of net.Error.
func (e *TimeoutError) Timeout() bool { return true }

// AbortError is a call that its caller ended, by the context (it then wraps context.Canceled) or by closing.
type AbortError struct {
	Op, URL string
	Err     error
}

func (e *AbortError) Error() string {
	return fmt.Sprintf("vai: %s %s: aborted: %v", e.Op, e.URL, e.Err)
}
func (e *AbortError) Unwrap() error { return e.Err }

// UsageError is input that the client refuses before anything is sent. It never quotes keys or URLs.
type UsageError struct {
	Param   string
	Code    string
	Message string
	Err     error // may be nil
}

func (e *UsageError) Error() string { return "vai: " + withCause(e.Message, e.Err) }
func (e *UsageError) Unwrap() error { return e.Err }

func withCause(message string, cause error) string {
	if cause == nil {
		return message
	}
	return message + ": " + cause.Error()
}

func (*APIError) vaiError()       {}
func (*TransportError) vaiError() {}
func (*ProtocolError) vaiError()  {}
func (*TimeoutError) vaiError()   {}
func (*AbortError) vaiError()     {}
func (*UsageError) vaiError()     {}
