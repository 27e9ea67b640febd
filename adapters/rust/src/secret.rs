//! Keys, and how they are kept out of everything that is printed.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

/// Shorter values are not masked: too much ordinary text would match.
const SHORTEST_MASKED: usize = 6;

/// A key. No printed form shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Arc<str>);

impl Secret {
    /// The key without the blanks around it; `None` where nothing is left.
    pub(crate) fn trimmed(&self) -> Option<&str> {
        Some(self.0.trim()).filter(|key| !key.is_empty())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(***)")
    }
}

impl<T: AsRef<str> + ?Sized> From<&T> for Secret {
    fn from(key: &T) -> Self {
        Self(key.as_ref().into())
    }
}

impl From<String> for Secret {
    fn from(key: String) -> Self {
        Self(key.into())
    }
}

/// The keys of a client, to be masked wherever a gateway quotes one.
#[derive(Clone, Default)]
pub(crate) struct Mask(Arc<[String]>);

impl fmt::Debug for Mask {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Mask({} keys)", self.0.len())
    }
}

impl<'a> FromIterator<&'a str> for Mask {
    fn from_iter<I: IntoIterator<Item = &'a str>>(keys: I) -> Self {
        let mut keys: Vec<String> =
            keys.into_iter().filter(|key| key.len() >= SHORTEST_MASKED).map(str::to_owned).collect();
        // A key that holds another one is masked first, and whole.
        keys.sort_by_key(|key| std::cmp::Reverse(key.len()));
        Self(keys.into())
    }
}

impl Mask {
    /// The text with every key replaced by `***`.
    pub(crate) fn text(&self, text: &str) -> String {
        let masked = self.0.iter().fold(Cow::Borrowed(text), |text, key| {
            if text.contains(key) { Cow::Owned(text.replace(key, "***")) } else { text }
        });
        masked.into_owned()
    }

    /// The value with every key replaced, wherever in it the text stands.
    pub(crate) fn value(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(items) => items.into_iter().map(|item| self.value(item)).collect(),
            Value::Object(members) => {
                members.into_iter().map(|(name, item)| (self.text(&name), self.value(item))).collect()
            }
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Mask, Secret};

    #[test]
    fn no_printed_form_shows_a_key() {
        assert_eq!(format!("{:?}", Secret::from("sk-canary")), "Secret(***)");
        assert!(!format!("{:#?}", Mask::from_iter(["sk-canary"])).contains("canary"));
    }

    #[test]
    fn a_quoted_key_is_masked_whole_wherever_it_stands() {
        let mask = Mask::from_iter(["sk-canary", "sk-canary-2", "abc"]);
        assert_eq!(
            mask.value(json!({"sk-canary": [1, "is sk-canary-2 an abc?"]})),
            json!({"***": [1, "is *** an abc?"]})
        );
    }
}
