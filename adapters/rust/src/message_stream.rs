//! The stream of one message.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::{Stream, StreamExt};

use crate::error::Error;
use crate::event::{Event, EventKind};
use crate::event_stream::{EventStream, StreamCloser};
use crate::fold::Folder;
use crate::json::{self, Object};
use crate::types::Message;
use crate::waiters::Waiters;

/// Gateways end the streams of these providers without `message_stop`.
const WITHOUT_STOP: [&str; 5] = ["openai/", "oai-resp/", "groq/", "cerebras/", "openrouter/"];

/// The events of a message, as a [`Stream`]; [`MessageStream::final_message`] puts them together, before, after or instead
/// of an iteration. Dropping the stream closes the connection.
#[derive(Debug)]
pub struct MessageStream {
    events: EventStream,
    waiters: Waiters<Message>,
    folder: Folder,
    may_lack_stop: bool,
    /// Speech was asked for, which may come after `message_stop`.
    speaks: bool,
    stopped: bool,
}

impl MessageStream {
    pub(crate) fn new(events: EventStream, request: &Object) -> Self {
        let model = json::text(request, "model").unwrap_or_default().trim_start();
        let output = json::object(request, "voice").and_then(|voice| voice.get("output"));
        Self {
            events,
            waiters: Waiters::default(),
            folder: Folder::default(),
            may_lack_stop: WITHOUT_STOP.iter().any(|provider| model.starts_with(provider)),
            speaks: output.is_some_and(|output| !output.is_null()),
            stopped: false,
        }
    }

    /// The `X-Request-ID` of the answer.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.events.request_id()
    }

    /// Reads on to the end, and gives the whole message. Asked again, it gives the same again.
    ///
    /// # Errors
    /// What the stream failed with, now or before; [`Error::Aborted`] if it was closed.
    pub async fn final_message(&mut self) -> Result<Message, Error> {
        while let Some(event) = self.next().await {
            event?;
        }
        self.outcome()
    }

    /// The message, for whoever does not read the stream: resolves when its reader has reached the end, and fails with
    /// [`Error::Aborted`] when the stream is dropped before.
    pub fn finished(&mut self) -> impl Future<Output = Result<Message, Error>> + Send + use<> {
        let finished = self.waiters.join();
        self.tell_waiters();
        finished
    }

    /// Reads on to the end, and gives the text of the whole message.
    ///
    /// # Errors
    /// As [`MessageStream::final_message`].
    pub async fn final_text(&mut self) -> Result<String, Error> {
        Ok(self.final_message().await?.text())
    }

    /// Closes the connection. There are no more events.
    pub fn close(&mut self) {
        self.events.close();
        self.tell_waiters();
    }

    /// Something to close the stream with from elsewhere.
    #[must_use]
    pub fn closer(&self) -> StreamCloser {
        self.events.closer()
    }

    fn outcome(&self) -> Result<Message, Error> {
        self.events.outcome()?;
        Ok(Message::new(self.folder.message(), self.request_id().map(str::to_owned)))
    }

    fn tell_waiters(&mut self) {
        if self.events.has_ended() && !self.waiters.is_empty() {
            self.waiters.tell(&self.outcome());
        }
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Event, Error>>> {
        let may_end = self.stopped || (self.may_lack_stop && self.folder.stop_reason_came());
        let next = ready!(self.events.poll_event(cx, may_end));
        match &next {
            Some(Ok(event)) => {
                if !self.stopped {
                    self.folder.add(event);
                }
                match event.kind() {
                    EventKind::MessageStop if !self.speaks => self.events.complete(),
                    EventKind::MessageStop => self.stopped = true,
                    EventKind::AudioChunk { is_final: true, .. } | EventKind::AudioUnavailable { .. } => {
                        self.speaks = false;
                        if self.stopped {
                            self.events.complete();
                        }
                    }
                    _ => {}
                }
            }
            // The message was complete; only its speech broke off.
            Some(Err(Error::Transport { .. } | Error::Timeout { .. })) if self.stopped => {
                self.events.complete();
                return Poll::Ready(None);
            }
            _ => {}
        }
        Poll::Ready(next)
    }
}

impl Stream for MessageStream {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.poll_event(cx);
        self.tell_waiters();
        next
    }
}
