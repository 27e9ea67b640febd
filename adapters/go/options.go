package vai

import (
	"crypto/x509"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"
)

// Option configures a client.
type Option func(*transport) error

// WithGatewayKey sets the key that is sent as Authorization: Bearer. Without this option the environment's
// VAI_GATEWAY_API_KEY is taken; an empty key means none.
func WithGatewayKey(key Key) Option {
	return func(t *transport) (err error) {
		t.gatewayKey, err = key.seal("gateway key")
		t.keyGiven = true
		return err
	}
}

// WithProviderKey sets the key of a provider. It is sent only with requests that have a use for it.
func WithProviderKey(provider Provider, key Key) Option {
	return func(t *transport) error {
		if !provider.Known() {
			return &UsageError{Param: "provider_keys", Message: fmt.Sprintf("the provider %q is not known", string(provider))}
		}
		sealed, err := key.seal("provider key " + string(provider))
		t.providerKeys[provider] = sealed
		return err
	}
}

// WithTimeout bounds a blocking call in all, retries and the answer's body included; it gives way to a deadline of the
// call's context. The default is two minutes, 0 means no bound. Streams are not bounded by it.
func WithTimeout(timeout time.Duration) Option {
	return func(t *transport) error {
		t.timeout = timeout
		return nil
	}
}

// WithStreamIdleTimeout ends a stream on which not a byte came for so long; pings count as bytes. The default is 0: never.
func WithStreamIdleTimeout(timeout time.Duration) Option {
	return func(t *transport) error {
		t.idleTimeout = timeout
		return nil
	}
}

// WithMaxRetries bounds how often Models.List is asked again, 2 by default. Nothing else is ever asked again.
func WithMaxRetries(retries int) Option {
	return func(t *transport) error {
		t.maxRetries = max(retries, 0)
		return nil
	}
}

// framing are the headers that belong to the HTTP connection and not to the caller.
var framing = map[string]bool{
	"Connection": true, "Content-Length": true, "Host": true, "Keep-Alive": true, "Te": true, "Trailer": true,
	"Transfer-Encoding": true, "Upgrade": true,
}

// WithHeader adds a header to every request; it replaces the client's own of that name. Headers of the connection's
// framing, like Content-Length, are left to net/http.
func WithHeader(name, value string) Option {
	return func(t *transport) error {
		if !isToken(name) {
			return &UsageError{Param: "default_headers", Message: fmt.Sprintf("%q is no name of a header", name)}
		}
		for _, c := range []byte(value) {
			if c < ' ' && c != '\t' || c == 0x7f {
				return &UsageError{Param: "default_headers", Message: "the value of " + name + " holds a control character"}
			}
		}
		if name = http.CanonicalHeaderKey(name); !framing[name] {
			t.headers[name] = func() string { return value }
		}
		return nil
	}
}

func isToken(name string) bool {
	const others = "!#$%&'*+-.^_`|~"
	for _, c := range []byte(name) {
		if c|0x20 < 'a' || c|0x20 > 'z' {
			if (c < '0' || c > '9') && strings.IndexByte(others, c) < 0 {
				return false
			}
		}
	}
	return name != ""
}

// WithCAFile trusts the certificates of a PEM file beside those of the system.
func WithCAFile(path string) Option {
	return func(t *transport) error {
		pem, err := os.ReadFile(path)
		if err != nil {
			return &UsageError{Param: "ca_file", Message: "the file of CA certificates cannot be read", Err: err}
		}
		pool, err := x509.SystemCertPool()
		if err != nil {
			pool = x509.NewCertPool()
		}
		if !pool.AppendCertsFromPEM(pem) {
			return &UsageError{Param: "ca_file", Message: "the file of CA certificates holds no certificate in PEM"}
		}
		t.tls.RootCAs = pool
		return nil
	}
}
