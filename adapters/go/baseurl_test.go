package vai

import (
	"errors"
	"strings"
	"testing"
)

func TestEndpointsStandBelowTheBaseURL(t *testing.T) {
	for base, want := range map[string]string{
		"http://h":                "http://h/v1/runs:stream",
		" HTTP://Host.Example// ": "http://host.example/v1/runs:stream",
		"https://h:8443/gw/":      "https://h:8443/gw/v1/runs:stream",
		"http://h/a%2Fb%20c/":     "http://h/a%2Fb%20c/v1/runs:stream",
		"http://h/%c3%a9~/%7Ex":   "http://h/%c3%a9~/%7Ex/v1/runs:stream",
		"http://[::1]:9/":         "http://[::1]:9/v1/runs:stream",
		"http://h/gw?a=/b#c":      "http://h/gw/v1/runs:stream",
		"http://h/v1":             "http://h/v1/v1/runs:stream",
	} {
		parsed, err := parseBase(base)
		if err != nil {
			t.Errorf("%s: %v", base, err)
		} else if got := endpoint(parsed, "runs:stream").String(); got != want {
			t.Errorf("%s: got %s, want %s", base, got, want)
		}
	}
}

func TestBaseURLsThatCannotServeAreRefusedWithoutBeingQuoted(t *testing.T) {
	for _, base := range []string{
		"", "localhost:80/s3cret", "ftp://h/s3cret", "http:///s3cret", "http://:80/s3cret", "http://u:s3cret@h", "http://h/%zzs3cret",
		"http://u:s3cret@h:port", "http://h/\x01s3cret",
	} {
		_, err := New(base)
		var usage *UsageError
		if !errors.As(err, &usage) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%q: got %v", base, err)
		}
	}
}
