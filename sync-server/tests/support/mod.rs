//! A server in this process with a clock set by hand, phones that keep a chain, and a browser.

#![allow(dead_code, reason = "each test file uses its own part of it")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot begin has failed")]

pub(crate) mod wire;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use domain::clock::{Clock, Stamp, UtcMillis};
use domain::id::{DeviceId, DocId};
use domain::op::{self, DocType, Frozen, OpHash};
use http_body_util::BodyExt as _;
use protocol::enrolment::{Enrolled, EnrolmentRequest};
use protocol::run::{DeviceKey, Run};
use protocol::sync::{Cursor, SyncRequest, SyncResponse};
use protocol::version::Version;
use serde_json::{Value, json};
use sync_server::admin::{Admin, DeviceCommand, Enrol, Invite, PersonCommand};
use sync_server::{App, NoRandomness, Random, Seams, Settings};
use tempfile::TempDir;
use tower::ServiceExt as _;

/// 2026-03-01 12:00 UTC.
pub(crate) const START: i64 = 1_772_366_400_000;
pub(crate) const DAY: i64 = 24 * 60 * 60 * 1_000;

pub(crate) struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> UtcMillis {
        UtcMillis(self.0.load(Ordering::SeqCst))
    }
}

/// The same bytes in every run, and never the same twice in one.
struct Counted(AtomicU64);

impl Random for Counted {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.0.fetch_add(1, Ordering::SeqCst).to_le_bytes());
        hasher.finalize_xof().fill(bytes);
        Ok(())
    }
}

pub(crate) struct World {
    pub(crate) dir: TempDir,
    pub(crate) app: App,
    pub(crate) router: Router,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) seams: Seams,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::of(None)
    }

    /// A server with a configuration of its own; the practice town without one.
    pub(crate) fn of(configuration: Option<&std::path::Path>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(HandClock(AtomicI64::new(START)));
        let random = Arc::new(Counted(AtomicU64::new(1)));
        let seams = Seams { clock: Arc::clone(&clock) as Arc<dyn Clock>, random };
        sync_server::init(dir.path(), configuration, &seams).unwrap();
        let app = App::open(dir.path(), Settings::default(), seams.clone()).unwrap();
        let router = sync_server::app(app.clone());
        Self { dir, app, router, clock, seams }
    }

    /// The same folder, served with other settings.
    pub(crate) fn with(self, settings: Settings) -> Self {
        let Self { dir, app, router, clock, seams } = self;
        drop((app, router));
        let app = App::open(dir.path(), settings, seams.clone()).unwrap();
        let router = sync_server::app(app.clone());
        Self { dir, app, router, clock, seams }
    }

    pub(crate) fn pass(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::SeqCst);
    }

    /// The command line beside the running server.
    pub(crate) fn admin(&self) -> Admin {
        Admin::open(self.dir.path(), Settings::default(), self.seams.clone()).unwrap()
    }

    pub(crate) fn device_code(&self, org: &str, role: &str) -> String {
        let enrol =
            Enrol { org: org.to_owned(), role: role.parse().unwrap(), name: "Telefon".to_owned() };
        code(&self.admin().device(DeviceCommand::Enrol(enrol)).unwrap().json)
    }

    pub(crate) fn person_code(&self, org: &str, role: &str) -> String {
        let invite =
            Invite { org: org.to_owned(), role: role.parse().unwrap(), name: "Någon".to_owned() };
        code(&self.admin().person(PersonCommand::Invite(invite)).unwrap().json)
    }

    pub(crate) async fn phone(&self, seed: u8, org: &str, role: &str) -> Phone {
        let code = self.device_code(org, role);
        let key = DeviceKey::from_seed(&[seed; 32]);
        let request = EnrolmentRequest { code, public_key: key.public(), app: "test 1".to_owned() };
        let answer = self.post("/v1/enrolment", &json!(request), &HeaderMap::new()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
        let enrolled: Enrolled = serde_json::from_value(answer.json).unwrap();
        Phone {
            key,
            id: enrolled.device,
            token: enrolled.token.token,
            ops: Vec::new(),
            seed,
            cursor: Cursor::default(),
            epoch: Some(enrolled.epoch),
            scope: String::new(),
            proto: Version::CURRENT,
        }
    }

    /// A browser that has signed in; its headers.
    pub(crate) async fn browser(&self, org: &str, role: &str, name: &str) -> HeaderMap {
        let body = json!({
            "invitation": self.person_code(org, role), "name": name, "password": "en lång mening"
        });
        let answer = self.post("/v1/session/invitation", &body, &own_header()).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.json);
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        let mut headers = own_header();
        headers.insert(header::COOKIE, cookie.split(';').next().unwrap().parse().unwrap());
        headers
    }

    pub(crate) async fn get(&self, path: &str, headers: &HeaderMap) -> Answer {
        self.call((Method::GET, path), Body::empty(), headers).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value, headers: &HeaderMap) -> Answer {
        self.call((Method::POST, path), Body::from(body.to_string()), headers).await
    }

    pub(crate) async fn call(
        &self,
        (method, path): (Method, &str),
        body: Body,
        headers: &HeaderMap,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path).body(body).unwrap();
        *request.headers_mut() = headers.clone();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status, headers, json, bytes: bytes.to_vec() }
    }
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) json: Value,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }
}

