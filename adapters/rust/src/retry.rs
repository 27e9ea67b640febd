//! Asking again for what costs nothing to ask for.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use crate::error::Error;

const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// Calls until it succeeds, fails for good, or has failed once more than `max_retries`. A gateway that names a time to wait
/// is given it.
pub(crate) async fn repeat<T, F>(max_retries: u32, call: impl Fn() -> F) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    for attempt in 0..max_retries {
        match call().await {
            Err(error) if passes(&error) => {
                tokio::time::sleep(error.retry_after().unwrap_or_else(|| pause(attempt))).await;
            }
            done => return done,
        }
    }
    call().await
}

fn passes(error: &Error) -> bool {
    match error {
        Error::Transport { .. } => true,
        Error::Api(error) => matches!(error.http_status, 408 | 429 | 500 | 502 | 503 | 504 | 529),
        _ => false,
    }
}

/// Twice as long each time, and a random part less, so that clients that failed together do not come back together.
fn pause(attempt: u32) -> Duration {
    let whole = FIRST_PAUSE.saturating_mul(1 << attempt.min(5)).min(LONGEST_PAUSE);
    let random = RandomState::new().hash_one(attempt) % 1000;
    whole.mul_f64(1.0 - random as f64 / 4000.0)
}
