//! The municipality's own sign-in: OpenID Connect, the authorisation code with PKCE, state and nonce. What
//! the provider says of itself and its keys are kept for an hour; nothing of its tokens is kept at all.

mod provider;
mod token;
mod way;

use std::sync::Arc;
use std::time::Duration;

use domain::clock::UtcMillis;
use jsonwebtoken::jwk::JwkSet;
use reqwest::{Client, RequestBuilder};
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;

use crate::settings::MunicipalSettings;

pub(crate) use provider::{Asked, Provider};
pub(crate) use token::form as claim_form;
pub(crate) use way::{WAY_MS, Way, Ways};

/// How long what the provider said is believed.
const KEPT_MS: i64 = 60 * 60 * 1_000;
/// A key that is not known is asked for again, but not more often.
const AGAIN_MS: i64 = 60 * 1_000;
/// No answer of a provider is longer.
const ANSWER_MAX_BYTES: usize = 512 * 1024;

/// Why the municipality's sign-in did not bring anybody in. None of it is told but the word.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MunicipalError {
    /// It was not reached, or broke off.
    #[error("the municipality's sign-in was not reached: {0}")]
    Unreachable(#[from] reqwest::Error),
    /// It answered something that it must not.
    #[error("the municipality's sign-in answered wrongly: {0}")]
    Answer(String),
    /// Its token does not hold.
    #[error("the token does not hold: {0}")]
    Token(String),
}

/// The municipality's sign-in as this server uses it.
pub(crate) struct Municipal {
    pub(crate) settings: MunicipalSettings,
    pub(crate) ways: Ways,
    http: Client,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    provider: Option<(Arc<Provider>, UtcMillis)>,
    keys: Option<(Arc<JwkSet>, UtcMillis)>,
}

impl Municipal {
    /// Ready to ask, under a key that follows from the server's own.
    ///
    /// # Errors
    /// When the machine's TLS cannot be set up.
    pub(crate) fn new(
        settings: MunicipalSettings,
        server_seed: &[u8; 32],
    ) -> Result<Self, reqwest::Error> {
        let http = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(15))
            .user_agent(concat!("lagesbild/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { settings, ways: Ways::new(server_seed), http, known: Mutex::default() })
    }

    /// What the provider says of itself.
    ///
    /// # Errors
    /// When it is not reached, or says something that it must not.
    pub(crate) async fn provider(&self, now: UtcMillis) -> Result<Arc<Provider>, MunicipalError> {
        let mut known = self.known.lock().await;
        if let Some((provider, at)) = &known.provider
            && is_fresh(*at, now, KEPT_MS)
        {
            return Ok(Arc::clone(provider));
        }
        let address = Provider::discovered_at(&self.settings.issuer);
        let provider: Provider = answer(self.http.get(address)).await?;
        provider.check(&self.settings.issuer)?;
        let provider = Arc::new(provider);
        known.provider = Some((Arc::clone(&provider), now));
        Ok(provider)
    }

    /// The provider's keys; asked for anew when they are old, or when they were asked for a while ago and
    /// lack one.
    async fn keys(
        &self,
        provider: &Provider,
        kid: Option<&str>,
        now: UtcMillis,
    ) -> Result<Arc<JwkSet>, MunicipalError> {
        let mut known = self.known.lock().await;
        if let Some((keys, at)) = &known.keys {
            let lacks = kid.is_some_and(|kid| keys.find(kid).is_none());
            if is_fresh(*at, now, if lacks { AGAIN_MS } else { KEPT_MS }) {
                return Ok(Arc::clone(keys));
            }
        }
        let keys: JwkSet = answer(self.http.get(&provider.jwks_uri)).await?;
        let keys = Arc::new(keys);
        known.keys = Some((Arc::clone(&keys), now));
        Ok(keys)
    }

    /// Exchange a code for the ID token, check it, and return what it calls the person.
    ///
    /// # Errors
    /// When the provider is not reached or refuses, or its token does not hold.
    pub(crate) async fn claimed(
        &self,
        (way, code, redirect): (&Way, &str, &str),
        now: UtcMillis,
    ) -> Result<String, MunicipalError> {
        let provider = self.provider(now).await?;
        let form = provider.exchange(&self.settings, (code, redirect, &self.ways.verifier(way)));
        let mut request = self.http.post(&provider.token_endpoint).body(form.body);
        request = request.header("content-type", "application/x-www-form-urlencoded");
        if let Some(basic) = form.authorization {
            request = request.header("authorization", basic);
        }
        let answered: token::Answered = answer(request).await?;
        let kid = token::kid(&answered.id_token)?;
        let keys = self.keys(&provider, kid.as_deref(), now).await?;
        let expected = token::Expected {
            issuer: &self.settings.issuer,
            client_id: &self.settings.client_id,
            nonce: &self.ways.nonce(way),
            claim: &self.settings.claim,
        };
        token::check(&answered.id_token, &keys, &expected, now)
    }
}

fn is_fresh(at: UtcMillis, now: UtcMillis, ms: i64) -> bool {
    at <= now && now < at.plus_ms(ms)
}

async fn answer<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, MunicipalError> {
    let mut response = request.header("accept", "application/json").send().await?;
    let status = response.status();
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if bytes.len() + chunk.len() > ANSWER_MAX_BYTES {
            return Err(MunicipalError::Answer("more than is taken".to_owned()));
        }
        bytes.extend_from_slice(&chunk);
    }
    if !status.is_success() {
        // The body may hold what was sent; only its code is told.
        let said: provider::Refused = serde_json::from_slice(&bytes).unwrap_or_default();
        return Err(MunicipalError::Answer(format!("{status}: {}", said.error)));
    }
    serde_json::from_slice(&bytes).map_err(|error| MunicipalError::Answer(error.to_string()))
}
