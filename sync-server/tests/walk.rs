//! Every route × every role × own or other organisation × person or device, from the matrix and from the
//! list that the router is built from, over a real socket.

#![expect(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use axum::http::{HeaderMap, Method, StatusCode, header};
use domain::id::{DeviceId, UserId};
use domain::op::OpHash;
use domain::role::{Object, Permission, Reach, Role, Verb};
use protocol::run::DeviceKey;
use serde_json::{Value, json};
use support::wire::{Line, serve};
use support::{Answer, DAY, World, graffiti, own_header};
use sync_server::store::sessions::NewSession;
use sync_server::store::{Batch, Device, Person, StoreError, devices, members, people, sessions};
use sync_server::{Door, Route, Secret};

const NORR: &str = "Vaktbolaget Norr";
const PARK: &str = "Park och gata";
const OFFICE: &str = "Kommunledningskontoret";

/// What was reported in Norr: two reports of one event, the first with a photo, and one that waits.
struct Told {
    report: String,
    quiet: String,
    photo: String,
}

/// Who walks.
struct Walker {
    role: Role,
    is_of_norr: bool,
    is_device: bool,
    headers: HeaderMap,
}

impl Walker {
    fn may(&self, right: Permission) -> bool {
        let is_person_only = right.verb == Verb::Write && self.is_device;
        self.role.reach(right) != Reach::Nothing && !is_person_only
    }

    /// Whether reports of Norr are within the right. Nobody who walks has written them.
    fn covers(&self, object: Object) -> bool {
        match self.role.reach(Permission::read(object)) {
            Reach::All => true,
            Reach::Organisation => self.is_of_norr,
            Reach::Own | Reach::Nothing => false,
        }
    }
}

async fn tell(world: &World) -> Told {
    let bo = world.browser(NORR, "reporter", "Bo").await;
    let mut ids = Vec::new();
    for note in ["klotter på bron", "klotter på bron", "Ring Sven Blomqvist 070-174 06 05"] {
        let mut draft = graffiti();
        draft["note"] = json!(note);
        draft["position"] = json!({ "lon": 12.5, "lat": 57.9, "source": "gps" });
        let answer = world.post("/v1/observations", &draft, &bo).await;
        ids.push(answer.json["id"].as_str().unwrap().to_owned());
    }
    let picture = image::RgbImage::from_pixel(32, 32, image::Rgb([9, 90, 9]));
    let mut jpeg = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    let path = format!("/v1/observations/{}/photos", ids[0]);
    let body = axum::body::Body::from(jpeg.into_inner());
    let photo = world.call((Method::POST, &path), body, &bo).await;
    assert_eq!(photo.status, StatusCode::CREATED, "{}", photo.json);
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let held = world.get("/v1/masking", &asa).await.json["held"].clone();
    let held = held.as_array().unwrap().iter().find(|held| held["place"] == "photos").unwrap();
    let release = json!([{
        "doc": held["doc"], "of": "observation", "op": held["op"], "place": "photos",
        "state": "released",
    }]);
    assert!(world.post("/v1/masking", &release, &asa).await.status.is_success());
    let join = json!({ "decide": "join", "observations": [ids[0], ids[1]] });
    assert!(world.post("/v1/incidents/decisions", &join, &asa).await.status.is_success());
    Told {
        report: ids[0].clone(),
        quiet: ids[2].clone(),
        photo: photo.json["blob"].as_str().unwrap().to_owned(),
    }
}

