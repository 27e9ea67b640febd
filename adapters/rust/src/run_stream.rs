//! The stream of one run.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::{Stream, StreamExt};

use crate::error::Error;
use crate::event::{Event, EventKind};
use crate::event_stream::{EventStream, StreamCloser};
use crate::types::RunResult;
use crate::waiters::Waiters;

/// The events of a run, as a [`Stream`]; [`RunStream::final_result`] is what `run_complete` carried. An `error` inside a
/// `stream_event` is the model's, and the run may go on; one of the run itself ends the stream. Dropping the stream closes
/// the connection.
#[derive(Debug)]
pub struct RunStream {
    events: EventStream,
    waiters: Waiters<RunResult>,
    text: String,
    result: Option<RunResult>,
}

impl RunStream {
    pub(crate) fn new(events: EventStream) -> Self {
        Self { events, waiters: Waiters::default(), text: String::new(), result: None }
    }

    /// The `X-Request-ID` of the answer.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.events.request_id()
    }

    /// Reads on to the end, and gives the result. Asked again, it gives the same again.
    ///
    /// # Errors
    /// What the stream failed with, now or before; [`Error::Aborted`] if it was closed.
    pub async fn final_result(&mut self) -> Result<RunResult, Error> {
        while let Some(event) = self.next().await {
            event?;
        }
        self.outcome()
    }

    /// The result, for whoever does not read the stream: resolves when its reader has reached the end, and fails with
    /// [`Error::Aborted`] when the stream is dropped before.
    pub fn finished(&mut self) -> impl Future<Output = Result<RunResult, Error>> + Send + use<> {
        let finished = self.waiters.join();
        self.tell_waiters();
        finished
    }

    /// Reads on to the end, and gives the text of all the run's messages.
    ///
    /// # Errors
    /// As [`RunStream::final_result`].
    pub async fn final_text(&mut self) -> Result<String, Error> {
        self.final_result().await?;
        Ok(self.text.clone())
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

    fn outcome(&self) -> Result<RunResult, Error> {
        self.events.outcome().and_then(|()| self.result.clone().ok_or(Error::Aborted))
    }

    fn tell_waiters(&mut self) {
        if self.events.has_ended() && !self.waiters.is_empty() {
            self.waiters.tell(&self.outcome());
        }
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Event, Error>>> {
        let next = ready!(self.events.poll_event(cx, false));
        if let Some(Ok(event)) = &next {
            self.text.push_str(event.text().unwrap_or_default());
            if let EventKind::RunComplete(result) = event.kind() {
                let Some(result) = result else {
                    return Poll::Ready(Some(Err(self.events.fail_with("run_complete carries no result"))));
                };
                self.result = Some(RunResult::new(result.clone(), self.request_id().map(str::to_owned)));
                self.events.complete();
            }
        }
        Poll::Ready(next)
    }
}

impl Stream for RunStream {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.poll_event(cx);
        self.tell_waiters();
        next
    }
}
