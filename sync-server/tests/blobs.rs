//! Attachments: taken in pieces from the device that spoke of them, kept once, and shown only to
//! those who may read the report.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

mod support;

use axum::body::Body;
use axum::http::{HeaderMap, Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::blob::{BlobName, Photo};
use domain::id::DocId;
use domain::op::{self, DocType};
use serde_json::json;
use support::{Answer, DAY, Phone, START, World, graffiti};

const NORR: &str = "Vaktbolaget Norr";
const OFFICE: &str = "Kommunledningskontoret";

fn bytes(seed: u8, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    blake3::Hasher::new().update(&[seed]).finalize_xof().fill(&mut bytes);
    bytes[..3].copy_from_slice(b"\xff\xd8\xff");
    bytes
}

/// Says that a report has a photo; the bytes come afterwards.
fn speak_of(phone: &mut Phone, doc: DocId, photo: &[u8]) -> BlobName {
    let name = BlobName::of(photo);
    let photo = Photo { blob: name, thumb: None, width: 4, height: 3, bytes: photo.len() as u32 };
    let body = op::Body {
        blobs: vec![name.to_string()],
        ..op::Body::add(doc, DocType::Observation, ("photos", json!(photo)))
    };
    phone.keep(serde_json::to_string(&body).unwrap());
    name
}

fn headers(phone: &Phone, name: BlobName) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let signature = URL_SAFE_NO_PAD.encode(phone.key.sign_blob(phone.id, name));
    headers.insert("x-lagesbild-device", phone.id.to_string().parse().unwrap());
    headers.insert("x-lagesbild-signature", signature.parse().unwrap());
    headers
}

async fn send(
    world: &World,
    (phone, whole): (&Phone, &[u8]),
    (from, to): (usize, usize),
) -> Answer {
    let name = BlobName::of(whole);
    let mut headers = headers(phone, name);
    headers.insert("upload-offset", from.into());
    headers.insert("upload-length", whole.len().into());
    let path = format!("/v1/blobs/{name}");
    let body = Body::from(whole[from..to].to_vec());
    world.call((Method::PATCH, &path), body, &headers).await
}

async fn ask(world: &World, phone: &Phone, name: BlobName) -> Answer {
    let path = format!("/v1/blobs/{name}");
    world.call((Method::HEAD, &path), Body::empty(), &headers(phone, name)).await
}

async fn reporting(world: &World, photo: &[u8]) -> (Phone, DocId) {
    let mut guard = world.phone(1, NORR, "reporter").await;
    let doc = guard.report(graffiti(), START);
    speak_of(&mut guard, doc, photo);
    (guard, doc)
}

