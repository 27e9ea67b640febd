//! What calls return: the gateway's JSON as it came, with accessors for what the contract names. Members and types that
//! this client does not know are kept, and what is missing reads as empty.

use serde::Serialize;
use serde_json::Value;

use crate::json::{self, Object};

/// What a message cost. Counters that the gateway did not send are 0.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[non_exhaustive]
pub struct Usage {
    /// Tokens read.
    pub input_tokens: u64,
    /// Tokens written.
    pub output_tokens: u64,
    /// Their sum; 0 where the provider reports none.
    pub total_tokens: u64,
    /// Tokens read from the provider's cache.
    pub cache_read_tokens: u64,
    /// Tokens written to the provider's cache.
    pub cache_write_tokens: u64,
}

impl Usage {
    pub(crate) fn of(usage: &Object) -> Self {
        let count = |member| usage.get(member).and_then(Value::as_u64).unwrap_or_default();
        Self {
            input_tokens: count("input_tokens"),
            output_tokens: count("output_tokens"),
            total_tokens: count("total_tokens"),
            cache_read_tokens: count("cache_read_tokens"),
            cache_write_tokens: count("cache_write_tokens"),
        }
    }
}

macro_rules! documents {
    ($($(#[$doc:meta])* $name:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(into = "Object")]
        pub struct $name {
            body: Object,
            request_id: Option<String>,
        }

        impl $name {
            pub(crate) fn new(body: Object, request_id: Option<String>) -> Self {
                Self { body, request_id }
            }

            /// The JSON as it came.
            #[must_use]
            pub fn as_object(&self) -> &Object {
                &self.body
            }

            /// The `X-Request-ID` of the answer.
            #[must_use]
            pub fn request_id(&self) -> Option<&str> {
                self.request_id.as_deref()
            }
        }

        impl From<$name> for Object {
            fn from(document: $name) -> Self {
                document.body
            }
        }
    )* };
}

documents! {
    /// An answer of a model.
    Message;
    /// What a run came to.
    RunResult;
    /// The models that the gateway serves.
    ModelList;
}

impl Message {
    /// The id of the message.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        json::text(&self.body, "id")
    }

    /// The model that answered.
    #[must_use]
    pub fn model(&self) -> Option<&str> {
        json::text(&self.body, "model")
    }

    /// The content blocks, as they came.
    #[must_use]
    pub fn content(&self) -> &[Value] {
        json::list(&self.body, "content")
    }

    /// The text blocks, joined.
    #[must_use]
    pub fn text(&self) -> String {
        joined(&self.body, "text")
    }

    /// The thinking blocks, joined.
    #[must_use]
    pub fn thinking(&self) -> String {
        joined(&self.body, "thinking")
    }

    /// Why the message ended: `end_turn`, `max_tokens`, `stop_sequence`, `tool_use`, …: an open set.
    #[must_use]
    pub fn stop_reason(&self) -> Option<&str> {
        json::text(&self.body, "stop_reason")
    }

    /// What it cost.
    #[must_use]
    pub fn usage(&self) -> Usage {
        json::object(&self.body, "usage").map(Usage::of).unwrap_or_default()
    }
}

impl RunResult {
    /// The final answer; `None` where the run ended without one, as `max_turns` or `cancelled`.
    #[must_use]
    pub fn response(&self) -> Option<Message> {
        let response = json::object(&self.body, "response")?;
        Some(Message::new(response.clone(), self.request_id.clone()))
    }

    /// The text of the final answer.
    #[must_use]
    pub fn text(&self) -> String {
        json::object(&self.body, "response").map(|response| joined(response, "text")).unwrap_or_default()
    }

    /// The thinking of the final answer.
    #[must_use]
    pub fn thinking(&self) -> String {
        json::object(&self.body, "response").map(|response| joined(response, "thinking")).unwrap_or_default()
    }

    /// The turns, as they came.
    #[must_use]
    pub fn steps(&self) -> &[Value] {
        json::list(&self.body, "steps")
    }

    /// The whole history, to be sent with the next request.
    #[must_use]
    pub fn messages(&self) -> &[Value] {
        json::list(&self.body, "messages")
    }

    /// Why the run ended: `end_turn`, `max_turns`, `timeout`, …: an open set.
    #[must_use]
    pub fn stop_reason(&self) -> Option<&str> {
        json::text(&self.body, "stop_reason")
    }

    /// What all turns cost.
    #[must_use]
    pub fn usage(&self) -> Usage {
        json::object(&self.body, "usage").map(Usage::of).unwrap_or_default()
    }
}

impl ModelList {
    /// The models, as they came.
    #[must_use]
    pub fn models(&self) -> &[Value] {
        json::list(&self.body, "models")
    }
}

/// The pieces of all blocks of one type, joined.
fn joined(message: &Object, kind: &str) -> String {
    let blocks = json::list(message, "content").iter().filter_map(Value::as_object);
    blocks.filter(|block| json::text(block, "type") == Some(kind)).filter_map(|block| json::text(block, kind)).collect()
}
