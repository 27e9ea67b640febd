//! The events of one answer body, until the last one, the first failure, or the caller's end.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{AbortHandle, Abortable};
use futures_util::{Stream, StreamExt};
use reqwest::StatusCode;
use serde_json::Value;
use tokio::time::{Instant, Sleep, sleep};

use crate::api_error::ApiError;
use crate::error::{Call, Error};
use crate::event::Event;
use crate::json::{self, Object};
use crate::secret::Mask;
use crate::sse::{Decoder, TooLong};

/// Closes a stream from elsewhere, as from another task. Closing a stream that has ended changes nothing.
#[derive(Debug, Clone)]
pub struct StreamCloser(AbortHandle);

impl StreamCloser {
    /// Lets whoever reads the stream, now or next, get [`Error::Aborted`]; the connection is closed with it.
    pub fn close(&self) {
        self.0.abort();
    }
}

type Body = Abortable<Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>>;

enum State {
    /// The body is dropped with this state, and the connection closed with it.
    Open(Body),
    Complete,
    Failed(Error),
}

/// What both kinds of stream have in common.
pub(crate) struct EventStream {
    state: State,
    decoder: Decoder,
    call: Call,
    mask: Mask,
    handle: AbortHandle,
    /// The longest silence, and the end of the present one.
    idle: Option<(Duration, Pin<Box<Sleep>>)>,
    waiting: bool,
    /// The gateway has said that there will be no more speech.
    silenced: bool,
}

impl EventStream {
    pub(crate) fn new(answer: reqwest::Response, call: Call, mask: Mask, idle: Option<Duration>) -> Self {
        let (handle, registration) = AbortHandle::new_pair();
        let body: Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>> = Box::pin(answer.bytes_stream().fuse());
        Self {
            state: State::Open(Abortable::new(body, registration)),
            decoder: Decoder::default(),
            call,
            mask,
            handle,
            idle: idle.map(|limit| (limit, Box::pin(sleep(limit)))),
            waiting: false,
            silenced: false,
        }
    }

    pub(crate) fn request_id(&self) -> Option<&str> {
        self.call.request_id.as_deref()
    }

    pub(crate) fn closer(&self) -> StreamCloser {
        StreamCloser(self.handle.clone())
    }

    /// The last event has come: what follows, the end of the body included, is not waited for.
    pub(crate) fn complete(&mut self) {
        self.state = State::Complete;
    }

    pub(crate) fn close(&mut self) {
        if !self.has_ended() {
            self.state = State::Failed(Error::Aborted);
        }
    }

    pub(crate) fn has_ended(&self) -> bool {
        !matches!(self.state, State::Open(_))
    }

    /// How the stream ended.
    pub(crate) fn outcome(&self) -> Result<(), Error> {
        match &self.state {
            State::Complete => Ok(()),
            State::Failed(error) => Err(error.clone()),
            State::Open(_) => Err(self.call.protocol("the stream has not ended yet")),
        }
    }

    /// The next event. A failure is told once; afterwards there are no more events. `may_end` says whether the stream may
    /// end here without a terminal event.
    pub(crate) fn poll_event(&mut self, cx: &mut Context<'_>, may_end: bool) -> Poll<Option<Result<Event, Error>>> {
        if self.has_ended() {
            return Poll::Ready(None);
        }
        let next = ready!(self.poll_open(cx));
        Poll::Ready(match next {
            Ok(Some(event)) => Some(Ok(event)),
            Ok(None) if may_end => {
                self.complete();
                None
            }
            Ok(None) => Some(Err(self.fail(self.call.protocol("the stream ended before its terminal event")))),
            Err(error) => Some(Err(self.fail(error))),
        })
    }

    /// Ends the stream: what came cannot be understood.
    pub(crate) fn fail_with(&mut self, reason: &str) -> Error {
        self.fail(self.call.protocol(reason))
    }

    fn fail(&mut self, error: Error) -> Error {
        self.state = State::Failed(error.clone());
        error
    }

    fn poll_open(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Event>, Error>> {
        if self.handle.is_aborted() {
            return Poll::Ready(Err(Error::Aborted));
        }
        loop {
            while let Some(data) = self.decoder.next_frame().map_err(|TooLong| self.too_long())? {
                if let Some(event) = self.read(&data)? {
                    match event.type_name() {
                        "audio_unavailable" => self.silenced = true,
                        "audio_chunk" if self.silenced => continue,
                        _ => {}
                    }
                    return Poll::Ready(Ok(Some(event)));
                }
            }
            match ready!(self.poll_chunk(cx)?) {
                Some(chunk) => self.decoder.push(chunk),
                None => {
                    let last = self.decoder.finish().map_err(|TooLong| self.too_long())?;
                    return Poll::Ready(last.map_or(Ok(None), |data| self.read(&data)));
                }
            }
        }
    }

    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Error>> {
        let State::Open(body) = &mut self.state else { return Poll::Ready(Ok(None)) };
        let chunk = Pin::new(&mut *body).poll_next(cx);
        if let Poll::Ready(chunk) = chunk {
            self.waiting = false;
            return Poll::Ready(match chunk {
                Some(Ok(bytes)) => Ok(Some(bytes)),
                Some(Err(error)) => Err(self.call.failed(error)),
                None if self.handle.is_aborted() => Err(Error::Aborted),
                None => Ok(None),
            });
        }
        let Some((limit, timer)) = &mut self.idle else { return Poll::Pending };
        if !self.waiting {
            // The silence begins when somebody listens, not when the last bytes came.
            self.waiting = true;
            timer.as_mut().reset(Instant::now() + *limit);
        }
        ready!(timer.as_mut().poll(cx));
        Poll::Ready(Err(Error::Timeout { operation: self.call.operation, limit: *limit }))
    }

    /// Reads the data of a frame; `None` where it is no event.
    fn read(&self, data: &[u8]) -> Result<Option<Event>, Error> {
        if data.trim_ascii().is_empty() || data.trim_ascii() == b"[DONE]" {
            return Ok(None);
        }
        let value = json::parse(data).map_err(|what| self.call.protocol(format!("the data of an event {what}")))?;
        let Value::Object(mut event) = value else {
            return Err(self.call.protocol("the data of an event is no JSON object"));
        };
        match (json::text(&event, "type"), event.get("error")) {
            (Some("error"), _) | (None, Some(Value::Object(_))) => Err(self.told(event.remove("error"))),
            (Some(_), _) => Ok(Some(event.into())),
            (None, _) => Err(self.call.protocol("the data of an event has no type")),
        }
    }

    /// An error that the gateway told inside the stream.
    fn told(&self, inner: Option<Value>) -> Error {
        let inner = inner.and_then(|inner| match inner {
            Value::Object(inner) => Some(inner),
            _ => None,
        });
        let unnamed = inner.as_ref().is_none_or(|inner: &Object| json::text(inner, "message").is_none());
        let mut error = ApiError::of_inner(inner, StatusCode::OK, &self.mask);
        if unnamed {
            "the gateway ended the stream with an error".clone_into(&mut error.message);
        }
        error.request_id = error.request_id.or_else(|| self.call.request_id.clone());
        Error::Api(Box::new(error))
    }

    fn too_long(&self) -> Error {
        self.call.protocol("an event is longer than 64 MiB")
    }
}

impl std::fmt::Debug for EventStream {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let state = match &self.state {
            State::Open(_) => "open",
            State::Complete => "complete",
            State::Failed(_) => "failed",
        };
        out.debug_struct("EventStream").field("call", &self.call).field("state", &state).finish_non_exhaustive()
    }
}
