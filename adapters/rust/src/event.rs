//! The events of both kinds of stream.

use serde::Serialize;
use serde_json::Value;

use crate::json::{self, Object};
use crate::types::Usage;

/// One event, as it came: members and types that this client does not know are kept. [`Event::kind`] reads it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Event(Object);

/// What an event says. Members that are missing, or of another type than the contract says, read as empty.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the members are named as they are on the wire")]
pub enum EventKind<'a> {
    /// A message begins: its id, role and model.
    MessageStart(&'a Object),
    /// A block begins, at this index of the message's content.
    BlockStart(u64, &'a Object),
    /// A piece of the block of this index.
    BlockDelta(u64, Delta<'a>),
    /// The block of this index is complete.
    BlockStop(u64),
    /// Why the message ends, and what it cost.
    MessageDelta { stop_reason: Option<&'a str>, usage: Option<Usage> },
    /// The message is complete: the last event of a message stream.
    MessageStop,
    /// A piece of speech, in base64.
    AudioChunk { audio: &'a str, format: &'a str, is_final: bool },
    /// There will be no more speech.
    AudioUnavailable { message: &'a str },
    /// A run begins.
    RunStart { request_id: Option<&'a str>, model: Option<&'a str> },
    /// A turn of the run begins.
    StepStart(u64),
    /// An event of the message of this turn.
    StreamEvent(&'a Object),
    /// The gateway calls one of its tools.
    ToolCallStart { id: &'a str, name: &'a str, input: Option<&'a Object> },
    /// The tool has answered; that it failed is for the model to see, and no failure of the run.
    ToolResult { id: &'a str, name: &'a str, content: &'a [Value], is_error: bool },
    /// The turn is complete.
    StepComplete(u64, Option<&'a Object>),
    /// What to append to the history: see [`crate::apply_history_delta`].
    HistoryDelta { expected_len: Option<u64>, append: &'a [Value] },
    /// The run is complete: the last event of a run stream.
    RunComplete(Option<&'a Object>),
    /// The connection is alive.
    Ping,
    /// A type that this client does not know.
    Other,
}

/// A piece of a block.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Delta<'a> {
    /// More text.
    Text(&'a str),
    /// More thinking.
    Thinking(&'a str),
    /// More of the JSON text of a tool's input.
    InputJson(&'a str),
    /// More of the signature of a thinking block.
    Signature(&'a str),
    /// One more citation of a text block.
    Citation(&'a Value),
    /// A type that this client does not know.
    Other,
}

impl From<Object> for Event {
    fn from(event: Object) -> Self {
        Self(event)
    }
}

impl Event {
    /// The type, as `content_block_delta`.
    #[must_use]
    pub fn type_name(&self) -> &str {
        json::text(&self.0, "type").unwrap_or_default()
    }

    /// The event as it came.
    #[must_use]
    pub fn as_object(&self) -> &Object {
        &self.0
    }

    /// What the event says.
    #[must_use]
    pub fn kind(&self) -> EventKind<'_> {
        kind_of(&self.0)
    }

    /// The piece of answer text in this event: of a message stream, or of the message inside a run's `stream_event`.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self.message_event() {
            EventKind::BlockDelta(_, Delta::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The piece of thinking in this event.
    #[must_use]
    pub fn thinking(&self) -> Option<&str> {
        match self.message_event() {
            EventKind::BlockDelta(_, Delta::Thinking(text)) => Some(text),
            _ => None,
        }
    }

    fn message_event(&self) -> EventKind<'_> {
        match self.kind() {
            EventKind::StreamEvent(inner) => kind_of(inner),
            kind => kind,
        }
    }
}

fn kind_of(event: &Object) -> EventKind<'_> {
    let text = |member| json::text(event, member).unwrap_or_default();
    let flag = |member| event.get(member).is_some_and(|flag| flag == true);
    let number = |member| event.get(member).and_then(Value::as_u64);
    let object = |member| json::object(event, member);
    match (text("type"), number("index")) {
        ("message_start", _) => object("message").map_or(EventKind::Other, EventKind::MessageStart),
        ("content_block_start", Some(index)) => {
            object("content_block").map_or(EventKind::Other, |block| EventKind::BlockStart(index, block))
        }
        ("content_block_delta", Some(index)) => {
            EventKind::BlockDelta(index, object("delta").map_or(Delta::Other, delta_of))
        }
        ("content_block_stop", Some(index)) => EventKind::BlockStop(index),
        ("message_delta", _) => EventKind::MessageDelta {
            stop_reason: object("delta").and_then(|delta| json::text(delta, "stop_reason")),
            usage: object("usage").map(Usage::of),
        },
        ("message_stop", _) => EventKind::MessageStop,
        ("audio_chunk", _) => {
            EventKind::AudioChunk { audio: text("audio"), format: text("format"), is_final: flag("is_final") }
        }
        ("audio_unavailable", _) => EventKind::AudioUnavailable { message: text("message") },
        ("run_start", _) => {
            EventKind::RunStart { request_id: json::text(event, "request_id"), model: json::text(event, "model") }
        }
        ("step_start", Some(index)) => EventKind::StepStart(index),
        ("stream_event", _) => object("event").map_or(EventKind::Other, EventKind::StreamEvent),
        ("tool_call_start", _) => {
            EventKind::ToolCallStart { id: text("id"), name: text("name"), input: object("input") }
        }
        ("tool_result", _) => EventKind::ToolResult {
            id: text("id"),
            name: text("name"),
            content: json::list(event, "content"),
            is_error: flag("is_error"),
        },
        ("step_complete", Some(index)) => EventKind::StepComplete(index, object("response")),
        ("history_delta", _) => {
            EventKind::HistoryDelta { expected_len: number("expected_len"), append: json::list(event, "append") }
        }
        ("run_complete", _) => EventKind::RunComplete(object("result")),
        ("ping", _) => EventKind::Ping,
        _ => EventKind::Other,
    }
}

fn delta_of(delta: &Object) -> Delta<'_> {
    let text = |member| json::text(delta, member);
    let known = match text("type").unwrap_or_default() {
        "text_delta" => text("text").map(Delta::Text),
        "thinking_delta" => text("thinking").map(Delta::Thinking),
        "input_json_delta" => text("partial_json").map(Delta::InputJson),
        "signature_delta" => text("signature").map(Delta::Signature),
        "citations_delta" => delta.get("citation").map(Delta::Citation),
        _ => None,
    };
    known.unwrap_or(Delta::Other)
}
