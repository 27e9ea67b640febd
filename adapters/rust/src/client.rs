//! The client and its five calls.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::base_url::BaseUrl;
use crate::builder::ClientBuilder;
use crate::error::Error;
use crate::event_stream::EventStream;
use crate::http::{self, Endpoint, Request};
use crate::json::Object;
use crate::message_stream::MessageStream;
use crate::provider::ProviderKeys;
use crate::request::{MessageRequest, RunRequest};
use crate::retry;
use crate::run_stream::RunStream;
use crate::secret::Mask;
use crate::types::{Message, ModelList, RunResult};

/// A client of one gateway. Clones share their connections; dropping the last one closes them.
#[derive(Debug, Clone)]
pub struct Client(Arc<Settings>);

#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) http: reqwest::Client,
    pub(crate) base_url: BaseUrl,
    pub(crate) provider_keys: ProviderKeys,
    pub(crate) default_headers: HeaderMap,
    pub(crate) mask: Mask,
    pub(crate) timeout: Duration,
    pub(crate) stream_idle_timeout: Option<Duration>,
    pub(crate) max_retries: u32,
}

impl Client {
    /// Begins the settings of a client. The base URL is everything before `/v1`.
    pub fn builder(base_url: &str) -> ClientBuilder {
        ClientBuilder::new(Some(base_url))
    }

    /// Begins the settings of a client whose base URL is the environment's `VAI_BASE_URL`.
    pub fn from_env() -> ClientBuilder {
        ClientBuilder::new(None)
    }

    pub(crate) fn new(settings: Settings) -> Self {
        Self(Arc::new(settings))
    }

    /// The base URL as the client understood it.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.0.base_url.as_str()
    }

    /// Calls that answer with one message.
    #[must_use]
    pub fn messages(&self) -> Messages<'_> {
        Messages(&self.0)
    }

    /// Calls that let the gateway execute its tools until there is an answer.
    #[must_use]
    pub fn runs(&self) -> Runs<'_> {
        Runs(&self.0)
    }

    /// The models of the gateway.
    #[must_use]
    pub fn models(&self) -> Models<'_> {
        Models(&self.0)
    }
}

/// See [`Client::messages`]. Dropping the future of a call closes its connection.
#[derive(Debug, Clone, Copy)]
pub struct Messages<'a>(&'a Settings);

impl Messages<'_> {
    /// Asks, and waits for the whole answer.
    ///
    /// # Errors
    /// Any kind of [`Error`] but [`Error::Aborted`].
    pub async fn create(self, request: &MessageRequest) -> Result<Message, Error> {
        let body = request.body(false);
        let keys = self.0.provider_keys.for_message(&body);
        let (answer, request_id) = self.0.blocking(http::CREATE_MESSAGE, body, keys).await?;
        Ok(Message::new(answer, request_id))
    }

    /// Asks, and returns as soon as the answer begins.
    ///
    /// # Errors
    /// Any kind of [`Error`] but [`Error::Aborted`].
    pub async fn stream(self, request: &MessageRequest) -> Result<MessageStream, Error> {
        let body = request.body(true);
        let keys = self.0.provider_keys.for_message(&body);
        let events = self.0.streaming(http::STREAM_MESSAGE, &body, keys).await?;
        Ok(MessageStream::new(events, &body))
    }
}

/// See [`Client::runs`]. Dropping the future of a call closes its connection.
#[derive(Debug, Clone, Copy)]
pub struct Runs<'a>(&'a Settings);

impl Runs<'_> {
    /// Runs, and waits for the result. A run that ended without an answer is a result, too.
    ///
    /// # Errors
    /// Any kind of [`Error`] but [`Error::Aborted`]; [`Error::Usage`] for `function` tools.
    pub async fn create(self, request: &RunRequest) -> Result<RunResult, Error> {
        let body = request.body()?;
        let keys = self.0.provider_keys.for_run(&body);
        let (mut answer, request_id) = self.0.blocking(http::CREATE_RUN, body, keys).await?;
        match answer.remove("result") {
            Some(Value::Object(result)) => Ok(RunResult::new(result, request_id)),
            _ => Err(self.0.call(http::CREATE_RUN, request_id).protocol("the answer holds no result")),
        }
    }

    /// Runs, and returns as soon as the answer begins.
    ///
    /// # Errors
    /// Any kind of [`Error`] but [`Error::Aborted`]; [`Error::Usage`] for `function` tools.
    pub async fn stream(self, request: &RunRequest) -> Result<RunStream, Error> {
        let body = request.body()?;
        let keys = self.0.provider_keys.for_run(&body);
        Ok(RunStream::new(self.0.streaming(http::STREAM_RUN, &body, keys).await?))
    }
}

/// See [`Client::models`].
#[derive(Debug, Clone, Copy)]
pub struct Models<'a>(&'a Settings);

impl Models<'_> {
    /// Lists the models. This is the only call that is repeated, as often as [`ClientBuilder::max_retries`] allows.
    ///
    /// # Errors
    /// Any kind of [`Error`] but [`Error::Aborted`].
    pub async fn list(self) -> Result<ModelList, Error> {
        let once = || self.0.send_blocking(Request { endpoint: http::LIST_MODELS, body: None, keys: HeaderMap::new() });
        let repeated = retry::repeat(self.0.max_retries, once);
        let (answer, request_id) = self.0.within_timeout(http::LIST_MODELS, repeated).await?;
        if answer.get("models").is_none_or(|models| !models.is_array() && !models.is_null()) {
            return Err(self.0.call(http::LIST_MODELS, request_id).protocol("the answer holds no list of models"));
        }
        Ok(ModelList::new(answer, request_id))
    }
}

impl Settings {
    async fn blocking(
        &self,
        endpoint: Endpoint,
        body: Object,
        keys: HeaderMap,
    ) -> Result<(Object, Option<String>), Error> {
        let request = Request { endpoint, body: Some(&body), keys };
        self.within_timeout(endpoint, self.send_blocking(request)).await
    }

    async fn within_timeout<T>(
        &self,
        endpoint: Endpoint,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let timeout = Error::Timeout { operation: endpoint.operation, limit: self.timeout };
        tokio::time::timeout(self.timeout, call).await.unwrap_or(Err(timeout))
    }

    async fn streaming(&self, endpoint: Endpoint, body: &Object, keys: HeaderMap) -> Result<EventStream, Error> {
        let begin = self.send_streaming(Request { endpoint, body: Some(body), keys });
        match self.stream_idle_timeout {
            None => begin.await,
            Some(limit) => {
                let silent = Error::Timeout { operation: endpoint.operation, limit };
                tokio::time::timeout(limit, begin).await.unwrap_or(Err(silent))
            }
        }
    }
}
