//! The base URL of a gateway, and the endpoints below it.

use reqwest::Url;

use crate::error::Error;

/// Where a gateway is: scheme, host, port, and perhaps a path prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BaseUrl(Url);

impl BaseUrl {
    /// Reads what the user wrote. A query, a fragment and trailing slashes are dropped; the rest stays as it is.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").ok_or_else(|| refused("has no scheme"))?;
        if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
            return Err(refused("has a scheme other than http and https"));
        }
        if rest.contains(char::is_control) {
            return Err(refused("holds a control character"));
        }
        let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
        if authority.is_empty() {
            return Err(refused("has no host"));
        }
        if authority.contains('@') {
            return Err(refused("holds a user name or a password"));
        }
        let mut url = Url::parse(text).map_err(|error| refused(&format!("cannot be read ({error})")))?;
        url.set_query(None);
        url.set_fragment(None);
        let prefix = url.path().trim_end_matches('/').to_owned();
        url.set_path(&prefix);
        Ok(Self(url))
    }

    /// The URL of an endpoint. `path` begins with `/v1/`; its colons stay colons.
    pub(crate) fn endpoint(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}{path}", self.0.path().trim_end_matches('/')));
        url
    }

    pub(crate) fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// The refusal never quotes the URL, which may hold a password.
fn refused(what: &str) -> Error {
    Error::usage(format!(
        "the base URL {what}; expected something like https://gateway.example or http://[::1]:8080/prefix"
    ))
}

#[cfg(test)]
mod tests {
    use super::BaseUrl;

    #[test]
    fn endpoints_stand_below_the_base() {
        for (base, expected) in [
            ("http://h", "http://h/v1/runs:stream"),
            (" HTTP://H:81/// ", "http://h:81/v1/runs:stream"),
            ("https://h/gw/a%2Fb//", "https://h/gw/a%2Fb/v1/runs:stream"),
            ("http://h/gw?key=a@b#part", "http://h/gw/v1/runs:stream"),
            ("http://[::1]:8080/v1", "http://[::1]:8080/v1/v1/runs:stream"),
        ] {
            assert_eq!(BaseUrl::parse(base).unwrap().endpoint("/v1/runs:stream").as_str(), expected, "{base}");
        }
    }

    #[test]
    fn what_is_no_base_is_refused_without_being_quoted() {
        for base in [
            "",
            "h/gw",
            "localhost:80",
            "ftp://h",
            "http://",
            "http:///h",
            "http://:80",
            "http://u:canary@h",
            "http://h\n/x",
        ] {
            let refusal = BaseUrl::parse(base).unwrap_err().to_string();
            assert!(refusal.starts_with("the base URL ") && !refusal.contains("canary"), "{base}: {refusal}");
        }
    }
}
