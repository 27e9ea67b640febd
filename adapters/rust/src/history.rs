//! Following the history of a run.

use serde_json::Value;

use crate::error::Error;
use crate::event::{Event, EventKind};

/// Whether the length of a history is checked before it is appended to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryCheck {
    /// A history of another length than the event expects is refused, and left as it was.
    Strict,
    /// The messages are appended whatever the length is.
    Lenient,
}

/// Appends the messages of a `history_delta` event. Other events change nothing.
///
/// # Errors
/// [`Error::Usage`] if the check is strict and events were missed, or were applied twice.
pub fn apply_history_delta(history: &mut Vec<Value>, event: &Event, check: HistoryCheck) -> Result<(), Error> {
    let EventKind::HistoryDelta { expected_len, append } = event.kind() else { return Ok(()) };
    let length = history.len() as u64;
    if check == HistoryCheck::Strict && expected_len != Some(length) {
        let expected =
            expected_len.map_or("no length".to_owned(), |expected| format!("a history of {expected} messages"));
        return Err(Error::usage(format!("the history_delta expects {expected}, this one has {length}")));
    }
    history.extend_from_slice(append);
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_strict_check_refuses_what_a_lenient_one_appends() {
        let event = json!({"type": "history_delta", "expected_len": 1, "append": [{"role": "user"}, {"content": [{"type": "zz"}]}]});
        let event = Event::from(event.as_object().unwrap().clone());
        let mut history = Vec::new();
        assert!(matches!(apply_history_delta(&mut history, &event, HistoryCheck::Strict), Err(Error::Usage { .. })));
        assert_eq!(history.len(), 0);
        apply_history_delta(&mut history, &event, HistoryCheck::Lenient).unwrap();
        assert_eq!(history, [json!({"role": "user"}), json!({"content": [{"type": "zz"}]})]);
    }
}
