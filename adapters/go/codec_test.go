package vai

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestRequestsComeBackAsTheyWere(t *testing.T) {
	for _, text := range []string{
		`{"model":"a/b","messages":[{"role":"user","content":"<&>"}],"max_tokens":0,"tools":[],"metadata":{}}`,
		`{"model":"a/b","messages":[{"role":"user","content":[{"type":"text","text":""}]}],"temperature":0.1,"top_p":null}`,
		`{"Model":"other case","model":"a/b","x_unknown":{"deep":[1,null,12345678901234567890]}}`,
		`{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"n","input":{"n":9007199254740993,"none":null}}]}]}`,
		`{"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[],"is_error":false}]}],"system":""}`,
		`{"messages":[{"role":"user","content":[null,{"type":"new","cache_control":{"ttl":"5m"}}]}],"max_tokens":"ill typed"}`,
	} {
		var request MessageRequest
		if err := json.Unmarshal([]byte(text), &request); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		again, err := json.Marshal(request)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if canonical(t, again) != canonical(t, []byte(text)) {
			t.Errorf("sent %s\nwant %s", again, text)
		}
	}
}

// canonical is JSON with its members in order and its numbers as they were written.
func canonical(t *testing.T, text []byte) string {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	out, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestNothingPrintsAKey(t *testing.T) {
	const key, provider, header = "gateway-key-1234", "provider-key-5678", "header-key-9012"
	client, err := New("http://localhost", WithGatewayKey(key), WithProviderKey(Anthropic, provider), WithHeader("X-Own", header))
	if err != nil {
		t.Fatal(err)
	}
	var printed bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&printed, nil))
	for _, value := range []any{client, *client, client.Messages, *client.transport, Key(key), struct{ K Key }{provider}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&printed, verb, value)
		}
		logger.Info("it", "value", value)
		if text, err := json.Marshal(value); err == nil {
			printed.Write(text)
		}
	}
	for _, secret := range []string{key, provider, header, fmt.Sprintf("%x", key)} {
		if strings.Contains(printed.String(), secret) {
			t.Errorf("%q is printed", secret)
		}
	}
}
