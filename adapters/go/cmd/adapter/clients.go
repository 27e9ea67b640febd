package main

import (
	"sync"
	"time"

	"example.com/vai"
)

// clientConfig is what a user would pass to the constructor; what is null or absent is not passed.
type clientConfig struct {
	BaseURL        string            `json:"base_url"`
	GatewayAPIKey  *string           `json:"gateway_api_key"`
	ProviderKeys   map[string]string `json:"provider_keys"`
	TimeoutMS      *int64            `json:"timeout_ms"`
	MaxRetries     *int              `json:"max_retries"`
	DefaultHeaders map[string]string `json:"default_headers"`
	CAFile         *string           `json:"ca_file"`
	Share          string            `json:"share"`
}

func (c clientConfig) build() (*vai.Client, error) {
	var options []vai.Option
	add := func(option vai.Option) { options = append(options, option) }
	if c.GatewayAPIKey != nil {
		add(vai.WithGatewayKey(vai.Key(*c.GatewayAPIKey)))
	}
	for name, key := range c.ProviderKeys {
		if provider := vai.Provider(name); provider.Known() {
			add(vai.WithProviderKey(provider, vai.Key(key)))
		}
	}
	if c.TimeoutMS != nil {
		limit := time.Duration(*c.TimeoutMS) * time.Millisecond
		add(vai.WithTimeout(limit))
		add(vai.WithStreamIdleTimeout(limit))
	}
	if c.MaxRetries != nil {
		add(vai.WithMaxRetries(*c.MaxRetries))
	}
	for name, value := range c.DefaultHeaders {
		add(vai.WithHeader(name, value))
	}
	if c.CAFile != nil {
		add(vai.WithCAFile(*c.CAFile))
	}
	return vai.New(c.BaseURL, options...)
}

type sharedClient struct {
	build func() (*vai.Client, error)
}

// client returns the client of an operation, and what to do with it after the answer.
func (a *adapter) client(c clientConfig) (client *vai.Client, done func(), err error) {
	if c.Share == "" {
		client, err = c.build()
		return client, func() {
			if client != nil {
				client.Close()
			}
		}, err
	}
	a.lock.Lock()
	shared, ok := a.shared[c.Share]
	if !ok {
		shared = &sharedClient{build: sync.OnceValues(c.build)}
		a.shared[c.Share] = shared
	}
	a.lock.Unlock()
	client, err = shared.build()
	return client, func() {}, err
}

func (a *adapter) forget(names ...string) {
	for _, name := range names {
		a.lock.Lock()
		shared, ok := a.shared[name]
		delete(a.shared, name)
		a.lock.Unlock()
		if ok {
			if client, err := shared.build(); err == nil {
				client.Close()
			}
		}
	}
}
