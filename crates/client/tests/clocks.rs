//! A phone whose clock is wrong: nothing is refused, what it captured gets its true time beside what
//! the clock said, and the person is told.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says so by falling"
)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use client::Client;
use client::random::{NoRandomness, Random};
use domain::clock::{Clock, Ticks, UtcMillis};
use domain::when::When;
use support::{Network, Phone, draft, now};

const TRUE: i64 = 1_800_000_000_000;
const IN_1980: i64 = 315_532_800_000;
const IN_2099: i64 = 4_070_908_800_000;
const HOUR: i64 = 60 * 60 * 1_000;

#[test]
fn a_phone_in_1980_or_2099_reports_and_its_report_gets_the_true_time() {
    for wrong in [IN_1980, IN_2099] {
        let network = Network::default();
        let phone = Phone::new(1);
        phone.clock.0.store(wrong, Ordering::SeqCst);
        let early = phone.client.record(&draft("litter")).unwrap().id;
        phone.tick(HOUR);
        network.server().now = TRUE;
        now(phone.client.enrol(support::LINK, &network)).unwrap();
        now(phone.client.sync(&network)).unwrap();
        assert_eq!(phone.client.correct_earlier().unwrap(), 1);
        now(phone.client.sync(&network)).unwrap();
        assert_eq!(phone.client.state().unwrap().waiting, 0, "no clock refuses anything");

        let report = phone.client.report(early).unwrap().observation;
        assert_eq!(report.captured_at.0, wrong, "what the clock said is kept");
        let When::Exact { at } = report.when else { panic!("{:?}", report.when) };
        assert!(at.0.abs_diff(TRUE - HOUR) < 60_000, "{at:?}");
        let error = phone.client.state().unwrap().clock_error_ms.unwrap();
        assert!(error.abs_diff(wrong + HOUR - TRUE) < 60_000, "{error}");

        // From now on the stamps are those of the true time.
        let late = phone.client.record(&draft("litter")).unwrap().id;
        now(phone.client.sync(&network)).unwrap();
        let log = network.server().log.clone();
        let stamps: Vec<_> = log.iter().map(|op| op.stamp_at.0).collect();
        assert!(stamps.last().unwrap().abs_diff(TRUE) < 120_000, "{stamps:?}");
        assert!(phone.client.report(late).is_ok());
    }
}

#[test]
fn a_clock_that_is_right_is_not_spoken_of_and_nothing_is_added() {
    let network = Network::default();
    let phone = Phone::enrolled(1, &network);
    phone.client.record(&draft("litter")).unwrap();
    now(phone.client.sync(&network)).unwrap();
    assert_eq!(phone.client.correct_earlier().unwrap(), 0);
    assert_eq!(network.server().log.len(), 1);
    assert_eq!(phone.client.state().unwrap().clock_error_ms, None);
}

#[test]
fn seven_minutes_are_told_by_the_satellites_without_any_network() {
    let phone = Phone::new(1);
    let seen = phone.client.record(&draft("litter")).unwrap();
    assert!(phone.client.satellites(seen.at.plus_ms(-7 * 60_000)).unwrap());
    assert_eq!(phone.client.state().unwrap().clock_error_ms, Some(7 * 60_000));
    let report = phone.client.report(seen.id).unwrap().observation;
    assert_eq!(report.when, When::Exact { at: seen.at.plus_ms(-7 * 60_000) });
}

/// A machine that was started once, and whose wall clock is where it is.
struct Running;

impl Clock for Running {
    fn now(&self) -> UtcMillis {
        UtcMillis(TRUE)
    }

    fn ticks(&self) -> Option<Ticks> {
        Some(Ticks { run: 1, ms: 5_000 })
    }
}

/// Different bytes each time.
struct Counted(AtomicU64);

impl Random for Counted {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        for byte in bytes {
            *byte = self.0.fetch_add(1, Ordering::SeqCst).to_le_bytes()[0];
        }
        Ok(())
    }
}

#[test]
fn a_position_whose_time_is_another_one_does_not_correct_what_the_server_said() {
    let network = Network::default();
    network.server().now = TRUE;
    let dir = tempfile::tempdir().unwrap();
    let random = Arc::new(Counted(AtomicU64::new(1)));
    let client = Client::open(dir.path(), Arc::new(Running), random).unwrap();
    now(client.enrol(support::LINK, &network)).unwrap();
    now(client.sync(&network)).unwrap();
    assert!(!client.satellites(UtcMillis(TRUE - 7 * 60_000)).unwrap());
    assert_eq!(client.state().unwrap().clock_error_ms, None);
}
