//! The lines that end an operation.

use std::time::Duration;

use serde_json::{Number, Value, json};
use vai::{Error, Object};

/// Why an operation has no result.
#[derive(Debug)]
pub enum Failure {
    /// What the client said.
    Client(Error),
    /// The client has no place for this.
    Unsupported(&'static str),
    /// The client panicked.
    Crash(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Client(error)
    }
}

/// The answer to `describe`: what the client can do, and what of it may be judged.
pub fn description() -> Object {
    let streams = json!(["messages.stream", "runs.stream"]);
    fields(json!({
        "type": "described",
        "protocol": 1,
        "dialect": "vai",
        "runtime": "rust",
        "sdk": {"name": "vai-thin-client", "version": vai::VERSION, "language": "Rust"},
        "operations": [
            "messages.create", "messages.stream", "runs.create", "runs.stream", "models.list",
            "helpers.apply_history_delta", "inspect", "forget",
        ],
        "features": [
            "abort", "audio", "ca_file", "default_headers", "delay", "env", "history", "inspect", "lossless_numbers",
            "provider_keys", "raw_events", "raw_request", "request_id", "retries", "share", "stream_timeout", "timeout",
            {"final": streams}, {"stop": streams}, {"text": streams},
            {"text_result": ["messages.create", "messages.stream", "runs.stream"]},
            {"thinking": ["messages.create", "messages.stream"]},
        ],
        "stream_timeout": "idle",
        "error_fields": [
            "type", "message", "param", "code", "request_id", "retry_after", "http_status", "provider_error",
            "compat_issues", "retryable",
        ],
        "result_fields": ["value", "text", "thinking", "request_id"],
        "env": [vai::KEY_VARIABLE, vai::BASE_URL_VARIABLE],
    }))
}

/// The final line of an operation.
pub fn line(id: &str, answer: Result<Object, Failure>, stopped: bool) -> Object {
    let mut line = fields(json!({"id": id, "type": if answer.is_ok() { "result" } else { "error" }}));
    match answer {
        Ok(answer) => line.extend(answer),
        Err(failure) => {
            line.insert("error".to_owned(), failure_fields(&failure));
            if stopped {
                line.insert("stopped".to_owned(), true.into());
            }
        }
    }
    line
}

/// The members of an object literal.
pub fn fields(value: Value) -> Object {
    match value {
        Value::Object(fields) => fields,
        _ => Object::new(),
    }
}

/// What a user of the client can tell by matching, asked in the order of the protocol.
fn failure_fields(failure: &Failure) -> Value {
    let error = match failure {
        Failure::Unsupported(param) => return json!({"kind": "unsupported", "param": param}),
        Failure::Crash(panic) => return json!({"kind": "crash", "message": panic}),
        Failure::Client(error) => error,
    };
    let (kind, class) = match error {
        Error::Aborted => ("abort", "Error::Aborted"),
        Error::Timeout { .. } => ("timeout", "Error::Timeout"),
        Error::Api(_) => ("api", "Error::Api"),
        Error::Transport { .. } => ("transport", "Error::Transport"),
        Error::Protocol { .. } => ("protocol", "Error::Protocol"),
        Error::Usage { .. } => ("usage", "Error::Usage"),
        _ => ("foreign", "Error"),
    };
    let mut told = json!({
        "kind": kind,
        "class": class,
        "own": true,
        "message": error.to_string(),
        "request_id": error.request_id(),
        "retryable": error.is_retryable(),
    });
    match error {
        Error::Api(error) => {
            told["type"] = error.kind.as_str().into();
            told["param"] = error.param.as_deref().into();
            told["code"] = error.code.as_deref().into();
            told["retry_after"] = error.retry_after.map(seconds).into();
            told["http_status"] = error.http_status.into();
            told["provider_error"] = error.provider_error.clone().unwrap_or_default();
            told["compat_issues"] = Some(&error.compat_issues).filter(|issues| !issues.is_empty()).cloned().into();
        }
        Error::Protocol { http_status, .. } => told["http_status"] = (*http_status).into(),
        Error::Usage { code, param, .. } => {
            told["code"] = (*code).into();
            told["param"] = param.as_deref().into();
        }
        _ => {}
    }
    told
}

/// A duration as a number of seconds.
fn seconds(duration: Duration) -> Value {
    if duration.subsec_nanos() == 0 {
        return duration.as_secs().into();
    }
    Number::from_f64(duration.as_secs_f64()).map_or(Value::Null, Value::Number)
}
