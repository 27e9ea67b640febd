package vai

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

const masked = "[redacted]"

// Key is a secret that prints as a mask, whatever prints it: fmt with any verb, encoding/json, log/slog.
// A conversion to string is the only way to its text.
type Key string

// Format writes the mask for every verb and flag.
func (k Key) Format(out fmt.State, _ rune) { _, _ = io.WriteString(out, k.String()) }

// String is the mask, or nothing for an empty key.
func (k Key) String() string {
	if k == "" {
		return ""
	}
	return masked
}

// GoString is the mask as Go source.
func (k Key) GoString() string { return fmt.Sprintf("vai.Key(%q)", k.String()) }

// LogValue is the mask.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalJSON is the mask.
func (k Key) MarshalJSON() ([]byte, error) { return json.Marshal(k.String()) }

// secret keeps a key inside the client. Package fmt calls no methods of unexported fields: there only what has no
// text of its own, like a function, is safe from it.
type secret func() string

// seal trims a key and refuses one that cannot be a header's value. A blank key is no key.
func (k Key) seal(what string) (secret, error) {
	text := strings.TrimSpace(string(k))
	for _, c := range []byte(text) {
		if c < ' ' || c > '~' {
			// The key is not quoted: errors end in logs.
			return nil, &UsageError{Param: what, Message: what + " holds a control character or one that is not ASCII"}
		}
	}
	if text == "" {
		return nil, nil
	}
	return func() string { return text }, nil
}
