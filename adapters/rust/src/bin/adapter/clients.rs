//! Makes the client of each operation, and keeps those that are shared by name.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use vai::{Client, ClientBuilder, Error, Object, Provider};

/// The shared clients.
#[derive(Default)]
pub struct Clients(Mutex<HashMap<String, Client>>);

impl Clients {
    pub fn client(&self, settings: &Object) -> Result<Client, Error> {
        let Some(name) = settings.get("share").and_then(Value::as_str) else { return builder(settings).build() };
        let mut shared = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = shared.get(name) {
            return Ok(client.clone());
        }
        let client = builder(settings).build()?;
        shared.insert(name.to_owned(), client.clone());
        Ok(client)
    }

    /// Drops the client of that name, wherever in the request the name stands.
    pub fn forget(&self, settings: &Object, asked: &Object) {
        if let Some(name) = [asked, settings].iter().find_map(|object| object.get("share")?.as_str()) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        }
    }
}

/// What the harness names, as the builder takes it. What is absent or null is not passed.
pub fn builder(settings: &Object) -> ClientBuilder {
    let text = |name| settings.get(name).and_then(Value::as_str);
    let number = |name| settings.get(name).and_then(Value::as_u64);
    let texts = |name| {
        let object = settings.get(name).and_then(Value::as_object);
        object.into_iter().flatten().filter_map(|(name, value)| Some((name, value.as_str()?)))
    };
    let mut builder = text("base_url").map_or_else(Client::from_env, Client::builder);
    if let Some(key) = text("gateway_api_key") {
        builder = builder.gateway_key(key);
    }
    for (name, key) in texts("provider_keys") {
        // A name that the client does not know is left out.
        if let Ok(provider) = name.parse::<Provider>() {
            builder = builder.provider_key(provider, key);
        }
    }
    for (name, value) in texts("default_headers") {
        builder = builder.default_header(name, value);
    }
    if let Some(limit) = number("timeout_ms").map(Duration::from_millis) {
        builder = builder.timeout(limit).stream_idle_timeout(limit);
    }
    if let Some(times) = number("max_retries") {
        builder = builder.max_retries(u32::try_from(times).unwrap_or(u32::MAX));
    }
    if let Some(path) = text("ca_file") {
        builder = builder.ca_file(path);
    }
    builder
}
