//! What every release left behind opens with the code of today: the server's database and a phone's
//! store, and every request that was ever recorded is answered, and every answer read.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use client::Client;
use client::http::Http;
use client::system::SystemRandom;
use client::transport::{Address, Transport as _};
use protocol::sync::{SyncRequest, SyncResponse};
use sync_server::{App, Seams, Settings};
use tempfile::TempDir;
use tests::clock::HandClock;
use tests::fixtures::{CALLS, Call, Expected, Moved, releases};
use tests::server::{Fault, Server};

/// A copy of a release's files, with today's configuration of the practice town beside them.
struct Old {
    server: TempDir,
    phone: TempDir,
    calls: Vec<Call>,
    expected: Expected,
}

impl Old {
    fn of(release: &Path) -> Result<Self, Fault> {
        let (server, phone) = (tempfile::tempdir()?, tempfile::tempdir()?);
        copy(&release.join("server"), server.path())?;
        copy(&release.join("phone"), phone.path())?;
        let town = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/ovningsstad");
        copy(&town, &server.path().join("config"))?;
        let read = |file: &str| std::fs::read(release.join(file));
        let calls = serde_json::from_slice(&read(CALLS)?)?;
        let expected = serde_json::from_slice(&read("expected.json")?)?;
        Ok(Self { server, phone, calls, expected })
    }

    /// Today's server on the old folder, at the time when it was made.
    async fn serve(&self) -> Result<(Server, HandClock), Fault> {
        let clock = HandClock::at(self.expected.recorded_at.plus_ms(60_000));
        let seams = Seams { clock: Arc::new(clock.clone()), ..Seams::real() };
        let folder = tempfile::tempdir()?;
        copy(self.server.path(), folder.path())?;
        let app = App::open(folder.path(), Settings::default(), seams)?;
        Ok((Server::of(app, folder).await?, clock))
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), Fault> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let path: PathBuf = entry?.path();
        let to = to.join(path.file_name().ok_or("no name")?);
        if path.is_dir() {
            copy(&path, &to)?;
        } else {
            std::fs::copy(&path, to)?;
        }
    }
    Ok(())
}

fn operations(server: &Server) -> Result<(u64, [u8; 32], [u8; 32]), Fault> {
    let counted = server.app.store.read_now(|conn| {
        let lived = picture::project::hash(conn)?;
        let head = picture::log::head(conn)?.cast_unsigned();
        Ok((head, lived))
    })?;
    let rebuilt = server.app.store.write_now(|batch| {
        picture::project::rebuild(batch.tx)?;
        Ok(picture::project::hash(batch.tx)?)
    })?;
    Ok((counted.0, counted.1, rebuilt))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_of_every_release_opens_and_answers_every_recorded_request_without_doubling() {
    for release in releases().unwrap() {
        let old = Old::of(&release).unwrap();
        let (server, _clock) = old.serve().await.unwrap();
        let (head, lived, rebuilt) = tokio::task::block_in_place(|| operations(&server)).unwrap();
        assert_eq!(lived, rebuilt, "{}", release.display());
        let http = Http::new().unwrap();
        for (index, call) in old.calls.iter().enumerate() {
            let request: SyncRequest = serde_json::from_str(&call.question).unwrap();
            let recorded: SyncResponse = serde_json::from_str(&call.answer).unwrap();
            recorded.page.unpack().unwrap();
            let to = Address { server: server.address.clone(), token: call.token.clone() };
            let answer = http.sync(&to, &request).await.unwrap();
            assert!(answer.have >= recorded.have, "call {index} of {}", release.display());
            assert_eq!(answer.epoch, recorded.epoch);
            assert!(answer.renew.is_none() && answer.forks.is_empty(), "call {index}");
        }
        let after = tokio::task::block_in_place(|| operations(&server)).unwrap();
        assert_eq!(after, (head, lived, rebuilt), "a repeat changes nothing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phone_of_every_release_opens_with_all_its_reports_and_hands_in_what_waited() {
    for release in releases().unwrap() {
        let old = Old::of(&release).unwrap();
        let (server, clock) = old.serve().await.unwrap();
        let random = Arc::new(SystemRandom);
        let client = Client::open(old.phone.path(), Arc::new(clock), random).unwrap();
        let expected = old.expected;
        assert_eq!(client.state().unwrap().waiting, expected.waiting);
        assert_eq!(client.reports(100).unwrap().len() as u64, expected.reports_on_phone);
        let net = Moved { http: Http::new().unwrap(), server: server.address.clone() };
        let outcome = client.sync(&net).await.unwrap();
        assert_eq!((outcome.sent, outcome.waiting), (expected.waiting, 0));
        let total = tokio::task::block_in_place(|| {
            server.app.store.read_now(|conn| {
                Ok(conn.query_row("SELECT count(*) FROM observation", [], |row| {
                    row.get::<_, i64>(0)
                })?)
            })
        });
        assert_eq!(total.unwrap().cast_unsigned(), expected.observations + expected.waiting);
    }
}