/// A device and a person of the role, past what the configuration lets an organisation have: the
/// matrix has to hold for them too.
fn walkers(world: &World, role: Role, org: &'static str) -> [Walker; 2] {
    let at =
        |device| Walker { role, is_of_norr: org == NORR, is_device: device, headers: own_header() };
    let (mut person, mut device) = (at(false), at(true));
    let make = move |batch: &mut Batch<'_>| -> Result<(Secret, Secret), StoreError> {
        let member = members::find(batch.tx, org)?.unwrap();
        let until = batch.now.plus_ms(DAY);
        let id = UserId(batch.seams.uuid()?);
        let name = format!("{} {org}", role.as_str());
        people::insert(batch, &Person { id, name: name.clone(), organisation: member.id, role })?;
        let cookie = Secret::fresh(batch.seams)?;
        let new = NewSession {
            expires_at: until,
            browser: "Firefox",
            is_strong: false,
            method: protocol::sign_in::Method::Password,
        };
        sessions::begin(batch, (id, &cookie), new)?;
        let phone = Device {
            id: DeviceId(batch.seams.uuid()?),
            public_key: DeviceKey::from_seed(&batch.seams.bytes()?).public(),
            organisation: member.id,
            role,
            name,
            have: 0,
            head_hash: OpHash::START,
            revoked_at: None,
            last_seen_at: None,
        };
        devices::insert(batch, &phone)?;
        let token = Secret::fresh(batch.seams)?;
        devices::give_token(batch, phone.id, (&token, until))?;
        Ok((cookie, token))
    };
    let (cookie, token) = world.app.store.write_now(make).unwrap();
    let cookie = format!("lagesbild_session={}", cookie.expose());
    person.headers.insert(header::COOKIE, cookie.parse().unwrap());
    let token = format!("Bearer {}", token.expose());
    device.headers.insert(header::AUTHORIZATION, token.parse().unwrap());
    [person, device]
}

fn path(route: &Route, told: &Told) -> String {
    let name = if route.path.contains("/blobs/") { &told.photo } else { "x" };
    let path = route.path.replace("{id}", &told.report).replace("{name}", name);
    // The tile that holds 12.5, 57.9, deep enough for each report by itself.
    let path = path.replace("{z}/{x}/{y}", "17/70087/39546");
    path.replace("{quarter}", "2026-Q1")
}

fn body(route: &Route, told: &Told) -> Value {
    match (route.method, route.path) {
        ("POST", "/v1/reviews") => {
            json!({ "ids": [told.report], "review": { "state": "approved" } })
        }
        ("POST", "/v1/observations") => graffiti(),
        ("POST", "/v1/observations/{id}/amendments") => json!({ "note": "annat" }),
        ("POST", "/v1/observations/{id}/answers") => json!({ "answer": "ja" }),
        ("POST", "/v1/check") => json!({ "text": "hej" }),
        ("POST", "/v1/masking") => json!([]),
        ("POST", "/v1/analysis") => json!({ "part": "trend" }),
        _ => json!({}),
    }
}

/// What has to be found in the answer of who may read it; the rest is only looked for where it must
/// not be.
fn shown<'a>(route: &Route, told: &'a Told) -> Option<&'a str> {
    match (route.method, route.path) {
        (
            "GET",
            "/v1/observations/{id}"
            | "/v1/incidents"
            | "/v1/incidents/{id}"
            | "/v1/tiles/{z}/{x}/{y}",
        )
        | ("POST", "/v1/picture" | "/v1/picture/points") => Some(&told.report),
        ("GET", "/v1/observations/{id}/photos") => Some(&told.photo),
        ("GET", "/v1/masking") => Some(&told.quiet),
        _ => None,
    }
}

