"""Which provider keys a request needs, and under which header each travels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HEADERS = {
    "anthropic": "X-Provider-Key-Anthropic",
    "openai": "X-Provider-Key-OpenAI",
    "gem-dev": "X-Provider-Key-Gemini",
    "gem-vert": "X-Provider-Key-VertexAI",
    "groq": "X-Provider-Key-Groq",
    "cerebras": "X-Provider-Key-Cerebras",
    "openrouter": "X-Provider-Key-OpenRouter",
    "cartesia": "X-Provider-Key-Cartesia",
    "elevenlabs": "X-Provider-Key-ElevenLabs",
    "tavily": "X-Provider-Key-Tavily",
    "exa": "X-Provider-Key-Exa",
    "firecrawl": "X-Provider-Key-Firecrawl",
}

PROVIDER_NAMES = frozenset(HEADERS)

_MODEL_PREFIXES = {
    **{name: name for name in ("anthropic", "openai", "gem-dev", "gem-vert", "groq", "cerebras", "openrouter")},
    "oai-resp": "openai",
}

_TOOL_CANDIDATES = {
    "vai_web_search": ("tavily", "exa"),
    "vai_web_fetch": ("firecrawl", "tavily"),
    "vai_image": ("gem-dev", "gem-vert"),
}


def names_for_message(request: Mapping[str, Any]) -> Iterator[str]:
    """Names of the keys that a message request has a use for."""
    model = request.get("model")
    if isinstance(model, str):
        name = _MODEL_PREFIXES.get(model.strip().partition("/")[0])
        if name is not None:
            yield name
    if _speaks(request) or _listens(request):
        yield "cartesia"


def names_for_run(run: Mapping[str, Any]) -> Iterator[str]:
    """Names of the keys that a run request has a use for: its model's, and those of its server tools."""
    request = run.get("request")
    if isinstance(request, dict):
        yield from names_for_message(request)
    configs = run.get("server_tool_config")
    for tool in _strings(run.get("server_tools")) or _strings(run.get("builtins")):
        candidates = _TOOL_CANDIDATES.get(tool.strip(), ())
        config = configs.get(tool) if isinstance(configs, dict) else None
        provider = config.get("provider") if isinstance(config, dict) else None
        if isinstance(provider, str) and provider.strip():
            yield from (name for name in candidates if name == provider.strip().lower())
        else:
            yield from candidates


def _speaks(request: Mapping[str, Any]) -> bool:
    return wants_voice(request) or bool(request.get("tts_model"))


def wants_voice(request: Mapping[str, Any]) -> bool:
    """Whether the answer will bring audio, which may come after the end of its message."""
    voice = request.get("voice")
    return isinstance(voice, dict) and voice.get("output") is not None


def _listens(request: Mapping[str, Any]) -> bool:
    messages = request.get("messages")
    listed = messages if isinstance(messages, list) else []
    contents = [message.get("content") for message in listed if isinstance(message, dict)]
    return any(_has_speech(content) for content in [request.get("system"), *contents])


def _has_speech(blocks: object) -> bool:
    if not isinstance(blocks, list):
        return False
    return any(
        isinstance(block, dict) and (block.get("type") == "audio_stt" or _has_speech(block.get("content")))
        for block in blocks
    )


def _strings(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
