//! What every release left behind: a server's folder, a phone's store, and what they said. Later code
//! opens all of it.

use std::path::{Path, PathBuf};

use client::http::Http;
use client::transport::{Address, Transport, TransportError};
use domain::clock::UtcMillis;
use protocol::enrolment::{Enrolled, EnrolmentRequest, ReadToken, TokenRequest};
use protocol::frame::FrameError;
use protocol::sync::{SyncRequest, SyncResponse};
use serde::{Deserialize, Serialize};

use crate::server::Fault;

/// The file of what was said.
pub const CALLS: &str = "calls.json";

/// One question and its answer, word for word.
#[derive(Debug, Serialize, Deserialize)]
pub struct Call {
    /// The read token that came with it.
    pub token: String,
    /// The request's JSON.
    pub question: String,
    /// The answer's JSON.
    pub answer: String,
}

impl Call {
    /// As it was said.
    ///
    /// # Errors
    /// When a message cannot be written as JSON.
    pub fn new(
        token: &str,
        request: &SyncRequest,
        answer: &SyncResponse,
    ) -> Result<Self, FrameError> {
        Ok(Self {
            token: token.to_owned(),
            question: serde_json::to_string(request)?,
            answer: serde_json::to_string(answer)?,
        })
    }
}

/// What is to be found in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// Reports of its own on the phone.
    pub reports_on_phone: u64,
    /// What waits on the phone.
    pub waiting: u64,
    /// Observations on the server.
    pub observations: u64,
    /// When it was made: tokens are good then.
    pub recorded_at: UtcMillis,
}

/// The folder of every release. Says so when nothing has been released.
///
/// # Errors
/// When the folder of all of them cannot be read.
pub fn releases() -> Result<Vec<PathBuf>, Fault> {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut found = Vec::new();
    if !all.exists() {
        println!("skipped: no release has left anything; tests/examples/release.rs makes it");
        return Ok(found);
    }
    for entry in std::fs::read_dir(all)? {
        let path = entry?.path();
        if path.join(CALLS).is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The network to a server that has moved to another address.
pub struct Moved {
    /// The network.
    pub http: Http,
    /// Where the server is now.
    pub server: String,
}

impl Moved {
    fn address(&self, to: &Address) -> Address {
        Address { server: self.server.clone(), token: to.token.clone() }
    }
}

impl Transport for Moved {
    async fn enrol(
        &self,
        _server: &str,
        request: &EnrolmentRequest,
    ) -> Result<Enrolled, TransportError> {
        self.http.enrol(&self.server, request).await
    }

    async fn renew(
        &self,
        to: &Address,
        request: &TokenRequest,
    ) -> Result<ReadToken, TransportError> {
        self.http.renew(&self.address(to), request).await
    }

    async fn sync(
        &self,
        to: &Address,
        request: &SyncRequest,
    ) -> Result<SyncResponse, TransportError> {
        self.http.sync(&self.address(to), request).await
    }
}
