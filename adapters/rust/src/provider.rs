//! The provider keys that a gateway takes, and which of them a request has a use for.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use crate::error::Error;
use crate::headers;
use crate::json::{self, Object};
use crate::secret::Secret;

macro_rules! providers {
    ($($(#[$doc:meta])* $variant:ident, $name:literal, $header:literal;)*) => {
        /// Whose key it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Provider { $($(#[$doc])* $variant,)* }

        impl Provider {
            const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name: of a model's provider, what stands before the slash.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            fn header(self) -> HeaderName {
                match self { $(Self::$variant => HeaderName::from_static($header),)* }
            }
        }
    };
}

providers! {
    /// Models of `anthropic/`.
    Anthropic, "anthropic", "x-provider-key-anthropic";
    /// Models of `openai/`, and of `oai-resp/` where that has no key of its own.
    OpenAi, "openai", "x-provider-key-openai";
    /// Models of `oai-resp/`, and of `openai/` where that has no key of its own.
    OpenAiResponses, "oai-resp", "x-provider-key-openai";
    /// Models of `gem-dev/`, and images.
    Gemini, "gem-dev", "x-provider-key-gemini";
    /// Models of `gem-vert/`, and images.
    VertexAi, "gem-vert", "x-provider-key-vertexai";
    /// Models of `groq/`.
    Groq, "groq", "x-provider-key-groq";
    /// Models of `cerebras/`.
    Cerebras, "cerebras", "x-provider-key-cerebras";
    /// Models of `openrouter/`.
    OpenRouter, "openrouter", "x-provider-key-openrouter";
    /// Speech, in both directions.
    Cartesia, "cartesia", "x-provider-key-cartesia";
    /// Web search and web fetch.
    Tavily, "tavily", "x-provider-key-tavily";
    /// Web search.
    Exa, "exa", "x-provider-key-exa";
    /// Web fetch.
    Firecrawl, "firecrawl", "x-provider-key-firecrawl";
}

impl FromStr for Provider {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let known = Self::ALL.iter().find(|provider| provider.name() == name);
        known.copied().ok_or_else(|| Error::usage(format!("{name:?} is no provider that a key can be set for")))
    }
}

/// The keys as header values, checked; blank ones are left out.
#[derive(Debug, Clone, Default)]
pub(crate) struct ProviderKeys(BTreeMap<Provider, HeaderValue>);

impl ProviderKeys {
    pub(crate) fn new(keys: &BTreeMap<Provider, Secret>) -> Result<Self, Error> {
        let mut checked = BTreeMap::new();
        for (&provider, key) in keys {
            if let Some(key) = key.trimmed() {
                checked.insert(provider, headers::secret_value(key, &format!("the key of {}", provider.name()))?);
            }
        }
        Ok(Self(checked))
    }

    /// The headers of a message request: its model's key, and its voice's. A key that is not set is not missed; the
    /// gateway may have its own.
    pub(crate) fn for_message(&self, request: &Object) -> HeaderMap {
        self.headers(model_and_voice(request))
    }

    /// The headers of a run: those of its message request, and those of the server tools that it enables.
    pub(crate) fn for_run(&self, run: &Object) -> HeaderMap {
        let request = json::object(run, "request").map(model_and_voice).unwrap_or_default();
        self.headers(request.into_iter().chain(server_tools(run)).collect())
    }

    fn headers(&self, needed: BTreeSet<Provider>) -> HeaderMap {
        needed.into_iter().filter_map(|provider| Some((provider.header(), self.key(provider)?.clone()))).collect()
    }

    fn key(&self, provider: Provider) -> Option<&HeaderValue> {
        let other = match provider {
            Provider::OpenAi => Provider::OpenAiResponses,
            Provider::OpenAiResponses => Provider::OpenAi,
            same => same,
        };
        self.0.get(&provider).or_else(|| self.0.get(&other))
    }
}

fn model_and_voice(request: &Object) -> BTreeSet<Provider> {
    let model = json::text(request, "model").and_then(|model| model.split_once('/')?.0.trim().parse().ok());
    let speaks =
        json::object(request, "voice").and_then(|voice| voice.get("output")).is_some_and(|output| !output.is_null())
            || json::text(request, "tts_model").is_some_and(|model| !model.trim().is_empty());
    let listens = ["system", "messages"].iter().filter_map(|member| request.get(*member)).any(holds_speech);
    model.into_iter().chain((speaks || listens).then_some(Provider::Cartesia)).collect()
}

/// Whether a block of recorded speech stands in a message, or in a block of one.
fn holds_speech(content: &Value) -> bool {
    content.as_array().into_iter().flatten().any(|item| {
        item.get("type").is_some_and(|kind| kind == "audio_stt") || item.get("content").is_some_and(holds_speech)
    })
}

/// The provider that a tool's configuration names, else every one that may serve the tool.
fn server_tools(run: &Object) -> Vec<Provider> {
    let configs = json::object(run, "server_tool_config");
    let enabled =
        ["server_tools", "builtins"].iter().flat_map(|member| json::list(run, member)).filter_map(Value::as_str);
    enabled
        .flat_map(|tool| {
            let candidates: &[Provider] = match tool.trim() {
                "vai_web_search" => &[Provider::Tavily, Provider::Exa],
                "vai_web_fetch" => &[Provider::Firecrawl, Provider::Tavily],
                "vai_image" => &[Provider::Gemini, Provider::VertexAi],
                _ => &[],
            };
            let config = configs.and_then(|configs| json::object(configs, tool.trim()));
            let named =
                config.and_then(|config| json::text(config, "provider")).map(str::trim).filter(|name| !name.is_empty());
            candidates
                .iter()
                .copied()
                .filter(move |candidate| named.is_none_or(|name| candidate.name().eq_ignore_ascii_case(name)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn sent(run: &Value) -> Vec<String> {
        let keys =
            Provider::ALL.iter().filter(|key| **key != Provider::OpenAi).map(|key| (*key, Secret::from(key.name())));
        let keys = ProviderKeys::new(&keys.collect()).unwrap();
        let mut sent: Vec<String> =
            keys.for_run(run.as_object().unwrap()).values().map(|value| value.to_str().unwrap().to_owned()).collect();
        sent.sort();
        sent
    }

    #[test]
    fn only_the_keys_that_a_request_has_a_use_for_are_sent() {
        assert_eq!(sent(&json!({"request": {"model": "groq/a/b"}})), ["groq"]);
        assert_eq!(sent(&json!({"request": {"model": "openai/gpt"}})), ["oai-resp"]);
        assert_eq!(sent(&json!({"request": {"model": "anthropic"}, "server_tool_config": {"vai_image": {}}})), [""; 0]);
        assert_eq!(
            sent(&json!({"request": {"voice": {"output": {}}}, "server_tools": ["vai_web_search"]})),
            ["cartesia", "exa", "tavily"]
        );
        assert_eq!(
            sent(
                &json!({"server_tools": ["vai_web_fetch"], "server_tool_config": {"vai_web_fetch": {"provider": "Tavily"}}})
            ),
            ["tavily"]
        );
        let nested =
            json!([{"role": "user", "content": [{"type": "tool_result", "content": [{"type": "audio_stt"}]}]}]);
        assert_eq!(sent(&json!({"request": {"messages": nested}})), ["cartesia"]);
    }
}
