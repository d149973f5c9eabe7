//! What leaves a phone beside its own sync: photos after the reports, packages by a colleague's hands,
//! and the server's hints that bring a phone to ask.

use std::time::Duration;

use client::http::{Ear, Http};
use client::package::{self, Parts, split};
use client::session::{PhotoDelivery, QrPicture};
use client::transport::Courier as _;
use domain::role::Role;
use picture::view::{Delivery, PictureQuery};
use protocol::problem::ProblemCode;
use tests::phone::Phone;
use tests::server::{Fault, Server};

const SQUARE: (f64, f64) = (12.5335, 57.93);
const NORR: &str = "Vaktbolaget Norr";
const OFFICE: &str = "Kommunledningskontoret";

/// Two pixels.
const PHOTO: &[u8] =
    b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x02\
    \x00\x00\x00\x01\x08\x02\x00\x00\x00\x7b\x40\xe8\xdd\x00\x00\x00\x0d\x49\x44\x41\
    \x54\x78\xda\x63\xf8\xcf\x00\x04\xff\x01\x07\x00\x01\xff\x3d\x7d\x8c\x49\x00\x00\
    \x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_follows_its_report_and_the_coordinator_sees_the_same_bytes() {
    let server = Server::start().await.unwrap();
    let http = Http::new().unwrap();
    let guard = Phone::joined(&server, NORR, Role::Reporter).await.unwrap();
    let report = guard.report("vandalism.graffiti", SQUARE).unwrap();
    let photo = guard.client.attach(report, PHOTO).unwrap();
    assert_eq!(guard.client.send_media(&http).await.unwrap().sent, 0, "text goes first");
    guard.sync().await.unwrap();
    assert_eq!(guard.client.state().unwrap().photos_waiting, 2);
    assert_eq!(guard.client.send_media(&http).await.unwrap().sent, 2);
    assert_eq!(guard.client.photos(report).unwrap()[0].delivery, PhotoDelivery::Received);

    let desk = Phone::joined(&server, OFFICE, Role::Coordinator).await.unwrap();
    desk.sync().await.unwrap();
    let seen = desk.client.photos(report).unwrap();
    assert_eq!((seen[0].photo, seen[0].delivery), (photo, PhotoDelivery::Elsewhere));
    let bytes = desk.client.photo(&http, photo.blob).await.unwrap();
    assert_eq!(bytes, guard.client.attachment(photo.blob).unwrap().unwrap());
    let stranger = Phone::joined(&server, NORR, Role::Reporter).await.unwrap();
    assert!(stranger.client.photo(&http, photo.blob).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_carries_what_waits_and_its_author_hears_of_the_receipts() {
    let server = Server::start().await.unwrap();
    let author = Phone::joined(&server, NORR, Role::Reporter).await.unwrap();
    author.report("litter", SQUARE).unwrap();
    author.sync().await.unwrap();
    let stopped = server.stop().await.unwrap();
    for category in ["vandalism.graffiti", "place.lighting"] {
        author.report(category, SQUARE).unwrap();
    }
    let package = author.client.package().unwrap().unwrap();

    // From screen to camera, in any order.
    let mut parts = Parts::default();
    let mut read = None;
    for text in split(&package).iter().rev() {
        read = parts.add(text).unwrap().or(read);
    }
    assert_eq!(read.as_ref(), Some(&package));

    let server = stopped.start().await.unwrap();
    let http = Http::new().unwrap();
    let colleague = Phone::joined(&server, "Lindbyhem", Role::Reporter).await.unwrap();
    assert!(colleague.client.carry(b"something else").is_err());
    colleague.client.carry(&package).unwrap();
    let colleague = colleague.restarted().unwrap();
    let delivered = colleague.client.deliver(&http).await.unwrap();
    assert_eq!((delivered.packages, delivered.new), (1, 2));
    colleague.client.carry(&package).unwrap();
    assert_eq!(colleague.client.deliver(&http).await.unwrap().new, 0, "twice changes nothing");

    assert_eq!(author.client.state().unwrap().waiting, 2, "only a receipt says so");
    author.sync().await.unwrap();
    assert_eq!(author.client.state().unwrap().waiting, 0);
    let reports = author.client.reports(10).unwrap();
    assert!(reports.iter().all(|own| matches!(own.delivery, Delivery::Received { .. })));
    let desk = Phone::joined(&server, OFFICE, Role::Coordinator).await.unwrap();
    desk.sync().await.unwrap();
    assert_eq!(desk.client.picture(&PictureQuery::default()).unwrap().total, 3);
    assert_eq!(author.client.package().unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_for_another_server_is_let_go_and_one_that_was_changed_never_counts() {
    let (server, other) = (Server::start().await.unwrap(), Server::start().await.unwrap());
    let author = Phone::joined(&other, NORR, Role::Reporter).await.unwrap();
    author.report("litter", SQUARE).unwrap();
    let mut package = author.client.package().unwrap().unwrap();
    let colleague = Phone::joined(&server, NORR, Role::Reporter).await.unwrap();
    let other_servers = colleague.client.carry(&package).unwrap();
    let last = package.len() - 1;
    package[last] ^= 1;
    let changed = colleague.client.carry(&package).unwrap();
    let delivered = colleague.client.deliver(&Http::new().unwrap()).await.unwrap();
    assert_eq!((delivered.packages, delivered.refused.len()), (0, 2));
    let told: Vec<_> = delivered.refused.iter().map(|it| (it.package, it.because)).collect();
    assert_eq!(told, [(other_servers, ProblemCode::BadValue), (changed, ProblemCode::BadValue)]);
    let again = colleague.client.deliver(&Http::new().unwrap()).await.unwrap();
    assert!(again.refused.is_empty(), "they are not carried on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_of_a_device_that_the_server_does_not_know_yet_is_carried_until_it_does() {
    let server = Server::start().await.unwrap();
    let http = Http::new().unwrap();
    let colleague = Phone::joined(&server, "Lindbyhem", Role::Reporter).await.unwrap();
    let stopped = server.stop().await.unwrap();
    let before = stopped.copy(true).unwrap();
    let server = stopped.start().await.unwrap();
    let author = Phone::joined(&server, NORR, Role::Reporter).await.unwrap();
    author.report("litter", SQUARE).unwrap();
    let package = author.client.package().unwrap().unwrap();
    let stopped = server.stop().await.unwrap();
    let after = stopped.copy(true).unwrap();

    // A server that was put back to before the author joined, and then to after.
    stopped.put_back(&before).unwrap();
    let server = stopped.start().await.unwrap();
    colleague.client.carry(&package).unwrap();
    assert!(colleague.client.deliver(&http).await.is_err(), "refused for now");
    assert!(colleague.client.deliver(&http).await.is_err(), "and carried on");
    let stopped = server.stop().await.unwrap();
    stopped.put_back(&after).unwrap();
    let _server = stopped.start().await.unwrap();
    let delivered = colleague.client.deliver(&http).await.unwrap();
    assert_eq!((delivered.packages, delivered.new), (1, 1));
}

async fn heard(ear: &mut Ear, phone: &Phone) -> Result<u64, Fault> {
    let to = phone.client.address()?.ok_or("not joined")?;
    Ok(tokio::time::timeout(Duration::from_secs(60), ear.next(&to)).await??)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_hears_that_the_log_has_grown() {
    let server = Server::start().await.unwrap();
    let http = Http::new().unwrap();
    let desk = Phone::joined(&server, OFFICE, Role::Coordinator).await.unwrap();
    let guard = Phone::joined(&server, NORR, Role::Reporter).await.unwrap();
    let mut ear = Ear::new(&http).unwrap();
    assert_eq!(heard(&mut ear, &desk).await.unwrap(), 0);
    guard.report("litter", SQUARE).unwrap();
    guard.sync().await.unwrap();
    assert_eq!(heard(&mut ear, &desk).await.unwrap(), 1);
}

/// What a camera reads from the picture, dark on light and so many pixels a square. None when it is not
/// one code.
fn seen_by_a_camera(picture: &QrPicture) -> Option<String> {
    const PIXELS: usize = 4;
    let side = usize::try_from(picture.size).ok()?;
    let mut dark = vec![false; side * side];
    for run in picture.path.split_terminator('z') {
        let mut numbers = run
            .split(|c: char| !c.is_ascii_digit())
            .filter(|number| !number.is_empty())
            .map(|number| number.parse::<usize>().ok());
        let (x, y, length) = (numbers.next()??, numbers.next()??, numbers.next()??);
        dark.get_mut(y * side + x..y * side + x + length)?.fill(true);
    }
    let wide = (side + 8) * PIXELS;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(wide, wide, |x, y| {
        let (x, y) = ((x / PIXELS).wrapping_sub(4), (y / PIXELS).wrapping_sub(4));
        if x < side && y < side && dark[y * side + x] { 0 } else { 255 }
    });
    let [grid] = &image.detect_grids()[..] else { return None };
    Some(grid.decode().ok()?.1)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_of_qr_codes_read_from_a_screen_is_the_package_and_counts_once() {
    const WAITING: u64 = 40;
    let server = Server::start().await.unwrap();
    let http = Http::new().unwrap();
    let author = Phone::joined(&server, NORR, Role::Reporter).await.unwrap();
    assert_eq!(author.client.handover().unwrap(), None, "nothing waits");
    for _ in 0..WAITING {
        author.report("vandalism.graffiti", SQUARE).unwrap();
    }
    let shown = author.client.handover().unwrap().unwrap();
    assert!(shown.pictures.len() > 2, "{} pictures", shown.pictures.len());

    // The camera sees them in another order, and one of them twice.
    let pictures = shown.pictures.iter().rev().chain(&shown.pictures[..1]);
    let texts: Vec<_> = pictures.map(|picture| seen_by_a_camera(picture).unwrap()).collect();
    let lines = texts.join("\n");
    let package = package::gathered(lines.as_bytes()).unwrap().into_owned();
    assert_eq!(package.len() as u64, shown.bytes);

    let colleague = Phone::joined(&server, "Lindbyhem", Role::Reporter).await.unwrap();
    let one_is_missing = texts[1..texts.len() - 1].join("\n");
    let refused = colleague.client.carry(one_is_missing.as_bytes());
    assert!(matches!(refused, Err(client::ClientError::NotAPackage)), "{refused:?}");
    colleague.client.carry(lines.as_bytes()).unwrap();
    assert_eq!(colleague.client.deliver(&http).await.unwrap().new, WAITING);
    colleague.client.carry(&package).unwrap();
    assert_eq!(colleague.client.deliver(&http).await.unwrap().new, 0, "twice changes nothing");
    // As a browser at the desk hands it in, which has no engine to put it together.
    let brought = http.deposit(&server.address, lines.as_bytes()).await.unwrap();
    assert_eq!((brought.operations, brought.new), (WAITING, 0));
    author.sync().await.unwrap();
    assert_eq!(author.client.state().unwrap().waiting, 0);
    assert_eq!(author.client.handover().unwrap(), None);
}
