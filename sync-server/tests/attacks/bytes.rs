//! Names that lead out of the folder, files that unpack to more than a machine holds, bodies that are
//! too large or too deep.

use axum::body::Body;
use axum::http::{HeaderMap, Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::blob::BlobName;
use serde_json::json;

use crate::support::{World, graffiti};
use crate::{NORR, OFFICE};

const WAYS_OUT: [&str; 10] = [
    "..%2f..%2fsettings.toml",
    "%2e%2e%2f%2e%2e%2flagesbild.db",
    "..%5c..%5clagesbild.db",
    "....%2f%2flagesbild.db",
    "%2fetc%2fpasswd",
    "..",
    "%00",
    "lagesbild.db%00.jpg",
    "file:%2f%2f%2fetc%2fpasswd",
    "0000000000000000000000000000000000000000000000000000000000000000%2f..%2fx",
];

#[tokio::test]
async fn no_name_leads_out_of_the_folder() {
    let world = World::new();
    let guard = world.phone(1, NORR, "reporter").await;
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let claim = guard.key.sign_blob(guard.id, BlobName::of(b"x"));
    let mut claimed = HeaderMap::new();
    claimed.insert("x-lagesbild-device", guard.id.to_string().parse().unwrap());
    claimed.insert("x-lagesbild-signature", URL_SAFE_NO_PAD.encode(claim).parse().unwrap());
    claimed.insert("upload-offset", "0".parse().unwrap());
    claimed.insert("upload-length", "1".parse().unwrap());
    let before = files(world.dir.path());
    for name in WAYS_OUT {
        for (method, path, headers) in [
            (Method::HEAD, format!("/v1/blobs/{name}"), &claimed),
            (Method::PATCH, format!("/v1/blobs/{name}"), &claimed),
            (Method::GET, format!("/v1/blobs/{name}"), &asa),
            (Method::GET, format!("/v1/maps/{name}"), &asa),
            (Method::GET, format!("/v1/observations/{name}"), &asa),
            (Method::GET, format!("/v1/priorities/{name}"), &asa),
            (Method::GET, format!("/assets/{name}"), &asa),
            (Method::GET, format!("/{name}.js"), &asa),
        ] {
            let answer = world.call((method.clone(), &path), Body::from("x"), headers).await;
            // Any path without a dot is one of the interface's own: its page, and no file.
            let is_page = answer.bytes.starts_with(b"<!doctype html>");
            assert!(is_page || answer.status.is_client_error(), "{method} {path}");
            assert!(!answer.bytes.starts_with(b"SQLite") && !answer.bytes.starts_with(b"root:"));
        }
    }
    assert_eq!(files(world.dir.path()), before);
}

fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// A PNG that says it is so large, with pixels that never come.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut head = b"IHDR".to_vec();
    head.extend_from_slice(&width.to_be_bytes());
    head.extend_from_slice(&height.to_be_bytes());
    head.extend_from_slice(&[8, 2, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    png.extend_from_slice(&head);
    png.extend_from_slice(&crc(&head).to_be_bytes());
    png.extend_from_slice(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    png
}

/// The checksum of PNG and zip, bit by bit.
fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

/// A JPEG whose frame says it is so large.
fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let picture = image::RgbImage::from_pixel(16, 16, image::Rgb([9, 9, 9]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    let mut bytes = bytes.into_inner();
    let frame = bytes.windows(2).position(|mark| mark == [0xff, 0xc0]).unwrap();
    bytes[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    bytes[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

/// A small file that really unpacks to a hundred megapixels of one colour.
fn packed_flat(side: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::GrayImage::new(side, side);
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn a_picture_that_unpacks_to_a_bomb_is_refused_before_it_is_unpacked() {
    let world = World::new();
    let bo = world.browser(NORR, "reporter", "Bo").await;
    let report = world.post("/v1/observations", &graffiti(), &bo).await.json;
    let path = format!("/v1/observations/{}/photos", report["id"].as_str().unwrap());
    let bombs = [
        ("png", png(0xffff_ffff, 0xffff_ffff)),
        ("png", png(60_000, 60_000)),
        ("jpeg", jpeg(65_535, 65_535)),
        ("png", packed_flat(10_000)),
        ("not a photo", b"GIF89a\xff\xff\xff\xff".to_vec()),
        ("svg", b"<svg onload='alert(1)'/>".to_vec()),
    ];
    for (kind, bomb) in bombs {
        let length = bomb.len();
        let answer = world.call((Method::POST, &path), Body::from(bomb), &bo).await;
        let is_refused = ["bad_value", "too_large"].contains(&answer.code());
        assert!(is_refused, "{kind} of {length} bytes: {} {}", answer.status, answer.json);
    }
    assert_eq!(world.get(&path, &bo).await.json, json!([]));
}

#[tokio::test]
async fn a_compressed_call_or_package_that_unpacks_to_a_bomb_is_refused() {
    let world = World::new();
    let mut headers = HeaderMap::new();
    headers.insert("content-encoding", "zstd".parse().unwrap());
    let bomb = zstd::bulk::compress(&vec![b'['; 400 * 1024 * 1024], 3).unwrap();
    assert!(bomb.len() < 256 * 1024);
    let call = (Method::POST, "/v1/sync");
    let answer = world.call(call, Body::from(bomb.clone()), &headers).await;
    assert_eq!(answer.code(), "too_large");
    let call = (Method::POST, "/v1/handover");
    let answer = world.call(call, Body::from(bomb), &HeaderMap::new()).await;
    assert!(answer.status.is_client_error(), "{}", answer.json);
}

#[tokio::test]
async fn a_body_that_is_too_large_too_deep_or_no_json_is_a_problem_on_every_route() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let bo = world.browser("Lindby kommun", "communications", "Bo").await;
    let id = uuid::Uuid::from_u128(1).to_string();
    let deep = "[".repeat(100_000);
    let inside = format!("{{\"text\":{}", "{\"a\":".repeat(40_000));
    let wide = format!("{{{}\"z\":1}}", "\"k\":1,".repeat(30_000));
    let bodies: [(&str, Vec<u8>); 6] = [
        ("deep", deep.into_bytes()),
        ("deep inside", inside.into_bytes()),
        ("wide", wide.into_bytes()),
        ("not UTF-8", vec![0xff, 0xfe, b'{', b'}']),
        ("a number too large", b"1e999999".to_vec()),
        ("nothing but zeros", vec![0; 1_000]),
    ];
    for route in sync_server::routes().iter().filter(|route| route.method == "POST") {
        let path = route.path.replace("{id}", &id);
        // Who coordinates does not approve what is published.
        let who = if path.ends_with("/approvals") { &bo } else { &asa };
        for (what, body) in &bodies {
            let call = (Method::POST, path.as_str());
            let answer = world.call(call, Body::from(body.clone()), who).await;
            assert!(answer.status.is_client_error(), "{what} to {path}: {}", answer.status);
            assert!(!answer.code().is_empty(), "{what} to {path} has no code");
        }
        let huge = Body::from(vec![b' '; 35 * 1024 * 1024]);
        let answer = world.call((Method::POST, &path), huge, who).await;
        // What takes no body reads none, and answers about what the path names.
        let takes_no_body = path.ends_with("/end") || route.path.ends_with("{id}/removal");
        let told =
            if takes_no_body { StatusCode::NOT_FOUND } else { StatusCode::PAYLOAD_TOO_LARGE };
        assert_eq!(answer.status, told, "{path}");
    }
}
