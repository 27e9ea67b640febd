//! Errors that the gateway tells: the envelope of an HTTP answer, and the `error` event of a stream.

use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::Value;

use crate::headers;
use crate::json::{self, Object};
use crate::secret::Mask;

/// What the gateway said about its failure. Keys that it quoted are masked.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ApiError {
    /// `invalid_request_error`, `rate_limit_error`, …: an open set; where the gateway named none, told by the status.
    pub kind: String,
    /// For people.
    pub message: String,
    /// Where in the request the fault stands, as `messages[2].content[0].type`.
    pub param: Option<String>,
    /// For programs.
    pub code: Option<String>,
    /// The gateway's id of the request.
    pub request_id: Option<String>,
    /// How long to wait before asking again.
    pub retry_after: Option<Duration>,
    /// The HTTP status; 200 for an error inside a stream.
    pub http_status: u16,
    /// What the model's provider said.
    pub provider_error: Option<Value>,
    /// What the chosen model cannot do.
    pub compat_issues: Vec<Value>,
    /// The whole error as it came, members that have no field here included; `None` where no envelope came.
    pub body: Option<Value>,
}

impl ApiError {
    /// Whether the same request may succeed later.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        ["rate_limit_error", "overloaded_error", "api_error"].contains(&self.kind.as_str())
    }

    /// Reads an answer that is no success. What the envelope leaves out is filled in from status and headers; a body that
    /// is no envelope is not quoted.
    pub(crate) fn of_answer(status: StatusCode, headers: &HeaderMap, body: &[u8], mask: &Mask) -> Self {
        let inner = json::parse(body).ok().and_then(|body| match body {
            Value::Object(mut envelope) => match envelope.remove("error") {
                Some(Value::Object(inner)) => Some(inner),
                _ => None,
            },
            _ => None,
        });
        let mut error = Self::of_inner(inner, status, mask);
        error.retry_after = error.retry_after.or_else(|| retry_after(headers));
        error.request_id = error.request_id.or_else(|| headers::request_id(headers).map(|id| mask.text(&id)));
        error
    }

    /// Reads the inner object of an error.
    pub(crate) fn of_inner(inner: Option<Object>, status: StatusCode, mask: &Mask) -> Self {
        let body = inner.map(|inner| mask.value(Value::Object(inner)));
        let empty = Object::new();
        let inner = body.as_ref().and_then(Value::as_object).unwrap_or(&empty);
        let told = |member| json::text(inner, member).filter(|text| !text.is_empty()).map(str::to_owned);
        Self {
            kind: told("type").unwrap_or_else(|| kind_of(status).to_owned()),
            message: told("message").unwrap_or_else(|| format!("the gateway answered {status}")),
            param: told("param"),
            code: told("code").or_else(|| inner.get("code")?.as_number().map(ToString::to_string)),
            request_id: told("request_id"),
            retry_after: inner
                .get("retry_after")
                .and_then(Value::as_f64)
                .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()),
            http_status: status.as_u16(),
            provider_error: inner.get("provider_error").filter(|value| !value.is_null()).cloned(),
            compat_issues: json::list(inner, "compat_issues").to_vec(),
            body,
        }
    }
}

fn kind_of(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 => "invalid_request_error",
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        429 => "rate_limit_error",
        529 => "overloaded_error",
        _ => "api_error",
    }
}

/// `Retry-After`, as seconds or as a date; a date that has passed means at once.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let wait = httpdate::parse_http_date(text).ok()?.duration_since(SystemTime::now()).unwrap_or_default();
    // Whole seconds, rounded up: one that is too early costs another refusal.
    Some(Duration::from_secs(wait.as_secs_f64().ceil() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str, header: Option<&str>) -> ApiError {
        let mut headers = HeaderMap::new();
        headers.insert("x-request-id", "req_header".parse().unwrap());
        if let Some(value) = header {
            headers.insert(RETRY_AFTER, value.parse().unwrap());
        }
        ApiError::of_answer(
            StatusCode::from_u16(status).unwrap(),
            &headers,
            body.as_bytes(),
            &Mask::from_iter(["sk-canary"]),
        )
    }

    #[test]
    fn an_envelope_is_read_whole_and_its_keys_are_masked() {
        let error = answer(
            429,
            r#"{"error":{"type":"t","message":"no sk-canary","code":7,"retry_after":1.5,"param":null,"new":1}}"#,
            Some("9"),
        );
        assert_eq!((error.kind.as_str(), error.message.as_str()), ("t", "no ***"));
        assert_eq!((error.code.as_deref(), error.param.as_deref()), (Some("7"), None));
        assert_eq!(error.retry_after, Some(Duration::from_millis(1500)));
        assert_eq!(error.request_id.as_deref(), Some("req_header"));
    }

    #[test]
    fn what_is_no_envelope_is_told_by_status_and_headers_and_not_quoted() {
        for body in ["", "<html>secret", r#"{"error":"secret"}"#, r#"{"error":{"type"#, "[]"] {
            let error = answer(529, body, Some("3"));
            assert_eq!(error.kind, "overloaded_error");
            assert_eq!(error.retry_after, Some(Duration::from_secs(3)));
            assert!(error.message.contains("529") && !error.message.contains("secret"), "{}", error.message);
        }
    }

    #[test]
    fn a_date_to_wait_for_is_never_negative() {
        assert_eq!(answer(429, "", Some("Wed, 21 Oct 2015 07:28:00 GMT")).retry_after, Some(Duration::ZERO));
        assert_eq!(answer(429, "", Some("soon")).retry_after, None);
        assert_eq!(answer(429, r#"{"error":{"retry_after":-1}}"#, None).retry_after, None);
    }
}
