//! One root for everything that can go wrong.

use std::sync::Arc;
use std::time::Duration;

use crate::api_error::ApiError;

/// Why a call or a stream failed. Errors are cheap to clone: a stream keeps its own for whoever asks again.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The gateway said that it failed, with a status or inside a stream.
    #[error("{}", .0.message)]
    Api(Box<ApiError>),

    /// The connection could not be made, or broke.
    #[error("{operation} at {url}: {reason}")]
    Transport {
        /// Method and path, as `POST /v1/messages`.
        operation: &'static str,
        /// The endpoint; base URLs with user info are refused, so that it holds no password.
        url: String,
        /// What happened, with its causes.
        reason: String,
        /// The `X-Request-ID` of the answer, if it had begun.
        request_id: Option<String>,
        /// The error of the HTTP library.
        #[source]
        cause: Arc<reqwest::Error>,
    },

    /// The answer came, but cannot be understood. What it held is not quoted.
    #[error("{operation}: {reason}")]
    Protocol {
        /// Method and path, as `POST /v1/messages`.
        operation: &'static str,
        /// What was expected, and what came.
        reason: String,
        /// The `X-Request-ID` of the answer.
        request_id: Option<String>,
        /// The status of the answer.
        http_status: u16,
    },

    /// A time that the caller set, or the two minutes of every blocking call, ran out.
    #[error("{operation}: no answer within {limit:?}")]
    Timeout {
        /// Method and path, as `POST /v1/messages`.
        operation: &'static str,
        /// The time that ran out: of the whole call, or of one silence of a stream.
        limit: Duration,
    },

    /// The caller closed the stream before its end.
    #[error("the stream was closed before its end")]
    Aborted,

    /// The client refused what it was given. Nothing was sent.
    #[error("{message}")]
    Usage {
        /// What was expected, and what came; keys and passwords are not quoted.
        message: String,
        /// A code that the gateway would have used, if there is one.
        code: Option<&'static str>,
        /// Where in the request the fault stands.
        param: Option<String>,
    },
}

impl Error {
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), code: None, param: None }
    }

    /// The request id that the gateway gave, to be named when asking its operators.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.request_id.as_deref(),
            Self::Transport { request_id, .. } | Self::Protocol { request_id, .. } => request_id.as_deref(),
            _ => None,
        }
    }

    /// Whether the gateway called the failure passing: a rate limit, an overload, an internal error. The client repeats
    /// nothing by itself but lists of models; wait for [`Error::retry_after`] before you do.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Api(error) if error.is_retryable())
    }

    /// How long the gateway asked to wait.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api(error) => error.retry_after,
            _ => None,
        }
    }
}

/// What a call knows about itself when something fails.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) operation: &'static str,
    pub(crate) url: String,
    pub(crate) request_id: Option<String>,
    pub(crate) http_status: u16,
}

impl Call {
    pub(crate) fn protocol(&self, reason: impl Into<String>) -> Error {
        Error::Protocol {
            operation: self.operation,
            reason: reason.into(),
            request_id: self.request_id.clone(),
            http_status: self.http_status,
        }
    }

    /// Sorts an error of the HTTP library.
    pub(crate) fn failed(&self, error: reqwest::Error) -> Error {
        let error = error.without_url();
        let reason = with_causes(&error);
        if error.is_builder() {
            return Error::usage(reason);
        }
        if error.is_decode() {
            return self.protocol(format!("the body cannot be decoded: {reason}"));
        }
        Error::Transport {
            operation: self.operation,
            url: self.url.clone(),
            reason,
            request_id: self.request_id.clone(),
            cause: Arc::new(error),
        }
    }
}

/// The HTTP library's own words say little; those of its causes say what happened.
fn with_causes(error: &reqwest::Error) -> String {
    let first: Option<&dyn std::error::Error> = Some(error);
    std::iter::successors(first, |error| error.source()).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
