//! What is sent: JSON objects that keep whatever the caller put into them, with setters for what is common.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::error::Error;
use crate::json::{self, Object};

macro_rules! requests {
    ($($(#[$doc:meta])* $name:ident, $what:literal;)*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Object);

        impl $name {
            /// Sets any member, also one that this client does not know. A null is sent as a null.
            #[must_use]
            pub fn set(mut self, member: &str, value: impl Into<Value>) -> Self {
                self.0.insert(member.to_owned(), value.into());
                self
            }

            /// The JSON that will be sent.
            #[must_use]
            pub fn as_object(&self) -> &Object {
                &self.0
            }
        }

        /// Takes JSON as it is.
        impl TryFrom<Value> for $name {
            type Error = Error;

            fn try_from(value: Value) -> Result<Self, Error> {
                match value {
                    Value::Object(members) => Ok(Self(members)),
                    _ => Err(Error::usage(concat!($what, " is a JSON object"))),
                }
            }
        }
    )* };
}

requests! {
    /// What a model is asked.
    MessageRequest, "a message request";
    /// A message request that the gateway answers with its own tools, turn by turn.
    RunRequest, "a run request";
}

impl MessageRequest {
    /// A request to a model, as `anthropic/claude-sonnet-4`.
    #[must_use]
    pub fn new(model: &str) -> Self {
        Self(Object::new()).set("model", model).set("messages", json!([]))
    }

    /// Adds what the user says.
    #[must_use]
    pub fn user(self, content: impl Into<Value>) -> Self {
        self.message(json!({"role": "user", "content": content.into()}))
    }

    /// Adds a message of any role.
    #[must_use]
    pub fn message(mut self, message: Value) -> Self {
        let messages = self.0.entry("messages").or_insert_with(|| json!([]));
        match messages {
            Value::Array(messages) => messages.push(message),
            other => *other = json!([message]),
        }
        self
    }

    /// Sets the instructions that stand above the conversation.
    #[must_use]
    pub fn system(self, system: impl Into<Value>) -> Self {
        self.set("system", system)
    }

    /// Bounds the length of the answer.
    #[must_use]
    pub fn max_tokens(self, tokens: u64) -> Self {
        self.set("max_tokens", tokens)
    }

    /// The body to send; whether it is a stream is the method's to say, not the request's.
    pub(crate) fn body(&self, stream: bool) -> Object {
        let mut body = self.0.clone();
        if stream || body.contains_key("stream") {
            body.insert("stream".to_owned(), stream.into());
        }
        body
    }
}

impl RunRequest {
    /// A run of this request, with no server tools.
    #[must_use]
    pub fn new(request: MessageRequest) -> Self {
        Self(Object::new()).set("request", request.0)
    }

    /// Enables a tool of the gateway, as `vai_web_search`.
    #[must_use]
    pub fn server_tool(mut self, name: &str) -> Self {
        match self.0.entry("server_tools").or_insert_with(|| json!([])) {
            Value::Array(tools) => tools.push(name.into()),
            other => *other = json!([name]),
        }
        self
    }

    /// Sets limits of the run, as `{"max_turns": 3}`.
    #[must_use]
    pub fn limits(self, run: Value) -> Self {
        self.set("run", run)
    }

    /// The body to send. The gateway answers runs with its own tools alone, and streams them by the path.
    ///
    /// # Errors
    /// [`Error::Usage`] for a `function` tool, which only the caller could execute.
    pub(crate) fn body(&self) -> Result<Object, Error> {
        let mut body = self.0.clone();
        if let Some(Value::Object(request)) = body.get_mut("request") {
            let kinds = json::list(request, "tools").iter().map(|tool| tool.get("type").and_then(Value::as_str));
            if let Some((index, _)) = kinds.enumerate().find(|(_, kind)| *kind == Some("function")) {
                return Err(Error::Usage {
                    message: "a run cannot call the caller's function tools; use messages and answer the calls"
                        .to_owned(),
                    code: Some("client_function_tools_not_supported"),
                    param: Some(format!("request.tools[{index}]")),
                });
            }
            if request.contains_key("stream") {
                request.insert("stream".to_owned(), false.into());
            }
        }
        Ok(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_sent_as_it_is_but_for_the_stream_flag() {
        let given = json!({"zz": null, "model": "a/b", "n": 1.0, "stream": true});
        let request = MessageRequest::try_from(given).unwrap();
        assert_eq!(
            json::parse(br#"{"zz":null,"model":"a/b","n":1.0,"stream":false}"#).unwrap(),
            Value::Object(request.body(false))
        );
        assert!(!MessageRequest::new("a/b").user("Hi").body(false).contains_key("stream"));
        assert!(MessageRequest::try_from(json!([])).is_err());
    }

    #[test]
    fn a_callers_function_tool_is_refused() {
        let tools = json!([{"type": "web_search"}, {"type": "function", "name": "f"}]);
        let refusal = RunRequest::new(MessageRequest::new("a/b").set("tools", tools)).body().unwrap_err();
        assert!(matches!(refusal, Error::Usage { param: Some(param), .. } if param == "request.tools[1]"));
    }
}
