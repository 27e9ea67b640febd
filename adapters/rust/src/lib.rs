//! A small client of the VAI gateway: messages, runs and models, blocking and streamed.
//!
//! It is thin on purpose. JSON goes out as it was given and comes in as it was sent, so that whatever the gateway learns to
//! say passes through; the tools of runs are the gateway's, and there is no loop here that calls the caller's.
//!
//! ```no_run
//! use futures_util::StreamExt;
//! use vai::{Client, MessageRequest, Provider};
//!
//! # async fn example() -> Result<(), vai::Error> {
//! let client = Client::builder("https://gateway.example")
//!     .gateway_key("vai_sk_…")
//!     .provider_key(Provider::Anthropic, "sk-ant-…")
//!     .build()?;
//! let request = MessageRequest::new("anthropic/claude-sonnet-4").user("What is a monad?").max_tokens(500);
//! let mut stream = client.messages().stream(&request).await?;
//! while let Some(event) = stream.next().await {
//!     print!("{}", event?.text().unwrap_or_default());
//! }
//! println!("{:?}", stream.final_message().await?.usage());
//! # Ok(())
//! # }
//! ```

mod api_error;
mod base_url;
mod builder;
mod client;
mod error;
mod event;
mod event_stream;
mod fold;
mod headers;
mod history;
mod http;
mod json;
mod message_stream;
mod provider;
mod request;
mod retry;
mod run_stream;
mod secret;
mod sse;
mod types;
mod waiters;

pub use api_error::ApiError;
pub use builder::{BASE_URL_VARIABLE, ClientBuilder, KEY_VARIABLE};
pub use client::{Client, Messages, Models, Runs};
pub use error::Error;
pub use event::{Delta, Event, EventKind};
pub use event_stream::StreamCloser;
pub use history::{HistoryCheck, apply_history_delta};
pub use json::{Object, parse};
pub use message_stream::MessageStream;
pub use provider::Provider;
pub use request::{MessageRequest, RunRequest};
pub use run_stream::RunStream;
pub use secret::Secret;
pub use types::{Message, ModelList, RunResult, Usage};

/// The version of this client.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
