//! One request, and what its answer is.

use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Method, Response};
use serde_json::Value;

use crate::api_error::ApiError;
use crate::client::Settings;
use crate::error::{Call, Error};
use crate::event_stream::EventStream;
use crate::headers::{self, Answer};
use crate::json::{self, Object};

/// The largest answer that is taken.
const LONGEST_ANSWER: usize = 64 * 1024 * 1024;
/// What is read of an answer that is no success, and for how long: its status says enough.
const LONGEST_ERROR: usize = 1024 * 1024;
const ERROR_PATIENCE: Duration = Duration::from_secs(5);

/// A route of the gateway.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Endpoint {
    /// Method and path.
    pub(crate) operation: &'static str,
    path: &'static str,
    answer: Answer,
}

pub(crate) const CREATE_MESSAGE: Endpoint =
    Endpoint { operation: "POST /v1/messages", path: "/v1/messages", answer: Answer::Json };
pub(crate) const STREAM_MESSAGE: Endpoint = Endpoint { answer: Answer::Events, ..CREATE_MESSAGE };
pub(crate) const CREATE_RUN: Endpoint = Endpoint { operation: "POST /v1/runs", path: "/v1/runs", answer: Answer::Json };
pub(crate) const STREAM_RUN: Endpoint =
    Endpoint { operation: "POST /v1/runs:stream", path: "/v1/runs:stream", answer: Answer::Events };
pub(crate) const LIST_MODELS: Endpoint =
    Endpoint { operation: "GET /v1/models", path: "/v1/models", answer: Answer::Json };

/// What is asked. Without a body it is a GET.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(crate) endpoint: Endpoint,
    pub(crate) body: Option<&'a Object>,
    pub(crate) keys: HeaderMap,
}

impl Settings {
    /// What is known of a call whose answer was a success.
    pub(crate) fn call(&self, endpoint: Endpoint, request_id: Option<String>) -> Call {
        let url = self.base_url.endpoint(endpoint.path).into();
        Call { operation: endpoint.operation, url, request_id, http_status: 200 }
    }

    /// Asks once, and reads the JSON object of the answer.
    pub(crate) async fn send_blocking(&self, request: Request<'_>) -> Result<(Object, Option<String>), Error> {
        let (answer, call) = self.send(request).await?;
        let status = answer.status();
        let media_type = headers::media_type(answer.headers()).unwrap_or_else(|| "no content type".to_owned());
        let body = read(answer, LONGEST_ANSWER).await.map_err(|error| call.failed(error))?;
        let Some(body) = body else { return Err(call.protocol("the answer is larger than 64 MiB")) };
        let value = json::parse(&body).map_err(|what| call.protocol(format!("the answer ({media_type}) {what}")))?;
        let Value::Object(members) = value else { return Err(call.protocol("the answer is no JSON object")) };
        match members.get("error") {
            // An error under a status of success, as gateways in between send it.
            Some(Value::Object(inner)) if !members.contains_key("type") => {
                let mut error = ApiError::of_inner(Some(inner.clone()), status, &self.mask);
                error.request_id = error.request_id.or(call.request_id);
                Err(Error::Api(Box::new(error)))
            }
            _ => Ok((members, call.request_id)),
        }
    }

    /// Asks once, and hands over the body of the answer.
    pub(crate) async fn send_streaming(&self, request: Request<'_>) -> Result<EventStream, Error> {
        let (answer, call) = self.send(request).await?;
        match headers::media_type(answer.headers()) {
            Some(other) if other != "text/event-stream" => {
                Err(call.protocol(format!("expected an answer of type text/event-stream, got {other}")))
            }
            _ => Ok(EventStream::new(answer, call, self.mask.clone(), self.stream_idle_timeout)),
        }
    }

    /// Asks once; an answer that is no success is an error.
    async fn send(&self, Request { endpoint, body, keys }: Request<'_>) -> Result<(Response, Call), Error> {
        let mut call = self.call(endpoint, None);
        let method = if body.is_some() { Method::POST } else { Method::GET };
        let mut request = self
            .http
            .request(method, self.base_url.endpoint(endpoint.path))
            .headers(headers::of_request(endpoint.answer, body.is_some(), keys, &self.default_headers));
        if let Some(body) = body {
            let body = serde_json::to_vec(body).map_err(|error| Error::usage(error.to_string()))?;
            request = request.body(body);
        }
        let answer = request.send().await.map_err(|error| call.failed(error))?;
        call.request_id = headers::request_id(answer.headers()).map(|id| self.mask.text(&id));
        call.http_status = answer.status().as_u16();
        if answer.status().is_success() {
            return Ok((answer, call));
        }
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = tokio::time::timeout(ERROR_PATIENCE, read(answer, LONGEST_ERROR)).await;
        let body = body.ok().and_then(Result::ok).flatten().unwrap_or_default();
        Err(Error::Api(Box::new(ApiError::of_answer(status, &headers, &body, &self.mask))))
    }
}

/// The body; `None` if it is longer than the limit.
async fn read(mut answer: Response, limit: usize) -> Result<Option<Vec<u8>>, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > limit {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}
