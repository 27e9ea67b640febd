//! Reading JSON that was written by others.

use std::borrow::Cow;

use serde_json::Value;

/// A JSON object, its members in the order in which they came.
pub type Object = serde_json::Map<String, Value>;

/// Reads one JSON document. Bytes that are no UTF-8, and halves of surrogate pairs, which a Rust string cannot hold,
/// become U+FFFD: a bad character costs itself, not the document.
///
/// # Errors
/// Says what is wrong and where, never what the document holds.
pub fn parse(bytes: &[u8]) -> Result<Value, String> {
    let text = String::from_utf8_lossy(bytes);
    serde_json::from_str(&text)
        .or_else(|error| match without_lone_surrogates(&text) {
            Cow::Owned(repaired) => serde_json::from_str(&repaired),
            Cow::Borrowed(_) => Err(error),
        })
        .map_err(|error| {
            let what = if error.is_eof() { "breaks off" } else { "is no JSON" };
            format!("{what} at line {} column {}", error.line(), error.column())
        })
}

/// A member of an object, if it is text.
pub(crate) fn text<'a>(object: &'a Object, member: &str) -> Option<&'a str> {
    object.get(member)?.as_str()
}

/// A member of an object, if it is an object.
pub(crate) fn object<'a>(object: &'a Object, member: &str) -> Option<&'a Object> {
    object.get(member)?.as_object()
}

/// A member of an object, if it is a list.
pub(crate) fn list<'a>(object: &'a Object, member: &str) -> &'a [Value] {
    object.get(member).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn without_lone_surrogates(text: &str) -> Cow<'_, str> {
    let mut repaired = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find('\\') {
        at += found;
        let step = match (code_unit(text, at), code_unit(text, at + 6)) {
            (Some(0xD800..0xDC00), Some(0xDC00..0xE000)) => 12,
            (Some(0xD800..0xE000), _) => {
                repaired.push_str(&text[copied..at]);
                repaired.push_str("\\ufffd");
                copied = at + 6;
                6
            }
            _ => 2,
        };
        at = (at + step).min(text.len());
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    repaired.push_str(&text[copied..]);
    Cow::Owned(repaired)
}

/// The code unit of the escape `\uXXXX` that begins at `at`.
fn code_unit(text: &str, at: usize) -> Option<u16> {
    let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::parse;

    #[test]
    fn numbers_keep_every_digit() {
        let text = r#"{"a":9007199254740993,"b":0.1000000000000000055,"c":1.0}"#;
        assert_eq!(parse(text.as_bytes()).unwrap().to_string(), text);
    }

    #[test]
    fn half_a_surrogate_pair_costs_one_character() {
        assert_eq!(parse(br#"["a\ud83dz","\ud83d\ude00","\\ud83d"]"#).unwrap(), json!(["a\u{fffd}z", "😀", "\\ud83d"]));
        assert_eq!(parse(b"[\"\xff\"]").unwrap(), json!(["\u{fffd}"]));
    }

    #[test]
    fn the_refusal_quotes_nothing() {
        assert_eq!(parse(b"<html>secret").unwrap_err(), "is no JSON at line 1 column 1");
        assert_eq!(parse(br#"{"a":"#).unwrap_err(), "breaks off at line 1 column 5");
    }
}