#[tokio::test]
async fn a_photo_arrives_in_pieces_and_is_wanted_until_it_is_whole() {
    let world = World::new();
    let photo = bytes(1, 300_000);
    let (mut guard, _) = reporting(&world, &photo).await;
    let name = BlobName::of(&photo);
    assert_eq!(guard.sync(&world).await.wanted_blobs, [name]);

    let first = send(&world, (&guard, &photo), (0, 200_000)).await;
    assert_eq!((first.status, &first.json["offset"]), (StatusCode::OK, &json!(200_000)));
    assert_eq!(ask(&world, &guard, name).await.headers["upload-offset"], "200000");
    assert_eq!(guard.sync(&world).await.wanted_blobs, [name]);
    let last = send(&world, (&guard, &photo), (200_000, 300_000)).await;
    assert_eq!((last.status, &last.json["whole"]), (StatusCode::CREATED, &json!(true)));
    assert_eq!(guard.sync(&world).await.wanted_blobs, []);
    let again = send(&world, (&guard, &photo), (0, 200_000)).await;
    assert_eq!(again.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_piece_that_begins_elsewhere_writes_nothing_and_hears_where_to_go_on() {
    let world = World::new();
    let photo = bytes(1, 100_000);
    let (mut guard, _) = reporting(&world, &photo).await;
    guard.sync(&world).await;
    send(&world, (&guard, &photo), (0, 70_000)).await;
    let late = send(&world, (&guard, &photo), (10_000, 80_000)).await;
    assert_eq!((late.status, late.code()), (StatusCode::CONFLICT, "wrong_offset"));
    assert_eq!(late.headers["upload-offset"], "70000");
    let last = send(&world, (&guard, &photo), (70_000, 100_000)).await;
    assert_eq!(last.status, StatusCode::CREATED);
}

#[tokio::test]
async fn an_attachment_exists_only_for_the_device_that_spoke_of_it() {
    let world = World::new();
    let photo = bytes(1, 1_000);
    let (mut guard, _) = reporting(&world, &photo).await;
    guard.sync(&world).await;
    send(&world, (&guard, &photo), (0, 1_000)).await;
    let other = world.phone(2, NORR, "reporter").await;
    let name = BlobName::of(&photo);
    assert_eq!(ask(&world, &other, name).await.status, StatusCode::NOT_FOUND);
    assert_eq!(send(&world, (&other, &photo), (0, 500)).await.code(), "not_found");
    let forged = Phone { id: guard.id, ..other };
    assert_eq!(ask(&world, &forged, name).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn equal_photos_of_two_devices_are_kept_once() {
    let world = World::new();
    let photo = bytes(1, 1_000);
    let (mut guard, _) = reporting(&world, &photo).await;
    guard.sync(&world).await;
    send(&world, (&guard, &photo), (0, 1_000)).await;
    let mut other = world.phone(2, NORR, "reporter").await;
    let doc = other.report(graffiti(), START);
    let name = speak_of(&mut other, doc, &photo);
    assert_eq!(other.sync(&world).await.wanted_blobs, []);
    let stands = ask(&world, &other, name).await;
    assert_eq!(stands.headers["upload-length"], "1000");
}

#[tokio::test]
async fn bytes_that_are_not_the_named_ones_are_thrown_away_and_too_many_are_not_taken() {
    let world = World::new();
    let photo = bytes(1, 1_000);
    let (mut guard, _) = reporting(&world, &photo).await;
    guard.sync(&world).await;
    let name = BlobName::of(&photo);
    let mut sent = headers(&guard, name);
    sent.insert("upload-offset", 0.into());
    sent.insert("upload-length", 1_000.into());
    let path = format!("/v1/blobs/{name}");
    let wrong = Body::from(bytes(2, 1_000));
    let answer = world.call((Method::PATCH, &path), wrong, &sent).await;
    assert_eq!(answer.code(), "bad_value");
    assert_eq!(ask(&world, &guard, name).await.headers["upload-offset"], "0");
    sent.insert("upload-length", (2 * 1024 * 1024).into());
    let answer = world.call((Method::PATCH, &path), Body::from(photo), &sent).await;
    assert_eq!(answer.code(), "too_large");
}

#[tokio::test]
async fn a_photo_is_shown_to_those_who_may_read_the_report_and_handed_in_without_a_token() {
    let world = World::new();
    let photo = bytes(1, 1_000);
    let (mut guard, doc) = reporting(&world, &photo).await;
    guard.sync(&world).await;
    world.pass(31 * DAY);
    assert_eq!(send(&world, (&guard, &photo), (0, 1_000)).await.status, StatusCode::CREATED);

    let name = BlobName::of(&photo);
    let path = format!("/v1/blobs/{name}");
    let coordinator = world.browser(OFFICE, "coordinator", "kim").await;
    let shown = world.get(&path, &coordinator).await;
    assert_eq!((shown.status, shown.bytes.as_slice()), (StatusCode::OK, photo.as_slice()));
    assert_eq!(shown.headers["content-type"], "image/jpeg");
    let list = world.get(&format!("/v1/observations/{doc}/photos"), &coordinator).await;
    assert_eq!(list.json[0]["photo"]["blob"], json!(name));
    assert_eq!(list.json[0]["delivery"], "received");
    let management = world.browser(OFFICE, "management", "sam").await;
    assert_eq!(world.get(&path, &management).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_photo_that_nobody_spoke_of_in_its_operation_is_set_aside() {
    let world = World::new();
    let mut guard = world.phone(1, NORR, "reporter").await;
    let doc = guard.report(graffiti(), START);
    let photo = Photo { blob: BlobName::of(b"x"), thumb: None, width: 1, height: 1, bytes: 1 };
    let body = op::Body::add(doc, DocType::Observation, ("photos", json!(photo)));
    guard.keep(serde_json::to_string(&body).unwrap());
    assert_eq!(guard.sync(&world).await.quarantined.len(), 1);
}

#[tokio::test]
async fn a_folder_older_than_the_database_is_filled_again() {
    let world = World::new();
    let photo = bytes(1, 1_000);
    let (mut guard, _) = reporting(&world, &photo).await;
    guard.sync(&world).await;
    send(&world, (&guard, &photo), (0, 1_000)).await;
    let name = BlobName::of(&photo);
    std::fs::remove_file(world.app.blobs.path(name)).unwrap();
    let settings = sync_server::Settings::default();
    let World { dir, seams, .. } = world;
    let app = sync_server::App::open(dir.path(), settings, seams).unwrap();
    let wanted =
        app.store.read_now(|conn| sync_server::store::blobs::wanted(conn, guard.id)).unwrap();
    assert_eq!(wanted, [name]);
}

/// A JPEG as a browser sends it, and with it what a browser should have left out.
fn with_a_place_beside_it() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([x as u8, y as u8, 7]));
    let mut jpeg = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    let jpeg = jpeg.into_inner();
    let secret = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\0 57.93 N 12.53 E";
    let mut told = jpeg[..2].to_vec();
    told.extend_from_slice(&[0xff, 0xe1, 0, u8::try_from(secret.len() + 2).unwrap()]);
    told.extend_from_slice(secret);
    told.extend_from_slice(&jpeg[2..]);
    told
}

#[tokio::test]
async fn a_photo_from_a_browser_is_made_anew_kept_once_and_only_added_by_its_author() {
    let world = World::new();
    let bo = world.browser(NORR, "reporter", "bo").await;
    let report = world.post("/v1/observations", &graffiti(), &bo).await.json;
    let path = format!("/v1/observations/{}/photos", report["id"].as_str().unwrap());
    let photo = with_a_place_beside_it();
    let send = |bytes: Vec<u8>, headers| {
        let world = &world;
        let path = path.clone();
        async move { world.call((Method::POST, &path), Body::from(bytes), headers).await }
    };
    let first = send(photo.clone(), &bo).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.json);
    assert_eq!(send(photo.clone(), &bo).await.json, first.json);
    let list = world.get(&path, &bo).await.json;
    assert_eq!((list.as_array().unwrap().len(), &list[0]["delivery"]), (1, &json!("received")));
    let kept = world.get(&format!("/v1/blobs/{}", first.json["blob"].as_str().unwrap()), &bo).await;
    assert_eq!(kept.headers["content-type"], "image/jpeg");
    let holds = |bytes: &[u8]| bytes.windows(7).any(|part| part == b"57.93 N");
    assert!(holds(&photo) && !holds(&kept.bytes));

    assert_eq!(send(b"%PDF-1.7".to_vec(), &bo).await.code(), "bad_value");
    assert_eq!(send(vec![0; 1024 * 1024 + 1], &bo).await.code(), "too_large");
    let coordinator = world.browser(OFFICE, "coordinator", "kim").await;
    assert_eq!(send(photo, &coordinator).await.code(), "not_found");
}
