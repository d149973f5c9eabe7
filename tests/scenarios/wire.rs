//! The real client and the real server over real sockets, with a proxy between them that does to
//! requests and answers whatever a network can: once it stops, all is handed in, and nothing twice.
#![expect(clippy::unwrap_used, reason = "helpers of a test")]

use std::collections::BTreeSet;
use std::time::Duration;

use client::http::{Http, Patience};
use domain::role::{Role, Scope};
use protocol::problem::{Problem, ProblemCode};
use tests::phone::Phone;
use tests::proxy::{Answer, Proxy, Trouble};
use tests::server::Server;

const SQUARE: (f64, f64) = (12.5335, 57.93);
/// One report and its receipt cost 900 bytes at the most, heads included (W0 of the figures). Salt,
/// key and signature are random, so a packed request is some bytes longer or shorter each time: 554
/// to 561 were seen, and 293 to 307 of an answer. The two shares sum to the 900.
const REQUEST_MAX: usize = 580;
const ANSWER_MAX: usize = 900 - REQUEST_MAX;
const PAGE: &str = "<!doctype html><title>Gästnät</title><form action=/login>Logga in</form>";

/// A server, a proxy before it, and a phone that knows only the proxy.
struct Wire {
    server: Server,
    proxy: Proxy,
    phone: Phone,
    http: Http,
    reported: u64,
}

impl Wire {
    async fn new() -> Self {
        let server = Server::start().await.unwrap();
        let proxy = Proxy::before(&server.address).await.unwrap();
        let place = ("Vaktbolaget Norr", Role::Reporter);
        let phone = Phone::joined_through(&server, &proxy.address, place).await.unwrap();
        Self { server, proxy, phone, http: patient(Duration::from_secs(20)), reported: 0 }
    }

    /// The phone has handed in before: both sides know that they know the dictionary.
    async fn warm() -> Self {
        let mut wire = Self::new().await;
        for _ in 0..2 {
            wire.heals().await;
            if wire.reported == 0 {
                wire.report();
            }
        }
        wire
    }

    fn report(&mut self) {
        self.phone.report("vandalism.graffiti", SQUARE).unwrap();
        self.reported += 1;
    }

    /// Synchronise while something goes wrong; whether it was told as a success.
    async fn under(&self, trouble: Trouble) -> bool {
        self.proxy.plan(trouble);
        let done = self.phone.sync_with(&self.http).await.is_ok();
        assert_eq!(self.proxy.left(), 0, "the trouble did not happen");
        done
    }

    /// The network is good again: one sync later nothing waits (I16), and the server has what was
    /// reported, once (I3).
    async fn heals(&self) {
        let outcome = self.phone.sync_with(&self.http).await.unwrap();
        assert_eq!(outcome.waiting, 0);
        assert_eq!(self.phone.client.state().unwrap().waiting, 0);
        assert_eq!(self.on_server(), self.reported);
    }

    /// How many operations the server has of this phone; none of them twice.
    fn on_server(&self) -> u64 {
        let device = self.phone.client.enrolment().unwrap().unwrap().device;
        let read =
            self.server.app.store.read_now(|conn| {
                Ok(picture::log::after(conn, &Scope::Own { device }, 0, 100_000)?)
            });
        let operations = tokio::task::block_in_place(|| read).unwrap();
        let numbers: BTreeSet<_> = operations.iter().map(|it| it.number).collect();
        let salts: BTreeSet<_> = operations.iter().map(|it| it.frozen.salt).collect();
        assert_eq!((numbers.len(), salts.len()), (operations.len(), operations.len()));
        assert_eq!(numbers.last().copied().unwrap_or(0), operations.len() as u64, "a hole");
        operations.len() as u64
    }
}

