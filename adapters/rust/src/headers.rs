//! The headers of every request, and the keys that a request has a use for.

use reqwest::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use crate::error::Error;
use crate::secret::Secret;

/// What frames the message on the wire is the HTTP library's business alone.
const FRAMING: [&str; 5] = ["content-length", "host", "te", "trailer", "transfer-encoding"];

/// What an answer is to look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Json,
    Events,
}

/// The client's own headers, then the user's, which replace them.
pub(crate) fn of_request(answer: Answer, has_body: bool, keys: HeaderMap, defaults: &HeaderMap) -> HeaderMap {
    let mut headers = keys;
    headers.insert("x-vai-version", HeaderValue::from_static("1"));
    if has_body {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    match answer {
        Answer::Json => headers.insert(ACCEPT, HeaderValue::from_static("application/json")),
        Answer::Events => {
            // Whoever compresses events tends to hold them back until there is enough to compress.
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
            headers.insert(ACCEPT, HeaderValue::from_static("text/event-stream"))
        }
    };
    for (name, value) in defaults {
        headers.insert(name, value.clone());
    }
    headers
}

/// `Authorization`, if there is a key.
pub(crate) fn authorization(key: Option<&Secret>) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::new();
    if let Some(key) = key.and_then(Secret::trimmed) {
        headers.insert(AUTHORIZATION, secret_value(&format!("Bearer {key}"), "the gateway key")?);
    }
    Ok(headers)
}

/// A header value that no printed form shows.
pub(crate) fn secret_value(key: &str, what: &str) -> Result<HeaderValue, Error> {
    let mut value = header_value(key, what)?;
    value.set_sensitive(true);
    Ok(value)
}

/// A header that the user wants to be sent with every request.
pub(crate) fn default_header(name: &str, value: &Secret) -> Result<(HeaderName, HeaderValue), Error> {
    let name = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| Error::usage("the name of a default header holds characters that no header name may hold"))?;
    if FRAMING.contains(&name.as_str()) {
        return Err(Error::usage(format!("{name} is no default header: the HTTP library sets it")));
    }
    let value = secret_value(value.trimmed().unwrap_or_default(), &format!("the default header {name}"))?;
    Ok((name, value))
}

fn header_value(text: &str, what: &str) -> Result<HeaderValue, Error> {
    // The HTTP library would let tabs pass, and characters that every server reads as others.
    Some(text)
        .filter(|text| text.is_ascii() && !text.contains(char::is_control))
        .and_then(|text| HeaderValue::from_str(text).ok())
        .ok_or_else(|| {
            Error::usage(format!("{what} holds characters that no header can carry; only visible ASCII can be sent"))
        })
}

/// The id that the gateway gave the request.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    let id = String::from_utf8_lossy(headers.get("x-request-id")?.as_bytes()).trim().to_owned();
    Some(id).filter(|id| !id.is_empty())
}

/// The media type of an answer, in small letters and without parameters.
pub(crate) fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_trimmed_and_a_blank_one_sends_nothing() {
        let sent = authorization(Some(&Secret::from(" k-1 "))).unwrap();
        assert_eq!(sent[AUTHORIZATION], "Bearer k-1");
        assert!(authorization(Some(&Secret::from("  "))).unwrap().is_empty());
    }

    #[test]
    fn what_no_header_can_carry_is_refused_without_being_quoted() {
        for key in ["a\ncanary", "a\tcanary", "canary\0z", "canary€"] {
            let refusal = format!("{:?}", authorization(Some(&Secret::from(key))).unwrap_err());
            assert!(!refusal.contains("canary"), "{refusal}");
        }
    }

    #[test]
    fn the_users_headers_replace_the_clients() {
        let (name, value) = default_header("ACCEPT", &"x/y".into()).unwrap();
        let sent = of_request(Answer::Events, true, HeaderMap::new(), &HeaderMap::from_iter([(name, value)]));
        assert_eq!(sent.get_all(ACCEPT).iter().collect::<Vec<_>>(), ["x/y"]);
        assert!(default_header("Content-Length", &"3".into()).is_err());
    }
}
