//! Photos of a report: kept with it, sent after it in pieces over any network, and never in its way.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says so by falling"
)]

mod support;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;

use client::ClientError;
use client::transport::{Address, Courier, Piece, TransportError};
use domain::blob::BlobName;
use domain::gazetteer::Gazetteer;
use domain::id::{DocId, OpId};
use photo::PhotoError;
use proptest::prelude::*;
use protocol::blob::{BlobClaim, BlobState};
use protocol::briefing::BriefingAnswer;
use protocol::handover::Deposited;
use protocol::problem::{Problem, ProblemCode};
use protocol::session::PhotoDelivery;
use support::{Network, Phone, draft, now};

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    Nothing,
    LoseRequest,
    LoseAnswer,
    HalfThePiece,
    TimeOut,
    Problem(ProblemCode),
}

/// A server that keeps the rules of the protocol in memory, behind a bad network.
#[derive(Default)]
struct Blobs {
    parts: Mutex<BTreeMap<BlobName, Vec<u8>>>,
    whole: Mutex<BTreeMap<BlobName, Vec<u8>>>,
    cuts: Mutex<VecDeque<Cut>>,
    handed_over: Mutex<usize>,
}

impl Blobs {
    fn cut(&self) -> Cut {
        self.cuts.lock().unwrap().pop_front().unwrap_or(Cut::Nothing)
    }

    fn state(&self, name: BlobName) -> BlobState {
        if let Some(whole) = self.whole.lock().unwrap().get(&name) {
            return BlobState { offset: whole.len() as u64, whole: true };
        }
        let parts = self.parts.lock().unwrap();
        BlobState { offset: parts.get(&name).map_or(0, Vec::len) as u64, whole: false }
    }

    fn append(&self, piece: &Piece<'_>) -> BlobState {
        let name = piece.claim.blob;
        let stands = self.state(name);
        if stands.whole || stands.offset != piece.offset {
            return stands;
        }
        let mut parts = self.parts.lock().unwrap();
        let part = parts.entry(name).or_default();
        part.extend_from_slice(piece.bytes);
        *self.handed_over.lock().unwrap() += piece.bytes.len();
        if part.len() as u64 == piece.length {
            let whole = parts.remove(&name).unwrap();
            assert_eq!(BlobName::of(&whole), name, "put together wrongly");
            self.whole.lock().unwrap().insert(name, whole);
        }
        drop(parts);
        self.state(name)
    }
}

fn cut_off() -> TransportError {
    TransportError::Unreachable("cut".into())
}

impl Courier for Blobs {
    async fn blob_state(
        &self,
        _: &Address,
        claim: &BlobClaim,
    ) -> Result<BlobState, TransportError> {
        match self.cut() {
            Cut::Nothing | Cut::HalfThePiece => Ok(self.state(claim.blob)),
            Cut::LoseRequest | Cut::LoseAnswer => Err(cut_off()),
            Cut::TimeOut => Err(TransportError::TimedOut),
            Cut::Problem(code) => Err(Problem::new(code, "no").into()),
        }
    }

    async fn blob_piece(
        &self,
        _: &Address,
        piece: &Piece<'_>,
    ) -> Result<BlobState, TransportError> {
        match self.cut() {
            Cut::Nothing => Ok(self.append(piece)),
            // The server takes a piece whole or not at all.
            Cut::LoseRequest | Cut::HalfThePiece => Err(cut_off()),
            Cut::LoseAnswer => {
                self.append(piece);
                Err(cut_off())
            }
            Cut::TimeOut => Err(TransportError::TimedOut),
            Cut::Problem(code) => Err(Problem::new(code, "no").into()),
        }
    }

    async fn blob(&self, _: &Address, name: BlobName) -> Result<Vec<u8>, TransportError> {
        Ok(self.whole.lock().unwrap()[&name].clone())
    }

    async fn gazetteer(&self, _: &Address) -> Result<Gazetteer, TransportError> {
        Err(cut_off())
    }

    async fn briefing(
        &self,
        _: &Address,
        _: Option<OpId>,
    ) -> Result<BriefingAnswer, TransportError> {
        Err(cut_off())
    }

    async fn deposit(&self, _: &str, _: &[u8]) -> Result<Deposited, TransportError> {
        Err(cut_off())
    }
}

