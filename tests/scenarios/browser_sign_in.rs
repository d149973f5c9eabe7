//! The app joins through the system's browser (RFC 8252): the real engine listens on this machine, the real
//! server answers, and a browser made of a few lines signs in between them. A code that somebody listened to,
//! kept too long or was to be brought elsewhere opens nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

use std::time::Duration;

use client::ClientError;
use client::browser::{Asking, Doorway, DoorwayError};
use client::http::Http;
use client::transport::TransportError;
use domain::clock::UtcMillis;
use domain::role::Role;
use protocol::problem::ProblemCode;
use serde_json::{Value, json};
use sync_server::admin::{Admin, Invite, PersonCommand};
use sync_server::{Seams, Settings};
use tests::clock::HandClock;
use tests::phone::Phone;
use tests::server::Server;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const OFFICE: &str = "Kommunledningskontoret";
const LONGEST: Duration = Duration::from_secs(20);

/// An answer: its first line and headers, and its body.
struct Answer {
    head: String,
    body: String,
}

impl Answer {
    fn status(&self) -> u16 {
        self.head.split(' ').nth(1).unwrap().parse().unwrap()
    }

    fn header(&self, name: &str) -> Option<&str> {
        let begin = format!("{name}: ");
        self.head.lines().find_map(|line| {
            let is_it = line.to_lowercase().starts_with(&begin);
            is_it.then(|| &line[begin.len()..])
        })
    }

