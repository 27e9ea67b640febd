//! Puts a message together from the events of its stream.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::event::{Delta, Event, EventKind};
use crate::json::{self, Object};

/// The message so far.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    message: Object,
    started: bool,
    /// By index, whatever the indices are: a huge one costs no more than a small one.
    blocks: BTreeMap<u64, Block>,
    stop_reason_came: bool,
}

#[derive(Debug)]
struct Block {
    value: Value,
    /// The pieces of a tool's input.
    input: String,
}

impl Folder {
    /// Takes the next event. What does not fit the message so far is left out.
    pub(crate) fn add(&mut self, event: &Event) {
        match event.kind() {
            EventKind::MessageStart(message) if !self.started => self.start(message),
            EventKind::BlockStart(index, block) => {
                self.blocks.insert(index, Block::new(Value::Object(block.clone())));
            }
            EventKind::BlockDelta(index, delta) => {
                if let Some(block) = self.blocks.get_mut(&index) {
                    block.add(delta);
                }
            }
            EventKind::MessageDelta { stop_reason, .. } => {
                if let Some(reason) = stop_reason {
                    self.message.insert("stop_reason".into(), reason.into());
                    self.stop_reason_came = !reason.is_empty();
                }
                // The last word on the whole usage, not an addition to it.
                if let Some(usage) = event.as_object().get("usage").filter(|usage| usage.is_object()) {
                    self.message.insert("usage".into(), usage.clone());
                }
            }
            _ => {}
        }
    }

    /// Whether the message has said why it ends.
    pub(crate) fn stop_reason_came(&self) -> bool {
        self.stop_reason_came
    }

    /// The message as it stands, its blocks in the order of their indices.
    pub(crate) fn message(&self) -> Object {
        let mut message = self.message.clone();
        message.insert("content".into(), self.blocks.values().map(Block::complete).collect());
        message
    }

    fn start(&mut self, message: &Object) {
        self.started = true;
        self.message = message.clone();
        for (index, block) in (0..).zip(json::list(message, "content")) {
            self.blocks.entry(index).or_insert_with(|| Block::new(block.clone()));
        }
    }
}

impl Block {
    fn new(value: Value) -> Self {
        Self { value, input: String::new() }
    }

    fn add(&mut self, delta: Delta<'_>) {
        let Some(block) = self.value.as_object_mut() else { return };
        match (json::text(block, "type").unwrap_or_default(), delta) {
            ("text", Delta::Text(piece)) => append(block, "text", piece),
            ("text", Delta::Citation(citation)) => match block.get_mut("citations") {
                Some(Value::Array(citations)) => citations.push(citation.clone()),
                _ => drop(block.insert("citations".into(), vec![citation.clone()].into())),
            },
            ("thinking", Delta::Thinking(piece)) => append(block, "thinking", piece),
            ("thinking", Delta::Signature(piece)) => append(block, "signature", piece),
            ("tool_use" | "server_tool_use", Delta::InputJson(piece)) => self.input.push_str(piece),
            _ => {}
        }
    }

    /// The block with its input parsed. Pieces that are no JSON object together leave the input as it began.
    fn complete(&self) -> Value {
        let mut value = self.value.clone();
        if let (Some(block), Ok(input @ Value::Object(_))) = (value.as_object_mut(), json::parse(self.input.as_bytes()))
        {
            block.insert("input".into(), input);
        }
        value
    }
}

fn append(block: &mut Object, member: &str, piece: &str) {
    match block.get_mut(member) {
        Some(Value::String(text)) => text.push_str(piece),
        _ => drop(block.insert(member.into(), piece.into())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fold(events: &[Value]) -> Value {
        let mut folder = Folder::default();
        for event in events {
            folder.add(&Event::from(event.as_object().unwrap().clone()));
        }
        Value::Object(folder.message())
    }

    fn start(index: impl Into<Value>, block: Value) -> Value {
        json!({"type": "content_block_start", "index": index.into(), "content_block": block})
    }

    fn delta(index: impl Into<Value>, delta: Value) -> Value {
        json!({"type": "content_block_delta", "index": index.into(), "delta": delta})
    }

    #[test]
    fn deltas_reach_the_block_of_their_index_and_gaps_leave_no_holes() {
        let folded = fold(&[
            json!({"type": "message_start", "message": {"id": "m", "usage": {"input_tokens": 1, "cache_read_tokens": 5}}}),
            start(u64::MAX, json!({"type": "tool_use", "input": {}})),
            start(2, json!({"type": "thinking", "thinking": ""})),
            delta(u64::MAX, json!({"type": "input_json_delta", "partial_json": "{\"a\":"})),
            delta(2, json!({"type": "thinking_delta", "thinking": "hm"})),
            delta(2, json!({"type": "signature_delta", "signature": "s1"})),
            delta(u64::MAX, json!({"type": "input_json_delta", "partial_json": "1}"})),
            delta(2, json!({"type": "signature_delta", "signature": "s2"})),
            json!({"type": "message_delta", "delta": {"stop_reason": "zz"}, "usage": {"output_tokens": 2}}),
        ]);
        let expected = json!({"id": "m", "stop_reason": "zz", "usage": {"output_tokens": 2}, "content": [
            {"type": "thinking", "thinking": "hm", "signature": "s1s2"},
            {"type": "tool_use", "input": {"a": 1}},
        ]});
        assert_eq!(folded, expected);
    }

    #[test]
    fn what_does_not_fit_changes_nothing() {
        let folded = fold(&[
            start(0, json!({"type": "text", "text": "a"})),
            start(1, json!({"type": "tool_use", "input": {"kept": true}})),
            start(2, json!({"type": "zz_block", "input": {}})),
            start(-1, json!({"type": "text", "text": "b"})),
            start(0.5, json!({"type": "text", "text": "c"})),
            delta(0, json!({"type": "thinking_delta", "thinking": "x"})),
            delta(0, json!({"type": "zz_delta", "text": "x"})),
            delta(1, json!({"type": "input_json_delta", "partial_json": "[1"})),
            delta(2, json!({"type": "input_json_delta", "partial_json": "{\"x\":1}"})),
            delta(7, json!({"type": "text_delta", "text": "x"})),
            delta(0, json!({"type": "text_delta", "text": "z"})),
            json!({"type": "message_delta", "delta": null, "usage": null}),
        ]);
        let expected = json!({"content": [
            {"type": "text", "text": "az"}, {"type": "tool_use", "input": {"kept": true}}, {"type": "zz_block", "input": {}},
        ]});
        assert_eq!(folded, expected);
    }
}
