//! What a release leaves for later code to open: the server's folder, a phone's store with something
//! that waits, and what they said to one another. From the root, once a release:
//! `cargo run -p tests --example release -- tests/fixtures/v0.1.0`.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use client::http::Http;
use client::transport::{Address, Transport, TransportError};
use domain::observation::Amendment;
use domain::review::Review;
use domain::role::Role;
use protocol::enrolment::{Enrolled, EnrolmentRequest, ReadToken, TokenRequest};
use protocol::sync::{SyncRequest, SyncResponse};
use tests::fixtures::{CALLS, Call, Expected};
use tests::phone::Phone;
use tests::server::{Fault, Server};

const SQUARE: (f64, f64) = (12.5335, 57.93);
const NORR: &str = "Vaktbolaget Norr";

/// The network, and everything that was said.
struct Recording {
    http: Http,
    calls: Mutex<Vec<Call>>,
}

impl Transport for Recording {
    async fn enrol(
        &self,
        server: &str,
        request: &EnrolmentRequest,
    ) -> Result<Enrolled, TransportError> {
        self.http.enrol(server, request).await
    }

    async fn renew(
        &self,
        to: &Address,
        request: &TokenRequest,
    ) -> Result<ReadToken, TransportError> {
        self.http.renew(to, request).await
    }

    async fn sync(
        &self,
        to: &Address,
        request: &SyncRequest,
    ) -> Result<SyncResponse, TransportError> {
        let answer = self.http.sync(to, request).await?;
        let call = Call::new(&to.token, request, &answer).map_err(TransportError::Frame)?;
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).push(call);
        Ok(answer)
    }
}

#[tokio::main]
async fn main() -> Result<(), Fault> {
    let Some(folder) = std::env::args().nth(1).map(PathBuf::from) else {
        eprintln!("release FOLDER");
        return Ok(());
    };
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    let net = Recording { http: Http::new()?, calls: Mutex::default() };
    let server = Server::start().await?;
    let guard = Phone::joined(&server, NORR, Role::Reporter).await?;
    let desk = Phone::joined(&server, "Kommunledningskontoret", Role::Coordinator).await?;
    let mut reports = Vec::new();
    for (category, note) in [
        ("vandalism.graffiti", "Klotter på östra gaveln"),
        ("litter", "Soppåsar vid återvinningen"),
        ("place.lighting", "Tre lampor är släckta"),
    ] {
        reports.push(guard.report(category, SQUARE)?);
        reports.push(guard.report_with(note, None)?);
        guard.client.sync(&net).await?;
    }
    let first = *reports.first().ok_or("nothing was reported")?;
    let other = *reports.get(1).ok_or("nothing was reported")?;
    guard.client.amend(first, &Amendment { severity: Some(2), ..Amendment::default() })?;
    guard.client.sync(&net).await?;
    desk.client.sync(&net).await?;
    desk.client.review(&[first, other], &Review::Approved)?;
    desk.client.sync(&net).await?;
    guard.client.sync(&net).await?;
    // What waits when the next version is installed.
    guard.report("vandalism.graffiti", SQUARE)?;
    guard.report_with("Väntar på telefonen", None)?;

    let expected = Expected {
        reports_on_phone: reports.len() as u64 + 2,
        waiting: guard.client.state()?.waiting,
        observations: reports.len() as u64,
        recorded_at: guard.client.report(first)?.observation.captured_at,
    };
    let (phone, stopped) = (guard.into_folder()?, server.stop().await?);
    copy(stopped.folder(), &folder.join("server"), &["lagesbild.db", "keep/server.key"])?;
    copy(stopped.folder(), &folder.join("server"), &["keep/high-water", "keep/access.jsonl"])?;
    copy(phone.path(), &folder.join("phone"), &[client::STORE_FILE, client::keys::FILE])?;
    let calls = net.calls.into_inner().unwrap_or_else(PoisonError::into_inner);
    std::fs::write(folder.join(CALLS), serde_json::to_string_pretty(&calls)? + "\n")?;
    std::fs::write(folder.join("expected.json"), serde_json::to_string_pretty(&expected)? + "\n")?;
    Ok(())
}

fn copy(from: &Path, to: &Path, files: &[&str]) -> Result<(), Fault> {
    for file in files {
        let to = to.join(file);
        std::fs::create_dir_all(to.parent().ok_or("no folder")?)?;
        std::fs::copy(from.join(file), to)?;
    }
    Ok(())
}
