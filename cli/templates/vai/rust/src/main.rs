//! Plugs an SDK into the SDK suites of vai-conformance: requests come as JSON lines on stdin, answers go as JSON lines
//! to stdout. It passes on, and does nothing else: no retry, no repair, no default. What the suites see has to be what a
//! user of the SDK sees. Five places are marked YOURS; the first is in Cargo.toml.

mod stand_in_sdk;

use serde_json::{json, Value};
use stand_in_sdk::{Client, Error, VERSION};
use std::io::{stdin, stdout, BufRead, Write};
use std::panic::{catch_unwind, AssertUnwindSafe};

/// YOURS 2: what your SDK can do. What stands here is judged, what does not is skipped; see the README.
fn described() -> Value {
    json!({
        "type": "described",
        "protocol": 1,
        "dialect": "vai",
        "runtime": "rust",
        // Have your SDK export env!("CARGO_PKG_VERSION"): a version that is written here is soon wrong.
        "sdk": { "name": "stand-in", "version": VERSION, "language": "Rust" },
        "operations": ["messages.create", "messages.stream"],
        "features": [],
        "error_fields": ["type", "message", "http_status"],
        "result_fields": ["value"],
    })
}

/// YOURS 3: a client, as a user builds one. What is null or absent is not passed on: the SDK's own default applies.
fn client_of(fields: &Value) -> Client {
    let mut client = Client { base_url: "http://127.0.0.1:8080".into(), api_key: String::new() };
    if let Some(url) = fields["base_url"].as_str() {
        client.base_url = url.into();
    }
    if let Some(key) = fields["gateway_api_key"].as_str() {
        client.api_key = key.into();
    }
    client
}

/// YOURS 4: the operations. Each calls the SDK as a user would, and gives the final line.
fn perform(line: &Value) -> Result<Value, Error> {
    match line["op"].as_str().unwrap_or_default() {
        "describe" => Ok(described()),
        "messages.create" => {
            let message = client_of(&line["client"]).create_message(&line["request"])?;
            Ok(json!({ "type": "result", "value": message }))
        }
        "messages.stream" => {
            if line["options"]["consume"].as_str().is_some_and(|mode| mode != "events") {
                return Ok(unsupported("options.consume"));
            }
            client_of(&line["client"]).stream_message(&line["request"], |event| {
                write(json!({ "id": line["id"], "type": "event", "event": event }));
            })?;
            Ok(json!({ "type": "result" }))
        }
        _ => Ok(unsupported("op")),
    }
}

/// YOURS 5: what a user can tell of an error by matching on it; never by reading its message.
fn error_of(error: Error) -> Value {
    match error {
        Error::Api { status, kind, message } => {
            json!({ "kind": "api", "class": "Api", "message": message, "type": kind, "http_status": status, "own": true })
        }
        Error::Connection(message) => {
            json!({ "kind": "transport", "class": "Connection", "message": message, "own": true })
        }
        Error::BadAnswer => json!({ "kind": "protocol", "class": "BadAnswer", "message": "bad answer", "own": true }),
    }
}

fn unsupported(param: &str) -> Value {
    json!({ "type": "error", "error": { "kind": "unsupported", "param": param } })
}

/// Writes one line, whole and at once.
fn write(line: Value) {
    let mut out = stdout().lock();
    // A pipe that is gone: the end of stdin ends the process.
    let _ = out.write_all(format!("{line}\n").as_bytes()).and_then(|()| out.flush());
}

fn answer(line: &Value) {
    let mut last = match catch_unwind(AssertUnwindSafe(|| perform(line))) {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => json!({ "type": "error", "error": error_of(error) }),
        Err(_) => json!({ "type": "error", "error": { "kind": "crash", "class": "panic" } }),
    };
    last["id"] = line["id"].clone();
    write(last);
}

fn main() {
    for line in stdin().lock().split(b'\n') {
        let Ok(line) = line else { break };
        match serde_json::from_slice::<Value>(&line) {
            // Operations do not wait for each other.
            Ok(line) => drop(std::thread::spawn(move || answer(&line))),
            Err(error) if !line.trim_ascii().is_empty() => eprintln!("cannot be read: {error}"),
            Err(_) => {}
        }
    }
    std::process::exit(0); // the end of stdin is the end, whatever is in flight
}
