//! A guard, a caretaker and the police report without a network, switch off and on, hand in over a
//! real socket, and a coordinator sees all three on one picture.

use domain::review::Review;
use domain::role::Role;
use picture::view::{Delivery, PictureFilter, PictureQuery};
use rusqlite::{Connection, OpenFlags};
use tests::phone::Phone;
use tests::server::Server;

const SQUARE: (f64, f64) = (12.5335, 57.93);

/// Operations that the server believes to wait on phones.
fn told_to_wait(server: &Server) -> rusqlite::Result<i64> {
    let file = server.folder().join("lagesbild.db");
    let opened = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    opened.query_row("SELECT sum(waiting) FROM device", [], |row| row.get(0))
}

#[tokio::test(flavor = "multi_thread")]
async fn three_who_report_offline_are_seen_together_by_the_coordinator() {
    let server = Server::start().await.unwrap();
    let mut phones = Vec::new();
    for (organisation, role) in [
        ("Vaktbolaget Norr", Role::Reporter),
        ("Lindbyhem", Role::Reporter),
        ("Polisen lokalpolisområde", Role::Police),
    ] {
        phones.push(Phone::joined(&server, organisation, role).await.unwrap());
    }
    let server = server.stop().await.unwrap();

    // No network: nobody answers.
    let mut reported = Vec::new();
    for (phone, category) in
        phones.iter().zip(["vandalism.broken_window", "place.lighting", "disorder.gathering"])
    {
        reported.push(phone.report(category, SQUARE).unwrap());
        assert!(phone.sync().await.is_err());
        let reports = phone.client.reports(10).unwrap();
        assert!(matches!(reports[0].delivery, Delivery::OnPhone { .. }));
    }

    // Off and on: everything is still there, and waits.
    let mut after = Vec::new();
    for phone in phones {
        let phone = phone.restarted().unwrap();
        assert_eq!(phone.client.state().unwrap().waiting, 1);
        assert_eq!(phone.client.reports(10).unwrap().len(), 1);
        after.push(phone);
    }

    let server = server.start().await.unwrap();
    for phone in &after {
        assert_eq!(phone.sync().await.unwrap().sent, 1);
        assert_eq!(told_to_wait(&server).unwrap(), 0, "what was handed in is not told as waiting");
        assert_eq!(phone.sync().await.unwrap().sent, 0, "nothing is handed in twice");
        let reports = phone.client.reports(10).unwrap();
        assert!(matches!(reports[0].delivery, Delivery::Received { .. }));
    }

    let desk = Phone::joined(&server, "Kommunledningskontoret", Role::Coordinator).await.unwrap();
    desk.sync().await.unwrap();
    let seen = desk.client.picture(&PictureQuery::default()).unwrap();
    assert_eq!(seen.total, 3);
    let mut ids: Vec<_> = seen.observations.iter().map(|row| row.observation.id).collect();
    ids.sort();
    reported.sort();
    assert_eq!(ids, reported);
    assert_eq!(desk.client.points(&PictureFilter::default()).unwrap().ids.len(), 3);

    // A decision finds its way back to the phone that reported, and to no other.
    desk.client.review(&[ids[0]], &Review::Approved).unwrap();
    desk.sync().await.unwrap();
    let mut approved = 0;
    for phone in &after {
        phone.sync().await.unwrap();
        let reports = phone.client.reports(10).unwrap();
        assert_eq!(reports.len(), 1, "a reporter reads only what is their own");
        approved += usize::from(matches!(reports[0].delivery, Delivery::InPicture { .. }));
    }
    assert_eq!(approved, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_reported_before_joining_is_handed_in_after() {
    let server = Server::start().await.unwrap();
    let phone = Phone::new().unwrap();
    let id = phone.report("fire", SQUARE).unwrap();
    let phone = phone.restarted().unwrap();
    let link = server.link("Vaktbolaget Norr", Role::Reporter).unwrap();
    phone.client.enrol(&link, &client::http::Http::new().unwrap()).await.unwrap();
    assert_eq!(phone.sync().await.unwrap().sent, 1);
    assert_eq!(phone.client.reports(10).unwrap()[0].observation.id, id);
    let again = Phone::new().unwrap();
    let refused = again.client.enrol(&link, &client::http::Http::new().unwrap()).await;
    assert!(refused.is_err(), "a link is good once");
}
