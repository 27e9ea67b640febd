//! How a client is set up.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap};
use reqwest::{Certificate, redirect};

use crate::base_url::BaseUrl;
use crate::client::{Client, Settings};
use crate::error::Error;
use crate::headers;
use crate::provider::{Provider, ProviderKeys};
use crate::secret::Secret;

/// The environment variable of the gateway key, where none is set.
pub const KEY_VARIABLE: &str = "VAI_GATEWAY_API_KEY";
/// The environment variable of the base URL, for [`Client::from_env`].
pub const BASE_URL_VARIABLE: &str = "VAI_BASE_URL";

/// The time of a blocking call, where none is set.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(120);
const DEFAULT_RETRIES: u32 = 2;

/// Collects the settings of a [`Client`].
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct ClientBuilder {
    base_url: Option<String>,
    gateway_key: Option<Secret>,
    provider_keys: BTreeMap<Provider, Secret>,
    timeout: Option<Duration>,
    stream_idle_timeout: Option<Duration>,
    max_retries: Option<u32>,
    default_headers: Vec<(String, Secret)>,
    ca_file: Option<PathBuf>,
}

impl ClientBuilder {
    pub(crate) fn new(base_url: Option<&str>) -> Self {
        Self { base_url: base_url.map(str::to_owned), ..Self::default() }
    }

    /// The key for the gateway itself. Without it the environment's `VAI_GATEWAY_API_KEY` is used; an empty one sends none.
    pub fn gateway_key(mut self, key: impl Into<Secret>) -> Self {
        self.gateway_key = Some(key.into());
        self
    }

    /// A key for a provider of models, speech or tools. It is sent with those requests alone that have a use for it.
    pub fn provider_key(mut self, provider: Provider, key: impl Into<Secret>) -> Self {
        self.provider_keys.insert(provider, key.into());
        self
    }

    /// The total time of a blocking call, repetitions included: two minutes by default.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// The longest silence of a stream, from the call on; pings end it. There is none by default.
    pub fn stream_idle_timeout(mut self, limit: Duration) -> Self {
        self.stream_idle_timeout = Some(limit);
        self
    }

    /// How often a list of models is asked for again after a failure that passes: twice by default. Messages and runs cost
    /// money, and are never sent twice.
    pub fn max_retries(mut self, times: u32) -> Self {
        self.max_retries = Some(times);
        self
    }

    /// A header of every request. It replaces the client's own of the same name.
    pub fn default_header(mut self, name: &str, value: &str) -> Self {
        self.default_headers.push((name.to_owned(), value.into()));
        self
    }

    /// A file of PEM certificates to be trusted beside the public ones.
    pub fn ca_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.ca_file = Some(path.into());
        self
    }

    /// Checks the settings. Nothing is sent.
    ///
    /// # Errors
    /// [`Error::Usage`] for a bad base URL, for keys and headers that cannot be sent, and for a CA file that cannot be read.
    pub fn build(self) -> Result<Client, Error> {
        let base_url = self.base_url.or_else(|| std::env::var(BASE_URL_VARIABLE).ok());
        let base_url =
            base_url.ok_or_else(|| Error::usage(format!("{BASE_URL_VARIABLE} is not set, and no base URL given")))?;
        let base_url = BaseUrl::parse(&base_url)?;
        let gateway_key = self.gateway_key.or_else(|| std::env::var(KEY_VARIABLE).ok().map(Secret::from));
        let provider_keys = ProviderKeys::new(&self.provider_keys)?;
        let mut default_headers = headers::authorization(gateway_key.as_ref())?;
        for (name, value) in &self.default_headers {
            let (name, value) = headers::default_header(name, value)?;
            default_headers.insert(name, value);
        }
        let keys = gateway_key.iter().chain(self.provider_keys.values()).filter_map(Secret::trimmed);
        let mask = keys.chain(credentials(&default_headers)).collect();
        let mut http = reqwest::Client::builder()
            .user_agent(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")))
            .http1_only()
            // Keys travel to the host that the user named, and to no other.
            .redirect(redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .retry(reqwest::retry::never());
        for certificate in self.ca_file.map(certificates).transpose()?.into_iter().flatten() {
            http = http.add_root_certificate(certificate);
        }
        Ok(Client::new(Settings {
            http: http.build().map_err(|error| Error::usage(format!("no HTTP client with these settings: {error}")))?,
            base_url,
            provider_keys,
            default_headers,
            mask,
            timeout: self.timeout.unwrap_or(DEFAULT_TIMEOUT),
            stream_idle_timeout: self.stream_idle_timeout,
            max_retries: self.max_retries.unwrap_or(DEFAULT_RETRIES),
        }))
    }
}

/// What a gateway may quote of the headers of every request, and must not be repeated.
fn credentials(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let names = ["key", "token", "secret", "cookie"];
    let secret = headers
        .iter()
        .filter(move |(name, _)| **name == AUTHORIZATION || names.iter().any(|part| name.as_str().contains(part)));
    secret.filter_map(|(_, value)| value.to_str().ok()?.rsplit(' ').next())
}

fn certificates(path: PathBuf) -> Result<Vec<Certificate>, Error> {
    let refused = |what: String| Error::usage(format!("the CA file {}: {what}", path.display()));
    let pem = std::fs::read(&path).map_err(|error| refused(error.to_string()))?;
    let found = Certificate::from_pem_bundle(&pem).map_err(|error| refused(error.to_string()))?;
    if found.is_empty() { Err(refused("holds no PEM certificate".to_owned())) } else { Ok(found) }
}
