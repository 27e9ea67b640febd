"""What is sent, and what is refused instead."""

import json
from typing import Any

import pytest

from vai_client import Client, UsageError
from vai_client._base_url import resolve_base_url

MESSAGE: dict[str, Any] = {"model": "oai-resp/gpt", "messages": [], "x_future": None}


@pytest.mark.parametrize(
    ("given", "resolved"),
    [
        (" https://h \n", "https://h"),
        ("HTTP://Host:80//", "http://host:80"),
        ("http://h/gw//?a=b/#c/", "http://h/gw"),
        ("http://h/a%2Fb%20c/", "http://h/a%2Fb%20c"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
    ],
)
def test_base_urls(given: str, resolved: str) -> None:
    assert resolve_base_url(given) == resolved


@pytest.mark.parametrize(
    "given",
    ["", "h:80", "//h", "ftp://h", "http://", "http:///p", "http://user:hunter2@h", "http://[x]", "http://h:99999"],
)
def test_refused_base_urls_are_not_quoted(given: str) -> None:
    with pytest.raises(UsageError) as refusal:
        resolve_base_url(given)
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize("key", ["hunter2\n", "hunter2\rx", "hunter2\0", "hunter2…"])
def test_refused_keys_are_not_quoted(key: str) -> None:
    with pytest.raises(UsageError) as refusal:
        Client(base_url="http://h", gateway_api_key=f"{key}x")
    assert "hunter2" not in str(refusal.value)


def test_a_request_carries_the_keys_that_it_needs_and_its_body_as_it_is() -> None:
    keys = {"openai": "k-openai", "anthropic": "k-anthropic", "tavily": "k-tavily", "exa": "k-exa"}
    client = Client(base_url="http://h", provider_keys=keys, default_headers={"x-vai-version": "2"})
    run = {"request": MESSAGE, "server_tools": ["vai_web_search"], "server_tool_config": {}}
    headers = {name.lower(): value for name, value in client._config.run(run, stream=True).headers}
    keyed = {name for name in headers if name.startswith(b"x-provider-key")}
    assert keyed == {b"x-provider-key-openai", b"x-provider-key-tavily", b"x-provider-key-exa"}
    assert headers[b"x-vai-version"] == b"2"
    assert headers[b"accept"] == b"text/event-stream"
    sent = client._config.message(MESSAGE, stream=True).content or b""
    assert json.loads(sent) == {**MESSAGE, "stream": True}
    assert "k-" not in repr(vars(client)) + repr(client._config) + repr(client.messages.stream(MESSAGE))


def test_runs_take_no_function_tools() -> None:
    tools = [{"type": "web_search"}, {"type": "function", "name": "f"}]
    with pytest.raises(UsageError) as refusal:
        Client(base_url="http://h").runs.create({"request": {**MESSAGE, "tools": tools}})
    assert (refusal.value.code, refusal.value.param) == ("client_function_tools_not_supported", "request.tools[1]")