    fn code(&self) -> String {
        let json: Value = serde_json::from_str(&self.body).unwrap_or_default();
        json["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// A browser: it keeps a cookie and goes where it is led.
#[derive(Default)]
struct Browser {
    cookie: String,
}

impl Browser {
    async fn ask(&mut self, method: &str, url: &str, body: &str) -> Answer {
        let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
        let mut stream = TcpStream::connect(host).await.unwrap();
        let (cookie, length) = (&self.cookie, body.len());
        let request = format!(
            "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nX-Lagesbild: 1\r\nCookie: {cookie}\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let answer = Answer { head: head.to_owned(), body: body.to_owned() };
        if let Some(cookie) = answer.header("set-cookie") {
            self.cookie = cookie.split(';').next().unwrap().to_owned();
        }
        answer
    }

    /// Signed in by the invitation that the administration makes.
    async fn signed_in(server: &Server, role: Role) -> Self {
        let settings = Settings { public_url: Some(server.address.clone()), ..Settings::default() };
        let folder = server.folder().to_owned();
        let link = tokio::task::block_in_place(|| {
            let admin = Admin::open(&folder, settings, Seams::real()).unwrap();
            let who = Invite { name: "Kim".to_owned(), role, org: OFFICE.to_owned() };
            let mut told = Vec::new();
            admin.person(PersonCommand::Invite(who)).unwrap().write(true, &mut told).unwrap();
            serde_json::from_slice::<Value>(&told).unwrap()["link"].as_str().unwrap().to_owned()
        });
        let code = link.split_once('#').unwrap().1;
        let body = json!({ "invitation": code, "name": "kim", "password": "en lång mening" });
        let mut browser = Self::default();
        let path = format!("{}/v1/session/invitation", server.address);
        assert_eq!(browser.ask("POST", &path, &body.to_string()).await.status(), 204);
        browser
    }

    /// Open the page that the app asked for and press *Anslut appen*.
    async fn allow(&mut self, server: &Server, page: &str) -> Answer {
        let query = page.split_once("#/anslut-app?").unwrap().1;
        let value = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(known, _)| *known == name).unwrap().1.to_owned()
        };
        let redirect = format!("http://127.0.0.1:{}/", value("port"));
        let (challenge, state) = (value("challenge"), value("state"));
        let body = json!({ "challenge": challenge, "redirect": redirect, "state": state });
        let path = format!("{}/v1/account/apps", server.address);
        self.ask("POST", &path, &body.to_string()).await
    }
}

/// Where the browser is led with the code.
fn onward(answer: &Answer) -> String {
    assert_eq!(answer.status(), 200, "{}", answer.body);
    let json: Value = serde_json::from_str(&answer.body).unwrap();
    json["address"].as_str().unwrap().to_owned()
}

fn code_in(address: &str, asking: &Asking) -> String {
    let (_, target) = address.strip_prefix("http://").unwrap().split_once('/').unwrap();
    asking.code(&format!("/{target}")).unwrap()
}

fn refusal(error: &ClientError) -> Option<ProblemCode> {
    match error {
        ClientError::Transport(TransportError::Problem(problem)) => Some(problem.code),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_joins_as_whoever_signed_in_in_the_browser_and_leaves_with_them() {
    let server = Server::start().await.unwrap();
    let (http, desk) = (Http::new().unwrap(), Phone::new().unwrap());
    let mut browser = Browser::signed_in(&server, Role::Coordinator).await;
    let asking = desk.client.ask_browser(&server.address).unwrap();
    let doorway = Doorway::open().unwrap();
    let page = asking.page(doorway.port().unwrap());
    assert!(page.starts_with(&format!("{}/#/anslut-app?", server.address)), "{page}");
    let waiting =
        tokio::task::spawn_blocking(move || (doorway.code(&asking, LONGEST, || false), asking));

    let address = onward(&browser.allow(&server, &page).await);
    // A page that guesses the port, and the browser's own questions, change nothing.
    let root = address.split_once("/?").unwrap().0.to_owned();
    for path in ["/favicon.ico", "/?code=cccccccccccccccccccc&state=ssssssssssssssssssss", "/?"] {
        let mut stranger = Browser::default();
        assert_eq!(stranger.ask("GET", &format!("{root}{path}"), "").await.status(), 404);
    }
    let done = Browser::default().ask("GET", &address, "").await;
    assert_eq!(done.status(), 303);
    assert_eq!(
        done.header("location"),
        Some(format!("{}/#/app-ansluten", server.address).as_str())
    );
    let (code, asking) = waiting.await.unwrap();
    desk.client.enrol_by_browser(&asking, code.unwrap(), &http).await.unwrap();

    let own = desk.client.enrolment().unwrap().unwrap();
    assert_eq!((own.role, own.organisation_name.as_str()), (Role::Coordinator, OFFICE));
    desk.client.access(&http).await.unwrap();
    let again = desk.client.ask_browser(&server.address).unwrap_err();
    assert!(matches!(again, ClientError::AlreadyEnrolled { .. }));

    // Whoever loses their access loses the desk that joined through them.
    let folder = server.folder().to_owned();
    tokio::task::block_in_place(|| {
        let admin = Admin::open(&folder, Settings::default(), Seams::real()).unwrap();
        admin.person(PersonCommand::Revoke { user: "kim".to_owned() }).unwrap();
    });
    let refused = desk.client.access(&http).await.unwrap_err();
    assert_eq!(refusal(&refused), Some(ProblemCode::NoCredential));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_opens_with_its_own_verifier_and_once() {
    let server = Server::start().await.unwrap();
    let http = Http::new().unwrap();
    let (desk, thief) = (Phone::new().unwrap(), Phone::new().unwrap());
    let mut browser = Browser::signed_in(&server, Role::Coordinator).await;
    let asking = desk.client.ask_browser(&server.address).unwrap();
    let address = onward(&browser.allow(&server, &asking.page(49_152)).await);
    let code = code_in(&address, &asking);

    // Listened to on the way: with a verifier of the thief's own, and as if it were a link.
    let theirs = thief.client.ask_browser(&server.address).unwrap();
    let refused = thief.client.enrol_by_browser(&theirs, code.clone(), &http).await.unwrap_err();
    assert_eq!(refusal(&refused), Some(ProblemCode::NoCredential));
    let link = format!("{}/anslut#{code}", server.address);
    let refused = thief.client.enrol(&link, &http).await.unwrap_err();
    assert_eq!(refusal(&refused), Some(ProblemCode::NoCredential));
    // A link's code is nothing with a verifier.
    let link = server.link(OFFICE, Role::Coordinator).unwrap();
    let linked = link.split_once('#').unwrap().1.to_owned();
    let refused = thief.client.enrol_by_browser(&theirs, linked, &http).await.unwrap_err();
    assert_eq!(refusal(&refused), Some(ProblemCode::NoCredential));

    desk.client.enrol_by_browser(&asking, code.clone(), &http).await.unwrap();
    // Replayed with everything but the device's key: the code is spent.
    let refused = thief.client.enrol_by_browser(&asking, code, &http).await.unwrap_err();
    assert_eq!(refusal(&refused), Some(ProblemCode::LinkSpent));
    assert!(thief.client.enrolment().unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_was_kept_too_long_opens_nothing() {
    let clock = HandClock::at(UtcMillis(1_790_000_000_000));
    let server = Server::start_at(&clock).await.unwrap();
    let (http, desk) = (Http::new().unwrap(), Phone::new().unwrap());
    let mut browser = Browser::signed_in(&server, Role::Coordinator).await;
    let asking = desk.client.ask_browser(&server.address).unwrap();
    let address = onward(&browser.allow(&server, &asking.page(49_152)).await);
    clock.move_by_ms(2 * 60_000);
    let code = code_in(&address, &asking);
    let late = desk.client.enrol_by_browser(&asking, code, &http).await.unwrap_err();
    assert_eq!(refusal(&late), Some(ProblemCode::LinkSpent));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_brought_to_this_machine_by_who_is_signed_in_and_to_nobody_else() {
    let server = Server::start().await.unwrap();
    let mut browser = Browser::signed_in(&server, Role::Coordinator).await;
    let path = format!("{}/v1/account/apps", server.address);
    let asked = |redirect: &str, state: &str| {
        json!({ "challenge": "c".repeat(43), "redirect": redirect, "state": state }).to_string()
    };
    let state = "s".repeat(43);
    for redirect in [
        "https://evil.example/",
        "http://127.0.0.1:49152@evil.example/",
        "http://127.0.0.1.evil.example:49152/",
        "http://localhost:49152/",
        "http://127.0.0.1:22/",
        "javascript:alert(1)//",
        "//evil.example",
    ] {
        let answer = browser.ask("POST", &path, &asked(redirect, &state)).await;
        assert_eq!((answer.status(), answer.code().as_str()), (422, "bad_value"), "{redirect}");
    }
    let good = "http://127.0.0.1:49152/";
    let broken = browser.ask("POST", &path, &asked(good, "s\r\nX: y&code=z0123456789")).await;
    assert_eq!(broken.code(), "bad_value");
    assert_eq!(browser.ask("POST", &path, &asked(good, &state)).await.status(), 200);
    let stranger = Browser::default().ask("POST", &path, &asked(good, &state)).await;
    assert_eq!(stranger.code(), "no_credential");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_a_browser_for_ever() {
    let server = Server::start().await.unwrap();
    let desk = Phone::new().unwrap();
    let asking = desk.client.ask_browser(&server.address).unwrap();
    let waited = tokio::task::spawn_blocking(move || {
        let given_up = Doorway::open().unwrap().code(&asking, LONGEST, || true);
        let late = Doorway::open().unwrap().code(&asking, Duration::ZERO, || false);
        (given_up, late)
    });
    let (given_up, late) = waited.await.unwrap();
    assert!(matches!(given_up, Err(DoorwayError::GivenUp)));
    assert!(matches!(late, Err(DoorwayError::TimedOut)));
    assert!(desk.client.ask_browser("http://lage.example").is_err(), "not over the open net");
}