pub(crate) fn own_header() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("x-lagesbild", "1".parse().unwrap());
    headers
}

fn code(told: &Value) -> String {
    told["link"].as_str().unwrap().split_once('#').unwrap().1.to_owned()
}

/// A phone: its key, its chain, and where it stands.
pub(crate) struct Phone {
    pub(crate) key: DeviceKey,
    pub(crate) id: DeviceId,
    pub(crate) token: String,
    pub(crate) ops: Vec<Frozen>,
    pub(crate) seed: u8,
    pub(crate) cursor: Cursor,
    pub(crate) epoch: Option<domain::id::Epoch>,
    pub(crate) scope: String,
    pub(crate) proto: Version,
}

impl Phone {
    /// Report something and keep it; the document's id follows from phone and number.
    pub(crate) fn report(&mut self, fields: Value, at: i64) -> DocId {
        let number = self.ops.len() as u128 + 1;
        let doc = DocId(uuid::Uuid::from_u128(u128::from(self.seed) << 64 | number));
        self.set(doc, fields, at);
        doc
    }

    pub(crate) fn set(&mut self, doc: DocId, fields: Value, at: i64) {
        let Value::Object(fields) = fields else { panic!("fields are an object") };
        let stamp = Stamp { at: UtcMillis(at), tick: 0, device: self.id };
        let body = op::Body::set(doc, DocType::Observation, fields).stamped(stamp, UtcMillis(at));
        self.keep(serde_json::to_string(&body).unwrap());
    }

    pub(crate) fn keep(&mut self, body: String) {
        let mut salt = [self.seed; 16];
        salt[..8].copy_from_slice(&(self.ops.len() as u64).to_le_bytes());
        self.ops.push(Frozen { salt, body });
    }

    /// The operations of these numbers, signed.
    pub(crate) fn run(&self, first: u64, last: u64) -> Run {
        let mut hash = OpHash::START;
        for number in 1..first {
            hash = self.ops[number as usize - 1].hash(self.id, number, hash);
        }
        let ops = &self.ops[first as usize - 1..last as usize];
        Run::sign(&self.key, self.id, (first, hash), ops).unwrap()
    }

    pub(crate) fn request(&self, run: Option<Run>) -> SyncRequest {
        SyncRequest {
            proto: self.proto,
            device: self.id,
            epoch: self.epoch,
            cursor: self.cursor,
            scope: self.scope.clone(),
            configuration: String::new(),
            acked: 0,
            clock: UtcMillis(0),
            app: "test 1".to_owned(),
            waiting: 0,
            compare: None,
            held: Vec::new(),
            offers: Vec::new(),
            erased_through: 0,
            fills_in: false,
            run,
            dictionary: None,
            page: 500,
        }
    }

    pub(crate) fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let value = format!("Bearer {}", self.token).parse().unwrap();
        headers.insert(header::AUTHORIZATION, value);
        headers
    }

    /// One call with everything; remembers cursor and scope.
    pub(crate) async fn sync(&mut self, world: &World) -> SyncResponse {
        let run = (!self.ops.is_empty()).then(|| self.run(1, self.ops.len() as u64));
        let response = self.hand_in(world, run).await;
        (self.cursor, self.scope) = (response.cursor, response.scope.clone());
        response
    }

    /// As text: a `Value` would order the keys of the frozen bodies anew.
    pub(crate) async fn call(&self, world: &World, request: &SyncRequest) -> Answer {
        let body = Body::from(serde_json::to_string(request).unwrap());
        world.call((Method::POST, "/v1/sync"), body, &self.headers()).await
    }

    pub(crate) async fn hand_in(&self, world: &World, run: Option<Run>) -> SyncResponse {
        let answer = self.call(world, &self.request(run)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
        serde_json::from_slice(&answer.bytes).unwrap()
    }

    pub(crate) async fn refused(&self, world: &World, run: Option<Run>) -> Answer {
        let answer = self.call(world, &self.request(run)).await;
        assert!(!answer.status.is_success(), "{}", answer.json);
        answer
    }
}

/// A report with nothing but a category.
pub(crate) fn graffiti() -> Value {
    json!({ "category": "vandalism.graffiti" })
}