fn patient(time: Duration) -> Http {
    Http::with_patience(Patience { connect: time, silence: time, whole: time }).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_cut_after_any_byte_loses_nothing() {
    let mut wire = Wire::warm().await;
    wire.report();
    let mut cuts = 0;
    while !wire.under(Trouble::CutRequest(cuts)).await {
        assert_eq!(wire.on_server(), 1, "half a request was taken after byte {cuts}");
        cuts += 1;
    }
    println!("cut after each of {cuts} bytes of a request");
    assert!((300..REQUEST_MAX).contains(&cuts), "a request has {cuts} bytes");
    wire.heals().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_cut_after_any_byte_doubles_nothing() {
    let mut wire = Wire::warm().await;
    let mut cuts = 0;
    loop {
        wire.report();
        let is_whole = wire.under(Trouble::CutAnswer(cuts)).await;
        assert_eq!(wire.on_server(), wire.reported, "taken, though nobody heard of it");
        if is_whole {
            break;
        }
        // Half of them are told at once, half together with the next report.
        if cuts % 2 == 0 {
            wire.heals().await;
        }
        cuts += 1;
    }
    println!("cut after each of {cuts} bytes of an answer");
    assert!((200..ANSWER_MAX).contains(&cuts), "an answer has {cuts} bytes");
    wire.heals().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn doubled_requests_and_late_ones_change_nothing() {
    let mut wire = Wire::new().await;
    for _ in 0..10 {
        wire.report();
        assert!(wire.under(Trouble::Double).await);
        wire.report();
        assert!(!wire.under(Trouble::Overtaken).await);
        wire.report();
        wire.heals().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_line_is_only_slow() {
    let mut wire = Wire::new().await;
    for trouble in [Trouble::ByteByByte, Trouble::Delay(Duration::from_millis(300))] {
        wire.report();
        assert!(wire.under(trouble).await);
        wire.heals().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_falls_silent_is_given_up_and_nothing_is_doubled() {
    let mut wire = Wire::new().await;
    wire.http = patient(Duration::from_millis(500));
    for _ in 0..3 {
        wire.report();
        assert!(!wire.under(Trouble::Silence).await);
        let state = wire.phone.client.state().unwrap();
        assert_eq!(state.problem.as_deref(), Some("timed_out"));
        assert!(state.next_attempt_at.is_some() && state.waiting == 1);
        // Where nothing waits a new patience is as good as the old.
        let before = std::mem::replace(&mut wire.http, patient(Duration::from_secs(20)));
        wire.heals().await;
        wire.http = before;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn phones_that_fall_silent_half_way_hold_nobody_else() {
    use tokio::io::AsyncWriteExt as _;
    let mut wire = Wire::new().await;
    let mut silent = Vec::new();
    for head in
        ["", "POST /v1/sync HTTP/1.1\r\n", "POST /v1/sync HTTP/1.1\r\ncontent-length: 9\r\n\r\n{"]
    {
        for _ in 0..40 {
            let address = wire.server.address.trim_start_matches("http://");
            let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
            stream.write_all(head.as_bytes()).await.unwrap();
            silent.push(stream);
        }
    }
    wire.report();
    wire.heals().await;
    assert_eq!(silent.len(), 120);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_status_answers_reports_wait_and_arrive_once() {
    let mut wire = Wire::new().await;
    let problem = |code: ProblemCode| Answer {
        status: code.status(),
        content_type: "application/json",
        body: serde_json::to_string(&Problem::new(code, "planned")).unwrap(),
    };
    // `BadRequest` has a test of its own: the phone comes again at once, packed plainly.
    let ours = [
        ProblemCode::NoCredential,
        ProblemCode::TokenExpired,
        ProblemCode::NotAllowed,
        ProblemCode::Revoked,
        ProblemCode::BadSignature,
        ProblemCode::ChainForked,
        ProblemCode::LinkSpent,
        ProblemCode::TooLarge,
        ProblemCode::BadValue,
        ProblemCode::UpgradeRequired,
        ProblemCode::TooManyRequests,
        ProblemCode::StorageFull,
        ProblemCode::ServerFailed,
        ProblemCode::Unavailable,
    ]
    .map(problem);
    let statuses = [200, 204, 401, 403, 404, 407, 409, 410, 413, 426, 429, 500, 502, 503, 504, 511];
    let foreign = statuses.map(|status| Answer {
        status,
        content_type: if status % 2 == 0 { "text/html" } else { "application/json" },
        body: if status == 204 { String::new() } else { PAGE.to_owned() },
    });
    for answer in ours.into_iter().chain(foreign) {
        let status = answer.status;
        wire.report();
        assert!(!wire.under(Trouble::Instead(answer.clone())).await, "{status} for a receipt");
        let state = wire.phone.client.state().unwrap();
        assert!(state.waiting == 1 && state.next_attempt_at.is_some(), "{status}");
        // The server took it, and the phone hears something else.
        assert!(!wire.under(Trouble::After(answer)).await, "{status} for a receipt");
        assert_eq!(wire.phone.client.state().unwrap().waiting, 1);
        wire.heals().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_reads_the_dictionary_no_more_gets_everything_packed_plainly() {
    let mut wire = Wire::warm().await;
    wire.report();
    let problem = Problem::new(ProblemCode::BadRequest, "the message does not unpack");
    let older = Answer {
        status: ProblemCode::BadRequest.status(),
        content_type: "application/json",
        body: serde_json::to_string(&problem).unwrap(),
    };
    // It refuses once, and the phone comes again at once, in the same sync.
    assert!(wire.under(Trouble::Instead(older.clone())).await);
    wire.heals().await;
    // Refused though it was packed plainly: that is told, and waits.
    wire.proxy.plan(Trouble::Instead(older.clone()));
    wire.proxy.plan(Trouble::Instead(older));
    wire.report();
    assert!(wire.phone.sync_with(&wire.http).await.is_err());
    wire.heals().await;
}
