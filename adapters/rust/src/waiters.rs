//! Those who wait for the end of a stream that somebody else reads.

use tokio::sync::oneshot;

use crate::error::Error;

#[derive(Debug)]
pub(crate) struct Waiters<T>(Vec<oneshot::Sender<Result<T, Error>>>);

impl<T: Send + 'static> Waiters<T> {
    /// Resolves with what [`Waiters::tell`] is given, or as aborted when the stream is dropped before.
    pub(crate) fn join(&mut self) -> impl Future<Output = Result<T, Error>> + Send + use<T> {
        let (sender, receiver) = oneshot::channel();
        self.0.push(sender);
        async { receiver.await.unwrap_or(Err(Error::Aborted)) }
    }

    /// Tells everybody how the stream ended.
    pub(crate) fn tell(&mut self, outcome: &Result<T, Error>)
    where
        T: Clone,
    {
        for waiter in self.0.drain(..) {
            // Whoever is gone does not wait any more.
            waiter.send(outcome.clone()).ok();
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Default for Waiters<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}
