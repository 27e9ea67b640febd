package vai

import "log/slog"

// Client talks to one gateway. It is safe for concurrent use, holds its own connections, and shows no key when it is
// printed. Make it with [New].
type Client struct {
	Messages MessagesService
	Runs     RunsService
	Models   ModelsService

	transport *transport
}

// New makes a client for the gateway at baseURL, http(s)://host[:port][/prefix]; the client adds /v1 itself. An empty
// baseURL stands for the environment's VAI_BASE_URL. Errors are of type [UsageError]. Nothing is sent.
func New(baseURL string, options ...Option) (*Client, error) {
	t, err := newTransport(baseURL, options)
	if err != nil {
		return nil, err
	}
	return &Client{MessagesService{t}, RunsService{t}, ModelsService{t}, t}, nil
}

// Close lets go of the connections that are idle; those in use go when their calls end.
func (c *Client) Close() { c.transport.http.CloseIdleConnections() }

// BaseURL is the gateway's URL as it was understood.
func (c *Client) BaseURL() string { return c.transport.base.String() }

// String names the gateway and no key.
func (c *Client) String() string { return "vai.Client(" + c.BaseURL() + ")" }

// GoString is String: the fields hold keys.
func (c *Client) GoString() string { return c.String() }

// LogValue is String: the fields hold keys.
func (c *Client) LogValue() slog.Value { return slog.StringValue(c.String()) }