/// Says what is wrong with an answer, if anything.
fn fault(route: &Route, who: &Walker, told: &Told, answer: &Answer) -> Option<String> {
    let Door::May(right) = route.door else { return None };
    let status = answer.status;
    if status.is_server_error() {
        return Some(format!("failed: {}", answer.json));
    }
    let refused = status == StatusCode::FORBIDDEN;
    if refused == who.may(right) || status == StatusCode::UNAUTHORIZED {
        return Some(format!("{status}, and the matrix says {}", who.may(right)));
    }
    let text = String::from_utf8_lossy(&answer.bytes);
    let covers = who.covers(right.object);
    if right.verb == Verb::Read && !covers {
        for secret in [&told.report, &told.quiet, &told.photo, "Blomqvist", "klotter på bron"] {
            if text.contains(secret) {
                return Some(format!("tells of {secret}"));
            }
        }
        if route.path.contains("{id}") && !refused && status == StatusCode::OK && text != "[]" {
            return Some("is there for somebody who may not read it".to_owned());
        }
    }
    if !who.covers(Object::HeldWords) && text.contains("Blomqvist") {
        return Some("tells words that wait".to_owned());
    }
    let wanted = shown(route, told).filter(|_| right.verb == Verb::Read && covers);
    wanted.filter(|wanted| !text.contains(wanted)).map(|wanted| format!("does not tell {wanted}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_answers_every_role_as_the_matrix_says() {
    let world = World::new();
    let told = tell(&world).await;
    let mut routes = sync_server::routes();
    // Signing out comes last, else nobody walks on.
    routes.sort_by_key(|route| route.method == "DELETE");
    let address = serve(world.router.clone()).await;
    let (mut asked, mut faults) = (0, Vec::new());
    for role in Role::ALL {
        for org in [NORR, PARK] {
            for who in walkers(&world, *role, org) {
                let mut line = Line::open(address).await;
                for route in routes.iter().filter(|route| matches!(route.door, Door::May(_))) {
                    let (method, path) = (route.method.parse().unwrap(), path(route, &told));
                    let body = body(route, &told).to_string().into_bytes();
                    let body = if route.method == "GET" { Vec::new() } else { body };
                    let answer = line.ask((method, &path), body, &who.headers).await;
                    if route.path == "/v1/events" {
                        line = Line::open(address).await;
                    }
                    asked += 1;
                    if let Some(fault) = fault(route, &who, &told, &answer) {
                        let by = if who.is_device { "device" } else { "person" };
                        let (method, role) = (route.method, role.as_str());
                        faults.push(format!("{method} {path} as {role} of {org}, {by}: {fault}"));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} of {asked}: {faults:#?}", faults.len());
    println!("{asked} answers are as the matrix says");
}

#[tokio::test]
async fn no_cookie_and_no_token_opens_a_route_whose_body_is_the_credential() {
    let world = World::new();
    let [person, device] = walkers(&world, Role::Coordinator, NORR);
    for route in
        sync_server::routes().iter().filter(|route| [Door::Body, Door::Entry].contains(&route.door))
    {
        for who in [&person, &device] {
            let path = route.path.replace("{name}", "x");
            let method: Method = route.method.parse().unwrap();
            let body = axum::body::Body::empty();
            let answer = world.call((method, &path), body, &who.headers).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{} {path}", route.method);
        }
    }
}

#[tokio::test]
async fn what_is_read_is_on_the_record_once_an_hour_and_what_is_refused_is_not() {
    let world = World::new();
    let told = tell(&world).await;
    let [person, _] = walkers(&world, Role::OrgCoordinator, NORR);
    let [other, _] = walkers(&world, Role::Steering, NORR);
    let path = format!("/v1/observations/{}", told.report);
    let rows = || {
        let mut rows = Vec::new();
        let read = |conn: &_| {
            sync_server::store::audit::rows(conn, 0, |row| {
                rows.push(row);
                Ok(())
            })
        };
        world.app.store.read_now(read).unwrap();
        rows.retain(|row| row.action == "report.read" && row.object == path);
        rows.len()
    };
    for _ in 0..3 {
        assert_eq!(world.get(&path, &person.headers).await.status, StatusCode::OK);
    }
    assert_eq!(world.get(&path, &other.headers).await.code(), "not_allowed");
    assert_eq!(rows(), 1);
    world.pass(60 * 60 * 1_000);
    assert_eq!(world.get(&path, &person.headers).await.status, StatusCode::OK);
    assert_eq!(rows(), 2);
}
