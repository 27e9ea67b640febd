package vai

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// transport is what the services share: where requests go, with which keys, over which connections.
type transport struct {
	base         *url.URL
	gatewayKey   secret
	keyGiven     bool
	providerKeys map[Provider]secret
	headers      map[string]secret // the caller's; their values may be keys too
	timeout      time.Duration
	idleTimeout  time.Duration
	maxRetries   int
	tls          *tls.Config
	http         *http.Client
}

func newTransport(baseURL string, options []Option) (*transport, error) {
	if baseURL == "" {
		baseURL = os.Getenv("VAI_BASE_URL")
	}
	base, err := parseBase(baseURL)
	if err != nil {
		return nil, err
	}
	t := &transport{
		base:         base,
		providerKeys: make(map[Provider]secret),
		headers:      make(map[string]secret),
		timeout:      2 * time.Minute,
		maxRetries:   2,
		tls:          &tls.Config{MinVersion: tls.VersionTLS12},
	}
	for _, option := range options {
		if err := option(t); err != nil {
			return nil, err
		}
	}
	if !t.keyGiven {
		if err := WithGatewayKey(Key(os.Getenv("VAI_GATEWAY_API_KEY")))(t); err != nil {
			return nil, err
		}
	}
	t.http = &http.Client{
		// A redirect is an answer like any other: followed, it could take the keys elsewhere.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy:               nil, // the gateway is the proxy; a further one would see the keys
			DialContext:         (&net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
			TLSClientConfig:     t.tls,
			TLSHandshakeTimeout: 30 * time.Second,
			ForceAttemptHTTP2:   true,
			MaxIdleConnsPerHost: 16,
			IdleConnTimeout:     90 * time.Second,
		},
	}
	return t, nil
}

// call is one request to the gateway: what is sent, and how errors name it.
type call struct {
	method    string
	url       *url.URL
	body      []byte // nil for none
	providers []Provider
	stream    bool
}

func (t *transport) post(path string, body any, providers []Provider, stream bool) (*call, error) {
	var encoded bytes.Buffer
	if err := encodeInto(&encoded, body); err != nil {
		return nil, &UsageError{Param: "request", Message: "the request cannot be written as JSON", Err: err}
	}
	return &call{http.MethodPost, endpoint(t.base, path), encoded.Bytes(), providers, stream}, nil
}

func (t *transport) send(ctx context.Context, c *call) (*http.Response, error) {
	var body io.Reader
	if c.body != nil {
		body = bytes.NewReader(c.body)
	}
	request, err := http.NewRequestWithContext(ctx, c.method, c.url.String(), body)
	if err != nil {
		return nil, &UsageError{Param: "base_url", Message: "the base URL and " + c.method + " make no request"}
	}
	request.URL = c.url // as it is: a parser would tidy its spelling
	t.setHeaders(request.Header, c)
	return t.http.Do(request)
}

func (t *transport) setHeaders(header http.Header, c *call) {
	header.Set("User-Agent", "vai-go/"+Version)
	header.Set("X-VAI-Version", "1")
	header.Set("Accept", "application/json")
	if c.stream {
		header.Set("Accept", "text/event-stream")
		header.Set("Accept-Encoding", "identity") // a compressor may hold events back
	}
	if c.body != nil {
		header.Set("Content-Type", "application/json")
	}
	if t.gatewayKey != nil {
		header.Set("Authorization", "Bearer "+t.gatewayKey())
	}
	for _, provider := range c.providers {
		if key := t.providerKey(provider); key != nil {
			header.Set(keyHeaders[provider], key())
		}
	}
	for name, value := range t.headers {
		header.Set(name, value())
	}
}

// providerKey is the key that was set for a provider. The two that share a header share their key.
func (t *transport) providerKey(provider Provider) secret {
	shared := map[Provider]Provider{OpenAI: OAIResp, OAIResp: OpenAI}
	if key := t.providerKeys[provider]; key != nil {
		return key
	}
	return t.providerKeys[shared[provider]]
}

// mask replaces the client's keys in a text that a gateway sent. Very short ones are left: they would hit by chance.
func (t *transport) mask(text []byte) []byte {
	keys := []secret{t.gatewayKey}
	for _, key := range t.providerKeys {
		keys = append(keys, key)
	}
	for _, key := range keys {
		if key != nil && len(key()) >= 8 {
			text = bytes.ReplaceAll(text, []byte(key()), []byte(masked))
		}
	}
	return text
}

// place is how errors name the target: without the query, which no call has, and without user info.
func (c *call) place() string { return strings.TrimSuffix(c.url.String(), "?") }
