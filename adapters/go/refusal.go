package vai

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"strconv"
	"time"
	"unicode/utf8"
)

// maxErrorBody is how much of an error's body is read, in bytes.
const maxErrorBody = 1 << 20

var typesOfStatus = map[int]string{
	400: "invalid_request_error",
	401: "authentication_error",
	403: "permission_error",
	404: "not_found_error",
	429: "rate_limit_error",
	529: "overloaded_error",
}

// refused reads the answer of a status other than 2xx. A body that is not the gateway's envelope, like the page of a
// proxy, is not quoted: nobody knows what stands in it.
func (t *transport) refused(ctx context.Context, c *call, response *http.Response) error {
	body, err := io.ReadAll(io.LimitReader(response.Body, maxErrorBody))
	if err != nil && ctx.Err() != nil {
		return c.failed(ctx, err, "")
	}
	var envelope map[string]json.RawMessage
	if json.Unmarshal(validUTF8(body), &envelope) != nil {
		envelope = nil
	}
	return t.apiError(envelope["error"], response.StatusCode, response.Header)
}

// apiError reads what the gateway tells of an error and fills what it left out from status and headers.
func (t *transport) apiError(detail json.RawMessage, status int, header http.Header) *APIError {
	e := &APIError{HTTPStatus: status}
	if isObject(detail) {
		_ = json.Unmarshal(t.mask(detail), &e.ErrorDetail) // what cannot be read is filled in below
	}
	e.Message = string(t.mask([]byte(e.Message))) // once more: an escape may have hidden a key
	if number, ok := e.Extra["code"]; ok && e.Code == "" && len(number) > 0 && number[0] >= '0' && number[0] <= '9' {
		e.Code = string(number)
	}
	if e.Type == "" {
		e.Type = typesOfStatus[status]
	}
	if e.Type == "" {
		e.Type = "api_error"
	}
	if e.Message == "" {
		e.Message = statusText(status)
	}
	if e.RequestID == "" {
		e.RequestID = header.Get("X-Request-ID")
	}
	if e.RetryAfter != nil && (*e.RetryAfter < 0 || *e.RetryAfter > math.MaxInt32) {
		e.RetryAfter = nil
	}
	if e.RetryAfter == nil {
		e.RetryAfter = retryAfter(header.Get("Retry-After"), time.Now())
	}
	return e
}

func statusText(status int) string {
	text := http.StatusText(status)
	switch {
	case status == 529:
		text = "Overloaded"
	case status == http.StatusOK:
		return "the gateway reported an error without a message"
	case text == "":
		return "the gateway answered with status " + strconv.Itoa(status)
	}
	return "the gateway answered " + strconv.Itoa(status) + " " + text
}

// retryAfter reads the header of that name, seconds or a date, as seconds from now; nil where it says nothing usable.
func retryAfter(value string, now time.Time) *float64 {
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		return Ptr(float64(seconds))
	}
	if date, err := http.ParseTime(value); err == nil {
		return Ptr(math.Max(0, math.Ceil(date.Sub(now).Seconds())))
	}
	return nil
}

// validUTF8 puts U+FFFD in the place of bytes that are not UTF-8, as decoders of text do.
func validUTF8(text []byte) []byte {
	if utf8.Valid(text) {
		return text
	}
	return bytes.ToValidUTF8(text, []byte("\uFFFD"))
}
