package main

import (
	"errors"
	"math"

	"example.com/vai"
)

func description(id string) map[string]any {
	return map[string]any{
		"id":       id,
		"type":     "described",
		"protocol": 1,
		"dialect":  "vai",
		"runtime":  "go",
		"sdk":      map[string]string{"name": "vai-go", "version": vai.Version, "language": "go"},
		"operations": []string{
			"messages.create", "messages.stream", "runs.create", "runs.stream", "models.list",
			"helpers.apply_history_delta", "inspect", "forget",
		},
		"features": []string{
			"abort", "timeout", "stream_timeout", "retries", "provider_keys", "default_headers", "text", "text_result",
			"thinking", "final", "request_id", "stop", "share", "env", "raw_request", "raw_events", "history", "audio",
			"lossless_numbers", "delay", "inspect", "ca_file",
		},
		"stream_timeout": "idle",
		"error_fields": []string{
			"type", "message", "param", "code", "request_id", "retry_after", "http_status", "provider_error",
			"compat_issues", "retryable",
		},
		"result_fields": []string{"value", "text", "thinking", "request_id"},
		"env":           []string{"VAI_BASE_URL", "VAI_GATEWAY_API_KEY"},
	}
}

// fault is the error of an answer.
type fault struct {
	Kind          string   `json:"kind"`
	Class         string   `json:"class,omitempty"`
	Type          string   `json:"type,omitempty"`
	Message       string   `json:"message"`
	Param         string   `json:"param,omitempty"`
	Code          string   `json:"code,omitempty"`
	RequestID     string   `json:"request_id,omitempty"`
	RetryAfter    *float64 `json:"retry_after,omitempty"`
	HTTPStatus    int      `json:"http_status,omitempty"`
	Retryable     *bool    `json:"retryable,omitempty"`
	ProviderError any      `json:"provider_error,omitempty"`
	CompatIssues  any      `json:"compat_issues,omitempty"`
	Own           bool     `json:"own"`
}

func unsupported(param string) *fault { return &fault{Kind: "unsupported", Param: param} }

// tell says what a user can tell of an error by its type.
func tell(err error) *fault {
	var own vai.Error
	f := &fault{Kind: "foreign", Message: err.Error(), Own: errors.As(err, &own)}
	var (
		aborted   *vai.AbortError
		timeout   *vai.TimeoutError
		api       *vai.APIError
		transport *vai.TransportError
		protocol  *vai.ProtocolError
		usage     *vai.UsageError
	)
	switch {
	case errors.As(err, &aborted):
		f.Kind, f.Class = "abort", "AbortError"
	case errors.As(err, &timeout):
		f.Kind, f.Class = "timeout", "TimeoutError"
	case errors.As(err, &api):
		f.Kind, f.Class = "api", "APIError"
		f.Type, f.Message, f.Param, f.Code, f.RequestID = api.Type, api.Message, api.Param, api.Code, api.RequestID
		f.HTTPStatus, f.Retryable = api.HTTPStatus, vai.Ptr(api.Retryable())
		if api.ProviderError != nil {
			f.ProviderError = api.ProviderError
		}
		if api.CompatIssues != nil {
			f.CompatIssues = api.CompatIssues
		}
		if delay, ok := api.RetryDelay(); ok {
			f.RetryAfter = vai.Ptr(math.Round(delay.Seconds()*1000) / 1000)
		}
	case errors.As(err, &transport):
		f.Kind, f.Class, f.RequestID = "transport", "TransportError", transport.RequestID
	case errors.As(err, &protocol):
		f.Kind, f.Class, f.RequestID = "protocol", "ProtocolError", protocol.RequestID
	case errors.As(err, &usage):
		f.Kind, f.Class, f.Param, f.Code = "usage", "UsageError", usage.Param, usage.Code
	}
	return f
}
