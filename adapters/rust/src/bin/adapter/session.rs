//! Answers the requests of the harness, many at the same time.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::{AbortHandle, Abortable};
use serde_json::{Value, json};
use vai::{Object, StreamCloser};

use crate::answers::{self, Failure};
use crate::calls;
use crate::clients::Clients;
use crate::lines::Output;

/// What all operations share.
pub struct Session {
    output: Arc<Output>,
    clients: Clients,
    running: Mutex<HashMap<String, Arc<Running>>>,
}

/// One request of the harness.
pub struct Asked {
    pub id: String,
    pub op: String,
    pub client: Object,
    pub request: Value,
    pub options: Object,
    all: Object,
}

/// An operation in flight: the means to end it, and what became of it.
pub struct Running {
    /// Drops the operation's future: what a Rust program does.
    signal: AbortHandle,
    closer: Mutex<Option<StreamCloser>>,
    told: AtomicBool,
    /// The iteration was left early.
    pub stopped: AtomicBool,
}

impl Session {
    pub fn new(output: Arc<Output>) -> Self {
        Self { output, clients: Clients::default(), running: Mutex::default() }
    }

    /// Answers one line.
    pub async fn handle(self: Arc<Self>, line: Vec<u8>) {
        let Some(asked) = Asked::read(&line) else {
            eprintln!("a line that is no request: {}", String::from_utf8_lossy(&line));
            return;
        };
        match asked.op.as_str() {
            "describe" => self.answer(&asked.id, Ok(answers::description())),
            "abort" => self.answer(&asked.id, self.abort(&asked)),
            "forget" => {
                self.clients.forget(&asked.client, &asked.all);
                self.answer(&asked.id, Ok(Object::new()));
            }
            _ => self.operate(asked).await,
        }
    }

    async fn operate(self: Arc<Self>, asked: Asked) {
        let (signal, registration) = AbortHandle::new_pair();
        let running = Arc::new(Running {
            signal,
            closer: Mutex::default(),
            told: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
        });
        let id = asked.id.clone();
        lock(&self.running).insert(id.clone(), Arc::clone(&running));
        let work = calls::perform(Arc::clone(&self), asked, Arc::clone(&running));
        // A task of its own, so that a panic of the client ends nothing else.
        let outcome = tokio::spawn(Abortable::new(work, registration)).await;
        lock(&self.running).remove(&id);
        let mut answer = match outcome {
            Ok(Ok(Ok(answer))) => Ok(answer),
            Ok(Ok(Err(failure))) => Err(failure),
            // The future was dropped: nothing is left that could fail.
            Ok(Err(_aborted)) => Ok(Object::new()),
            Err(crash) => Err(Failure::Crash(crash.to_string())),
        };
        if let Ok(answer) = &mut answer {
            for (name, flag) in [("aborted", &running.told), ("stopped", &running.stopped)] {
                if flag.load(Ordering::Relaxed) {
                    answer.insert(name.to_owned(), true.into());
                }
            }
        }
        let stopped = running.stopped.load(Ordering::Relaxed);
        self.output.write(answers::line(&id, answer, stopped));
    }

    fn abort(&self, asked: &Asked) -> Result<Object, Failure> {
        let target = asked.all.get("target").and_then(Value::as_str).unwrap_or_default();
        let running = lock(&self.running).get(target).cloned();
        if let Some(running) = running {
            running.abort(asked.all.get("how").and_then(Value::as_str))?;
        }
        Ok(Object::new())
    }

    fn answer(&self, id: &str, answer: Result<Object, Failure>) {
        self.output.write(answers::line(id, answer, false));
    }

    /// Writes an event of an operation.
    pub fn event(&self, id: &str, event: &vai::Event) {
        let mut line = json!({"id": id, "type": "event", "event": event});
        if let Some(text) = event.text() {
            line["text"] = text.into();
        }
        if let Value::Object(line) = line {
            self.output.write(line);
        }
    }

    pub fn clients(&self) -> &Clients {
        &self.clients
    }
}

impl Running {
    /// Tells the client to end, and does nothing else.
    pub fn abort(&self, how: Option<&str>) -> Result<(), Failure> {
        // Said first: the operation may have ended before this function has.
        match how {
            None | Some("signal") => {
                self.told.store(true, Ordering::Relaxed);
                self.signal.abort();
            }
            Some("close") => {
                let closer = lock(&self.closer).clone().ok_or(Failure::Unsupported("how"))?;
                self.told.store(true, Ordering::Relaxed);
                closer.close();
            }
            Some(_) => return Err(Failure::Unsupported("how")),
        }
        Ok(())
    }

    /// From now on the operation has a stream that can be closed.
    pub fn can_close(&self, closer: StreamCloser) {
        *lock(&self.closer) = Some(closer);
    }
}

impl Asked {
    fn read(line: &[u8]) -> Option<Self> {
        let Ok(Value::Object(mut all)) = vai::parse(line) else { return None };
        let mut object = |name| match all.remove(name) {
            Some(Value::Object(object)) => object,
            _ => Object::new(),
        };
        let (client, options) = (object("client"), object("options"));
        let request = all.remove("request").unwrap_or_default();
        let text = |name| all.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Self { id: text("id")?, op: text("op")?, client, request, options, all })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
