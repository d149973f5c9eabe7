//! A phone whose storage is full: reports go into the room that was set aside for them, photos and what
//! others wrote wait, nothing is lost, and all of it goes on when there is room again.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use client::http::Http;
use client::reserve::{RESERVE_BYTES, Reserve};
use client::system::{SystemClock, SystemRandom};
use client::{Client, ClientError};
use domain::catalogue::CategoryCode;
use domain::id::DocId;
use domain::observation::ObservationDraft;
use domain::role::Role;
use domain::text::Note;
use tests::disk::Disk;
use tests::phone::Phone;
use tests::server::Server;

/// Room on a disk that ends: what is set aside is taken from it, and given back when it is given up.
struct Room {
    disk: Arc<Disk>,
    is_held: AtomicBool,
    has_space: Arc<AtomicBool>,
}

impl Reserve for Room {
    fn hold(&self) -> bool {
        if self.has_space.load(Ordering::SeqCst) {
            self.disk.limit(None);
            self.is_held.store(true, Ordering::SeqCst);
        }
        self.has_space.load(Ordering::SeqCst)
    }

    fn give_up(&self) {
        if self.is_held.swap(false, Ordering::SeqCst) {
            self.disk.limit(Some(RESERVE_BYTES as u64));
        }
    }
}

struct Full {
    client: Client,
    disk: Arc<Disk>,
    has_space: Arc<AtomicBool>,
}

impl Full {
    fn new() -> Self {
        let disk = Arc::new(Disk::new(7).unwrap());
        let has_space = Arc::new(AtomicBool::new(true));
        let client = Self::open(&disk, &has_space);
        Self { client, disk, has_space }
    }

    fn open(disk: &Arc<Disk>, has_space: &Arc<AtomicBool>) -> Client {
        let room = Room {
            disk: Arc::clone(disk),
            is_held: AtomicBool::new(false),
            has_space: Arc::clone(has_space),
        };
        Client::open_with_vfs(disk.vfs(), Arc::new(SystemClock), Arc::new(SystemRandom))
            .unwrap()
            .reserving(Box::new(room))
    }

    /// Something else on the phone takes all of the disk but so many bytes.
    fn fills(&self, left: u64) {
        self.has_space.store(false, Ordering::SeqCst);
        self.disk.limit(Some(left));
    }

    fn is_freed(&self) {
        self.has_space.store(true, Ordering::SeqCst);
    }

    fn report(&self) -> Result<DocId, ClientError> {
        let mut draft = ObservationDraft::of(CategoryCode::new("vandalism.graffiti").unwrap());
        draft.attributes.note = Some(Note::new("Klotter på gaveln mot parken").unwrap());
        Ok(self.client.record(&draft)?.id)
    }

    fn reports(&self) -> BTreeSet<DocId> {
        let listed = self.client.reports(10_000).unwrap();
        listed.into_iter().map(|it| it.observation.id).collect()
    }
}

#[test]
fn reports_are_saved_on_a_full_phone_and_photos_are_not_taken() {
    let phone = Full::new();
    let first = phone.report().unwrap();
    phone.client.attach(first, &png(1)).unwrap();
    assert!(!phone.client.state().unwrap().storage_low);

    phone.fills(30_000);
    let mut saved = BTreeSet::from([first]);
    let refused = loop {
        match phone.report() {
            Ok(id) => saved.insert(id),
            Err(error) => break error,
        };
        if saved.len() == 20 {
            assert!(phone.client.state().unwrap().storage_low);
            let photo = phone.client.attach(first, &png(2)).unwrap_err();
            assert_eq!(photo.code(), "phone_full");
        }
    };
    println!("{} reports in {RESERVE_BYTES} bytes that were set aside", saved.len());
    assert!(saved.len() > 400, "only {} reports", saved.len());
    assert_eq!(refused.code(), "phone_full");
    assert!(refused.is_transient());
    assert_eq!(phone.reports(), saved, "exactly what was called saved is there");

    phone.is_freed();
    assert!(phone.client.look_for_room().unwrap());
    assert!(!phone.client.state().unwrap().storage_low);
    saved.insert(phone.report().unwrap());
    phone.client.attach(first, &png(2)).unwrap();
    assert_eq!(phone.reports(), saved);
}

#[test]
fn a_full_phone_that_was_switched_off_starts_again_with_everything() {
    let mut phone = Full::new();
    phone.fills(10_000);
    let saved: BTreeSet<_> = (0..40).map(|_| phone.report().unwrap()).collect();
    phone.disk.crash(tests::disk::Survives::Synced);
    phone.client = Full::open(&phone.disk, &phone.has_space);
    assert!(phone.client.state().unwrap().storage_low);
    assert_eq!(phone.reports(), saved);
    phone.report().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_phone_hands_in_and_reads_on_when_there_is_room() {
    let server = Server::start().await.unwrap();
    let guard = Phone::joined(&server, "Vaktbolaget Norr", Role::Reporter).await.unwrap();
    let phone = Full::new();
    let link = server.link("Kommunledningskontoret", Role::Coordinator).unwrap();
    let http = Http::new().unwrap();
    phone.client.enrol(&link, &http).await.unwrap();
    for _ in 0..300 {
        guard.report("vandalism.graffiti", (12.53, 57.93)).unwrap();
    }
    guard.sync().await.unwrap();

    phone.fills(10_000);
    let saved: BTreeSet<_> = (0..5).map(|_| phone.report().unwrap()).collect();
    let outcome = phone.client.sync(&http).await.unwrap();
    assert_eq!((outcome.sent, outcome.received, outcome.waiting), (5, 0, 0));
    assert!(phone.client.state().unwrap().storage_low);
    assert_eq!(phone.reports(), saved);

    phone.is_freed();
    let outcome = phone.client.sync(&http).await.unwrap();
    assert_eq!(outcome.received, 305);
    assert!(!phone.client.state().unwrap().storage_low);
    assert_eq!(phone.client.state_hash().unwrap(), {
        let reader = Phone::joined(&server, "Kommunledningskontoret", Role::Coordinator);
        let reader = reader.await.unwrap();
        reader.sync().await.unwrap();
        reader.client.state_hash().unwrap()
    });
}

/// A picture of one pixel; another number, another picture.
fn png(grey: u8) -> Vec<u8> {
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let named = [&kind[..], data].concat();
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        [&length[..], &named, &crc(&named).to_be_bytes()].concat()
    };
    let header = [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0];
    let line = [0, grey];
    let sum = adler(&line).to_be_bytes();
    let stored = [&[0x78, 0x01, 1, 2, 0, 253, 255][..], &line, &sum].concat();
    let (header, data) = (chunk(b"IHDR", &header), chunk(b"IDAT", &stored));
    [&b"\x89PNG\r\n\x1a\n"[..], &header, &data, &chunk(b"IEND", &[])].concat()
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1))
        })
    })
}

fn adler(bytes: &[u8]) -> u32 {
    let (a, b) = bytes.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    b << 16 | a
}