/// A photo that does not compress, so that it travels in several pieces.
fn photo(seed: u32) -> Vec<u8> {
    let mut state = seed;
    let picture = image::RgbImage::from_fn(640, 480, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, _] = state.to_be_bytes();
        image::Rgb([a, b, c])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn reporting(network: &Network) -> (Phone, DocId) {
    let phone = Phone::enrolled(1, network);
    let report = phone.client.record(&draft("vandalism.graffiti")).unwrap();
    (phone, report.id)
}

fn deliveries(phone: &Phone, id: DocId) -> Vec<PhotoDelivery> {
    phone.client.photos(id).unwrap().iter().map(|photo| photo.delivery).collect()
}

#[test]
fn a_photo_waits_for_its_report_and_then_travels_small_one_first() {
    let (network, blobs) = (Network::default(), Blobs::default());
    let (mut phone, id) = reporting(&network);
    phone.client.attach(id, &photo(1)).unwrap();
    assert_eq!(now(phone.client.send_media(&blobs)).unwrap().sent, 0);
    phone.restart();
    now(phone.client.sync(&network)).unwrap();
    let first = phone.client.plan_media().unwrap().unwrap();
    let taken = phone.client.photos(id).unwrap()[0].photo;
    assert_eq!(Some(first.claim.blob), taken.thumb);
    assert_eq!(now(phone.client.send_media(&blobs)).unwrap().sent, 2);
    assert_eq!(deliveries(&phone, id), [PhotoDelivery::Received]);
    assert_eq!(blobs.whole.lock().unwrap()[&taken.blob].len(), taken.bytes as usize);
}

#[test]
fn the_same_photo_twice_is_one_and_of_two_reports_is_sent_once() {
    let (network, blobs) = (Network::default(), Blobs::default());
    let (phone, id) = reporting(&network);
    let other = phone.client.record(&draft("litter")).unwrap().id;
    for report in [id, id, other] {
        phone.client.attach(report, &photo(1)).unwrap();
    }
    assert_eq!(phone.client.photos(id).unwrap().len(), 1);
    now(phone.client.sync(&network)).unwrap();
    assert_eq!(now(phone.client.send_media(&blobs)).unwrap().sent, 2);
    assert_eq!(deliveries(&phone, other), [PhotoDelivery::Received]);
}

#[test]
fn a_broken_or_refused_photo_is_never_in_the_way_of_a_report_or_of_the_next_photo() {
    let (network, blobs) = (Network::default(), Blobs::default());
    let (phone, id) = reporting(&network);
    let broken = phone.client.attach(id, b"\xff\xd8\xff and then nothing");
    assert!(matches!(broken, Err(ClientError::Photo(PhotoError::Broken))));
    for seed in [1, 2] {
        phone.client.attach(id, &photo(seed)).unwrap();
    }
    now(phone.client.sync(&network)).unwrap();
    assert_eq!(phone.client.state().unwrap().waiting, 0);
    let nothing_for = |n| std::iter::repeat_n(Cut::Nothing, n);
    blobs.cuts.lock().unwrap().extend(nothing_for(4));
    blobs.cuts.lock().unwrap().push_back(Cut::Problem(ProblemCode::TooLarge));
    let outcome = now(phone.client.send_media(&blobs)).unwrap();
    assert_eq!((outcome.sent, outcome.refused), (3, 1));
    assert_eq!(deliveries(&phone, id), [PhotoDelivery::Refused, PhotoDelivery::Received]);
}

#[test]
fn what_the_server_misses_after_a_restore_is_sent_again() {
    let (network, blobs) = (Network::default(), Blobs::default());
    let (phone, id) = reporting(&network);
    let taken = phone.client.attach(id, &photo(1)).unwrap();
    now(phone.client.sync(&network)).unwrap();
    now(phone.client.send_media(&blobs)).unwrap();
    blobs.whole.lock().unwrap().clear();
    network.server().wanted_blobs = vec![taken.blob];
    now(phone.client.sync(&network)).unwrap();
    assert_eq!(deliveries(&phone, id), [PhotoDelivery::OnPhone]);
    now(phone.client.send_media(&blobs)).unwrap();
    assert_eq!(blobs.whole.lock().unwrap().len(), 1);
}

#[test]
fn a_report_has_five_photos_at_most_and_only_its_author_adds_one() {
    let network = Network::default();
    let (phone, id) = reporting(&network);
    for seed in 1..=5 {
        phone.client.attach(id, &photo(seed)).unwrap();
    }
    let sixth = phone.client.attach(id, &photo(6));
    assert!(matches!(sixth, Err(ClientError::TooManyPhotos)));
    now(phone.client.sync(&network)).unwrap();
    let other = Phone::enrolled(2, &network);
    now(other.client.sync(&network)).unwrap();
    assert!(matches!(other.client.attach(id, &photo(7)), Err(ClientError::NotYours(_))));
    assert_eq!(deliveries(&other, id)[0], PhotoDelivery::Elsewhere);
}

#[test]
fn a_photo_is_held_over_a_crash_blurred_in_its_place_and_sent_only_when_it_is_let_go() {
    let (network, blobs) = (Network::default(), Blobs::default());
    let (mut phone, id) = reporting(&network);
    phone.client.hold_photo(id, 0, &photo(1)).unwrap();
    phone.client.hold_photo(id, 1, &photo(2)).unwrap();
    phone.client.hold_photo(id, 2, &photo(3)).unwrap();
    let sharp = phone.client.held_photo(id, 0).unwrap();
    phone.restart();
    assert_eq!(phone.client.held_reports().unwrap(), [id]);
    phone.client.hold_photo(id, 0, &photo(4)).unwrap();
    phone.client.drop_held(id, 1).unwrap();
    assert_eq!(phone.client.held_photos(id).unwrap(), [0, 2]);
    assert_ne!(phone.client.held_photo(id, 0).unwrap(), sharp);
    now(phone.client.sync(&network)).unwrap();
    assert_eq!(now(phone.client.send_media(&blobs)).unwrap().sent, 0);

    phone.client.release_photos(id).unwrap();
    phone.client.release_photos(id).unwrap();
    assert!(phone.client.held_reports().unwrap().is_empty());
    now(phone.client.sync(&network)).unwrap();
    assert_eq!(now(phone.client.send_media(&blobs)).unwrap().sent, 4);
    let whole = blobs.whole.lock().unwrap();
    assert!(!whole.values().any(|bytes| Some(bytes) == sharp.as_ref()), "the sharp one was sent");
}

#[test]
fn a_photo_for_a_report_of_somebody_else_is_held_and_never_becomes_part_of_it() {
    let network = Network::default();
    let (phone, id) = reporting(&network);
    now(phone.client.sync(&network)).unwrap();
    let other = Phone::enrolled(2, &network);
    now(other.client.sync(&network)).unwrap();
    other.client.hold_photo(id, 0, &photo(1)).unwrap();
    assert!(matches!(other.client.release_photos(id), Err(ClientError::NotYours(_))));
    assert_eq!(other.client.held_photos(id).unwrap(), [0]);
    assert!(matches!(other.client.hold_photo(id, 5, &photo(1)), Err(ClientError::TooManyPhotos)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn over_any_network_a_photo_arrives_whole_and_loses_one_piece_a_cut_at_most(
        cuts in prop::collection::vec(prop_oneof![
            Just(Cut::Nothing), Just(Cut::LoseRequest), Just(Cut::LoseAnswer),
            Just(Cut::HalfThePiece), Just(Cut::TimeOut),
            Just(Cut::Problem(ProblemCode::ServerFailed)), Just(Cut::Problem(ProblemCode::NotFound)),
        ], 0..14),
    ) {
        let (network, blobs) = (Network::default(), Blobs::default());
        let (phone, id) = reporting(&network);
        let taken = phone.client.attach(id, &photo(9)).unwrap();
        now(phone.client.sync(&network)).unwrap();
        blobs.cuts.lock().unwrap().extend(cuts);
        for _ in 0..16 {
            phone.tick(15 * 60 * 1_000);
            let _ = now(phone.client.send_media(&blobs));
        }
        prop_assert_eq!(deliveries(&phone, id), [PhotoDelivery::Received]);
        let whole = blobs.whole.lock().unwrap();
        let bytes: usize = whole.values().map(Vec::len).sum();
        prop_assert_eq!(whole[&taken.blob].len(), taken.bytes as usize);
        // Nothing that the server has taken is taken twice.
        prop_assert_eq!(*blobs.handed_over.lock().unwrap(), bytes);
    }
}
