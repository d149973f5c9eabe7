//! The wire: three POSTs of JSON, compressed with zstd where that pays. Follows no redirect, and takes
//! nobody else's answer for the server's.

use std::time::Duration;

use protocol::access::AccessView;
use protocol::enrolment::{Enrolled, EnrolmentRequest, ReadToken, TokenRequest};
use protocol::frame::{self, CODING, FrameError, MESSAGE_MAX_BYTES};
use protocol::order::{Ordered, SignedOrder};
use protocol::problem::Problem;
use protocol::sign_in::BrowserEnrolment;
use protocol::sync::{SyncRequest, SyncResponse};
use reqwest::header::{
    ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue,
};
use reqwest::{Client, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::APP;
use crate::transport::{Address, Steward, Transport, TransportError};

mod courier;
mod ear;

pub use ear::Ear;

/// How long a server is waited for. A browser has limits of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For the connection.
    pub connect: Duration,
    /// While nothing comes.
    pub silence: Duration,
    /// For all of it: a server that gives one byte at a time does not hold the phone.
    pub whole: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            silence: Duration::from_secs(60),
            whole: Duration::from_secs(300),
        }
    }
}

/// Requests over HTTP.
#[derive(Debug, Clone)]
pub struct Http(Client);

impl Http {
    /// Ready to send.
    ///
    /// # Errors
    /// When the machine's TLS cannot be set up.
    pub fn new() -> Result<Self, TransportError> {
        Self::with_patience(Patience::default())
    }

    /// Ready to send, with other limits.
    ///
    /// # Errors
    /// When the machine's TLS cannot be set up.
    #[cfg_attr(target_family = "wasm", expect(unused_variables, reason = "the browser decides"))]
    pub fn with_patience(patience: Patience) -> Result<Self, TransportError> {
        let builder = Client::builder().user_agent(APP);
        #[cfg(not(target_family = "wasm"))]
        let builder = builder
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(patience.connect)
            .read_timeout(patience.silence)
            .timeout(patience.whole);
        builder.build().map(Self).map_err(failed)
    }

    fn post(&self, server: &str, path: &str) -> RequestBuilder {
        self.0
            .post(format!("{server}{path}"))
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT_ENCODING, "zstd")
    }

    async fn ask<Q: Serialize, A: DeserializeOwned>(
        &self,
        request: RequestBuilder,
        question: &Q,
    ) -> Result<A, TransportError> {
        let body = serde_json::to_vec(question).map_err(FrameError::from)?;
        answer(request.body(body).send().await.map_err(failed)?).await
    }
}

impl Transport for Http {
    async fn enrol(
        &self,
        server: &str,
        request: &EnrolmentRequest,
    ) -> Result<Enrolled, TransportError> {
        self.ask(self.post(server, "/v1/enrolment"), request).await
    }

    async fn renew(
        &self,
        to: &Address,
        request: &TokenRequest,
    ) -> Result<ReadToken, TransportError> {
        self.ask(self.post(&to.server, "/v1/token"), request).await
    }

    async fn sync(
        &self,
        to: &Address,
        request: &SyncRequest,
    ) -> Result<SyncResponse, TransportError> {
        let url = format!("{}/v1/sync", to.server);
        let post = self.0.post(url).header(CONTENT_TYPE, "application/json");
        let post = post.header(AUTHORIZATION, format!("Bearer {}", to.token));
        let json = serde_json::to_vec(request).map_err(FrameError::from)?;
        // A device that still names its dictionary has not heard whether the server knows it. Answers
        // come packed as the question was.
        let (coding, packed) = match request.dictionary {
            Some(_) => ("zstd", frame::pack(request)?),
            None => (CODING, frame::pack_known(&json, &[])?),
        };
        let packed = post.header(CONTENT_ENCODING, coding).body(packed);
        answer_to(&json, packed.send().await.map_err(failed)?).await
    }
}

impl Steward for Http {
    async fn access(&self, to: &Address) -> Result<AccessView, TransportError> {
        let request = self
            .0
            .get(format!("{}/v1/access", to.server))
            .header(AUTHORIZATION, format!("Bearer {}", to.token));
        answer(request.send().await.map_err(failed)?).await
    }

    async fn order(&self, server: &str, order: &SignedOrder) -> Result<Ordered, TransportError> {
        self.ask(self.post(server, "/v1/access/orders"), order).await
    }

    async fn enrol_by_browser(
        &self,
        server: &str,
        request: &BrowserEnrolment,
    ) -> Result<Enrolled, TransportError> {
        self.ask(self.post(server, "/v1/enrolment/browser"), request).await
    }
}

async fn answer<A: DeserializeOwned>(response: Response) -> Result<A, TransportError> {
    answer_to(&[], response).await
}

async fn answer_to<A: DeserializeOwned>(
    question: &[u8],
    response: Response,
) -> Result<A, TransportError> {
    let status = response.status();
    let is_json = has(response.headers(), "content-type", "application/json");
    let is_packed = has(response.headers(), "content-encoding", "zstd");
    let is_known = has(response.headers(), "content-encoding", CODING);
    let bytes = whole(response).await?;
    let json = match (is_packed, is_known) {
        (true, _) => frame::inflate(&bytes)?,
        (false, true) => frame::inflate_known(&bytes, question)?,
        (false, false) => bytes,
    };
    if status.is_success() && is_json {
        return serde_json::from_slice(&json).map_err(|error| FrameError::from(error).into());
    }
    match serde_json::from_slice::<Problem>(&json) {
        Ok(problem) if !status.is_success() => Err(problem.into()),
        Ok(_) | Err(_) => Err(TransportError::NotOurs { status: status.as_u16() }),
    }
}

async fn whole(mut response: Response) -> Result<Vec<u8>, TransportError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        if (bytes.len() + chunk.len()) as u64 > MESSAGE_MAX_BYTES {
            return Err(FrameError::TooLarge.into());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn has(headers: &HeaderMap<HeaderValue>, name: &str, value: &str) -> bool {
    headers
        .get(name)
        .and_then(|found| found.to_str().ok())
        .is_some_and(|found| found.trim_start().to_ascii_lowercase().starts_with(value))
}

fn failed(error: reqwest::Error) -> TransportError {
    if error.is_timeout() {
        TransportError::TimedOut
    } else {
        TransportError::Unreachable(Box::new(error))
    }
}
