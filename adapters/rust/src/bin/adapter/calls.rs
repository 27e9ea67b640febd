//! What each operation calls.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use vai::{Client, Event, HistoryCheck, MessageRequest, Object, RunRequest, Secret};

use crate::answers::{Failure, fields};
use crate::clients;
use crate::session::{Asked, Running, Session};
use crate::streams::{self, Subject};

/// Performs one operation; its answer's fields, or its failure.
pub async fn perform(session: Arc<Session>, asked: Asked, running: Arc<Running>) -> Result<Object, Failure> {
    match asked.op.as_str() {
        "helpers.apply_history_delta" => apply_history(asked.request),
        "inspect" => inspect(&session.clients().client(&asked.client)?, &asked.client),
        "messages.create" | "messages.stream" | "runs.create" | "runs.stream" | "models.list" => {
            call(session, asked, running).await
        }
        _ => Err(Failure::Unsupported("op")),
    }
}

async fn call(session: Arc<Session>, mut asked: Asked, running: Arc<Running>) -> Result<Object, Failure> {
    let client = session.clients().client(&asked.client)?;
    let request = asked.request.take();
    abort_as_asked(&asked.options, &running).await?;
    match asked.op.as_str() {
        "messages.create" => {
            let message = client.messages().create(&MessageRequest::try_from(request)?).await?;
            let (text, thinking) = (message.text(), message.thinking());
            Ok(fields(
                json!({"value": message, "text": text, "thinking": thinking, "request_id": message.request_id()}),
            ))
        }
        "messages.stream" => {
            let stream = client.messages().stream(&MessageRequest::try_from(request)?).await?;
            follow(session, asked, running, stream).await
        }
        "runs.create" => {
            let result = client.runs().create(&RunRequest::try_from(request)?).await?;
            Ok(fields(json!({"value": result, "request_id": result.request_id()})))
        }
        "runs.stream" => {
            let stream = client.runs().stream(&RunRequest::try_from(request)?).await?;
            follow(session, asked, running, stream).await
        }
        _ => {
            let models = client.models().list().await?;
            Ok(fields(json!({"value": models, "request_id": models.request_id()})))
        }
    }
}

async fn follow(
    session: Arc<Session>,
    asked: Asked,
    running: Arc<Running>,
    mut stream: impl Subject,
) -> Result<Object, Failure> {
    running.can_close(stream.closer());
    let mut answer = streams::follow(&session, &asked, &running, &mut stream).await?;
    answer.insert("request_id".to_owned(), stream.request_id().into());
    Ok(answer)
}

/// The aborts that the options ask for at once or by the clock; those by the event are the iteration's.
async fn abort_as_asked(options: &Object, running: &Arc<Running>) -> Result<(), Failure> {
    let Some(abort) = options.get("abort") else { return Ok(()) };
    let how = abort.get("how").and_then(Value::as_str).map(str::to_owned);
    if abort == "before" || abort.get("before").is_some_and(|before| before == true) {
        running.abort(how.as_deref())?;
        // The call is dropped before it begins.
        tokio::task::yield_now().await;
    } else if let Some(ms) = abort.get("after_ms").and_then(Value::as_u64) {
        let running = Arc::clone(running);
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            // A means that does not exist yet is not missed: the harness ends the operation with its script.
            running.abort(how.as_deref()).ok();
        });
    }
    Ok(())
}

fn apply_history(mut request: Value) -> Result<Object, Failure> {
    let Value::Array(mut history) = request["history"].take() else {
        return Err(Failure::Unsupported("request.history"));
    };
    let Value::Object(event) = request["event"].take() else { return Err(Failure::Unsupported("request.event")) };
    let check = if request["strict"] == true { HistoryCheck::Strict } else { HistoryCheck::Lenient };
    vai::apply_history_delta(&mut history, &Event::from(event), check)?;
    Ok(fields(json!({"value": history})))
}

/// Every ordinary printed form of what holds keys.
fn inspect(client: &Client, settings: &Object) -> Result<Object, Failure> {
    let builder = clients::builder(settings);
    let key = Secret::from(settings.get("gateway_api_key").and_then(Value::as_str).unwrap_or_default());
    let forms = [
        format!("{client:?}"),
        format!("{client:#?}"),
        format!("{:?}", client.messages()),
        format!("{builder:?}"),
        format!("{builder:#?}"),
        format!("{key:?}"),
    ];
    Ok(fields(json!({"value": forms, "base_url": client.base_url()})))
}
