//! Consumes a stream the way the harness asks for.

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use serde_json::{Value, json};
use vai::{Error, Event, Message, MessageStream, Object, RunStream, StreamCloser};

use crate::answers::{Failure, fields};
use crate::session::{Asked, Running, Session};

/// What both kinds of stream can do.
pub trait Subject: Stream<Item = Result<Event, Error>> + Unpin + Send {
    /// The final value, with the fields that stand beside it.
    fn final_fields(&mut self) -> impl Future<Output = Result<Object, Error>> + Send;
    /// The same, for whoever does not read the stream.
    fn finished_fields(&mut self) -> impl Future<Output = Result<Object, Error>> + Send + 'static;
    fn text(&mut self) -> impl Future<Output = Result<String, Error>> + Send;
    fn close(&mut self);
    fn closer(&self) -> StreamCloser;
    fn request_id(&self) -> Option<&str>;
}

impl Subject for MessageStream {
    async fn final_fields(&mut self) -> Result<Object, Error> {
        self.final_message().await.map(message_fields)
    }

    fn finished_fields(&mut self) -> impl Future<Output = Result<Object, Error>> + Send + 'static {
        let finished = self.finished();
        async { finished.await.map(message_fields) }
    }

    async fn text(&mut self) -> Result<String, Error> {
        self.final_text().await
    }

    fn close(&mut self) {
        MessageStream::close(self);
    }

    fn closer(&self) -> StreamCloser {
        MessageStream::closer(self)
    }

    fn request_id(&self) -> Option<&str> {
        MessageStream::request_id(self)
    }
}

impl Subject for RunStream {
    async fn final_fields(&mut self) -> Result<Object, Error> {
        let value = self.final_result().await?;
        Ok(fields(json!({"value": value, "text": self.final_text().await?})))
    }

    fn finished_fields(&mut self) -> impl Future<Output = Result<Object, Error>> + Send + 'static {
        let finished = self.finished();
        async { Ok(fields(json!({"value": finished.await?}))) }
    }

    async fn text(&mut self) -> Result<String, Error> {
        self.final_text().await
    }

    fn close(&mut self) {
        RunStream::close(self);
    }

    fn closer(&self) -> StreamCloser {
        RunStream::closer(self)
    }

    fn request_id(&self) -> Option<&str> {
        RunStream::request_id(self)
    }
}

fn message_fields(message: Message) -> Object {
    let (text, thinking) = (message.text(), message.thinking());
    fields(json!({"value": message, "text": text, "thinking": thinking}))
}

pub async fn follow(
    session: &Session,
    asked: &Asked,
    running: &Running,
    stream: &mut impl Subject,
) -> Result<Object, Failure> {
    match asked.options.get("consume").and_then(Value::as_str).unwrap_or("events") {
        mode @ ("events" | "both") => {
            let finished = (mode == "both").then(|| tokio::spawn(stream.finished_fields()));
            iterate(session, asked, running, stream).await?;
            if running.stopped.load(Ordering::Relaxed) {
                return after_stopping(session, asked, stream).await;
            }
            match finished {
                None => Ok(stream.final_fields().await?),
                Some(finished) => {
                    let mut answer = finished.await.map_err(|crash| Failure::Crash(crash.to_string()))??;
                    answer.insert("text".to_owned(), stream.text().await?.into());
                    Ok(answer)
                }
            }
        }
        "final" => Ok(stream.final_fields().await?),
        "text" => Ok(fields(json!({"text": stream.text().await?}))),
        // A stream of this client has one reader.
        _ => Err(Failure::Unsupported("options.consume")),
    }
}

async fn iterate(
    session: &Session,
    asked: &Asked,
    running: &Running,
    stream: &mut impl Subject,
) -> Result<(), Failure> {
    let options = &asked.options;
    let number = |name| options.get(name).and_then(Value::as_u64);
    let abort = options.get("abort").filter(|abort| abort.get("after_events").is_some());
    let mut events = 0;
    while let Some(event) = stream.next().await {
        session.event(&asked.id, &event?);
        events += 1;
        if let Some(abort) = abort.filter(|abort| abort["after_events"].as_u64() == Some(events)) {
            running.abort(abort["how"].as_str())?;
            // If it was the signal, this future is dropped here.
            tokio::task::yield_now().await;
        }
        if number("stop_after") == Some(events) {
            running.stopped.store(true, Ordering::Relaxed);
            if options.get("stop_how").is_none_or(|how| how != "close") {
                break;
            }
            stream.close();
        }
        if let Some(ms) = number("delay_ms") {
            tokio::time::sleep(Duration::from_millis(ms)).await;
        }
    }
    Ok(())
}

/// What `then` asks for once the iteration was left. Without it, the stream goes out of scope.
async fn after_stopping(session: &Session, asked: &Asked, stream: &mut impl Subject) -> Result<Object, Failure> {
    match asked.options.get("then").and_then(Value::as_str) {
        Some("close") => stream.close(),
        Some("close-twice") => {
            stream.close();
            stream.close();
        }
        Some("final") => return Ok(stream.final_fields().await?),
        Some("iterate-again") => {
            let mut events = 0;
            while let Some(event) = stream.next().await {
                session.event(&asked.id, &event?);
                events += 1;
            }
            return Ok(fields(json!({"value": events})));
        }
        _ => {}
    }
    Ok(Object::new())
}
