//! Photos of a report: taken in beside it, sent after everything that is text, piece by piece. What
//! becomes of a photo never touches the report.

use domain::blob::{BlobName, Photo};
use domain::clock::UtcMillis;
use domain::id::DocId;
use domain::op::{Body, DocType};
use photo::{Prepared, Source};
use protocol::blob::{BlobClaim, BlobState};
use protocol::problem::ProblemCode;
use protocol::session::{PhotoDelivery, PhotoView};

use crate::Client;
use crate::capture::document;
use crate::error::{ClientError, SyncError};
use crate::schedule::next_attempt;
use crate::store::blobs::{self, Entry, State};
use crate::store::{Connection, StoreError, identity};
use crate::transport::{Address, Courier, Piece, TransportError};

/// The most photos of one report.
pub const PHOTOS_MAX: usize = 5;
/// So often the server may find that the bytes do not match their name.
const TRIES: u32 = 3;

/// The next step with an attachment.
pub struct MediaPlan {
    /// Where it goes.
    pub to: Address,
    /// Which attachment, and the proof that this phone spoke of it.
    pub claim: BlobClaim,
    /// Length of the whole.
    pub length: u64,
    /// The piece to send; none to ask where the server stands.
    pub piece: Option<(u64, Vec<u8>)>,
}

/// What a round of sending attachments did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct MediaOutcome {
    /// Attachments the server has now.
    pub sent: u64,
    /// Attachments it will not take.
    pub refused: u64,
    /// Bytes that were handed over.
    pub bytes: u64,
}

impl Client {
    /// Add a photo to an own report: JPEG or PNG, as the camera gave it. When this returns, the photo
    /// and the operation that names it are on the disk. The same photo twice is one.
    ///
    /// # Errors
    /// When it is no photo, the report is not one's own, or the disk cannot take it. The report itself
    /// is not touched then.
    pub fn attach(&self, id: DocId, source: &[u8]) -> Result<Photo, ClientError> {
        let prepared = photo::prepare(source, Source::CAMERA)?;
        if self.store.is_low() && !self.look_for_room()? {
            return Err(ClientError::Full);
        }
        self.attach_prepared(id, &prepared)
    }

    pub(crate) fn attach_prepared(
        &self,
        id: DocId,
        prepared: &Prepared,
    ) -> Result<Photo, ClientError> {
        let photo = Photo {
            blob: BlobName::of(&prepared.photo),
            thumb: Some(BlobName::of(&prepared.thumb)),
            width: prepared.width,
            height: prepared.height,
            bytes: u32::try_from(prepared.photo.len()).unwrap_or(u32::MAX),
        };
        self.writing_media(|tx, desk| {
            let document = document(tx, desk.author, id)?.ok_or(ClientError::Unknown(id))?;
            if document.beginning.author.device != desk.author.device {
                return Err(ClientError::NotYours(id));
            }
            let known = photos_of(&document);
            if known.iter().any(|known| known.blob == photo.blob) {
                return Ok(photo);
            }
            if known.len() >= PHOTOS_MAX {
                return Err(ClientError::TooManyPhotos);
            }
            let small = BlobName::of(&prepared.thumb);
            for (name, bytes) in [(small, &prepared.thumb), (photo.blob, &prepared.photo)] {
                let is_small = name == small;
                blobs::insert(tx, &Entry { name, doc: id, is_small, bytes })?;
            }
            let element = serde_json::to_value(photo).map_err(StoreError::from)?;
            let body = Body {
                blobs: vec![small.to_string(), photo.blob.to_string()],
                ..Body::add(id, DocType::Observation, ("photos", element))
            };
            desk.write_over(tx, self, &[(document, body)])?;
            Ok(photo)
        })
    }

    /// The photos of a report, and how far each has come.
    ///
    /// # Errors
    /// When the store fails, or the report is not known here.
    pub fn photos(&self, id: DocId) -> Result<Vec<PhotoView>, ClientError> {
        self.store.read(|conn| {
            let author = identity::author(identity::enrolment(conn)?.as_ref());
            let document = document(conn, author, id)?.ok_or(ClientError::Unknown(id))?;
            let mut views = Vec::new();
            for photo in photos_of(&document) {
                views.push(PhotoView { photo, delivery: delivery(conn, photo.blob)? });
            }
            Ok(views)
        })
    }

    /// The bytes of an attachment that lies on this phone.
    ///
    /// # Errors
    /// When the store fails.
    pub fn attachment(&self, name: BlobName) -> Result<Option<Vec<u8>>, ClientError> {
        Ok(self.store.read(|conn| blobs::bytes(conn, name))?)
    }

    /// The bytes of a photo: from this phone, or from the server, which gives it to those who may read
    /// the report.
    ///
    /// # Errors
    /// When it is not here and the server is not reached or does not give it.
    pub async fn photo<C: Courier>(
        &self,
        courier: &C,
        name: BlobName,
    ) -> Result<Vec<u8>, ClientError> {
        if let Some(bytes) = self.attachment(name)? {
            return Ok(bytes);
        }
        let to = self.address()?.ok_or(ClientError::NotEnrolled)?;
        Ok(courier.blob(&to, name).await?)
    }

    /// The next step with what waits; none when nothing may be sent now.
    ///
    /// # Errors
    /// When the phone has joined no server, or the store fails.
    pub fn plan_media(&self) -> Result<Option<MediaPlan>, SyncError> {
        let key = self.key()?;
        let now = self.now();
        let size = self.pace().chunk;
        self.store.read(|conn| {
            let own = identity::enrolment(conn)?.ok_or(SyncError::NotEnrolled)?;
            let token = identity::token(conn)?.ok_or(SyncError::NotEnrolled)?;
            let Some(next) = blobs::next(conn, now)? else { return Ok(None) };
            let piece = match next.offset.filter(|offset| *offset < next.length) {
                Some(offset) => Some((offset, blobs::piece(conn, next.name, (offset, size))?)),
                None => None,
            };
            let signature = key.sign_blob(own.device, next.name);
            Ok(Some(MediaPlan {
                to: Address { server: own.server, token: token.token },
                claim: BlobClaim { device: own.device, blob: next.name, signature },
                length: next.length,
                piece,
            }))
        })
    }

    /// Take in what the server says of an attachment. Returns whether all of it is there.
    ///
    /// # Errors
    /// When the store fails.
    pub fn accept_media(&self, plan: &MediaPlan, state: BlobState) -> Result<bool, SyncError> {
        let is_whole = state.whole;
        self.store.write(|tx| -> Result<(), StoreError> {
            if !is_whole && state.offset >= plan.length {
                let next_at = self.later(blobs::failures(tx, plan.claim.blob)?);
                return blobs::failed(tx, plan.claim.blob, next_at);
            }
            blobs::stands_at(tx, plan.claim.blob, (state.offset, is_whole))
        })?;
        Ok(is_whole)
    }

    /// An attachment did not go through. Returns whether it was given up.
    ///
    /// # Errors
    /// When the store fails.
    pub fn media_failed(
        &self,
        plan: &MediaPlan,
        error: &TransportError,
    ) -> Result<bool, SyncError> {
        let name = plan.claim.blob;
        Ok(self.store.write(|tx| -> Result<bool, StoreError> {
            let failures = blobs::failures(tx, name)?;
            if is_final(error, failures) {
                tracing::warn!("an attachment was refused: {error}");
                blobs::refuse(tx, name)?;
                return Ok(true);
            }
            blobs::failed(tx, name, self.later(failures))?;
            Ok(false)
        })?)
    }

    fn later(&self, failures: u32) -> UtcMillis {
        next_attempt(self.now(), failures.saturating_add(1), self.chance())
    }

    /// Send attachments, piece by piece, until none may be sent now. What fails waits by itself and
    /// does not hold up the next one, unless the server cannot be reached at all.
    ///
    /// # Errors
    /// When the server cannot be reached, or the store fails.
    pub async fn send_media<C: Courier>(&self, courier: &C) -> Result<MediaOutcome, SyncError> {
        let result = self.pieces(courier).await;
        let (now, chance) = (self.now(), self.chance());
        self.scheduling(|scheduler| scheduler.sent_media(now, result.is_ok(), chance));
        result
    }

    async fn pieces<C: Courier>(&self, courier: &C) -> Result<MediaOutcome, SyncError> {
        let mut total = MediaOutcome::default();
        while let Some(plan) = self.plan_media()? {
            let sent = plan.piece.as_ref().map_or(0, |(_, bytes)| bytes.len() as u64);
            match step(courier, &plan).await {
                Ok(state) => {
                    total.bytes += sent;
                    total.sent += u64::from(self.accept_media(&plan, state)?);
                    self.set_pace(self.pace().larger_chunk());
                }
                Err(error) => {
                    total.refused += u64::from(self.media_failed(&plan, &error)?);
                    self.set_pace(self.pace().smaller_chunk());
                    if !matches!(error, TransportError::Problem(_)) {
                        return Err(error.into());
                    }
                }
            }
        }
        Ok(total)
    }
}

async fn step<C: Courier>(courier: &C, plan: &MediaPlan) -> Result<BlobState, TransportError> {
    match &plan.piece {
        None => courier.blob_state(&plan.to, &plan.claim).await,
        Some((offset, bytes)) => {
            let piece = Piece { claim: &plan.claim, offset: *offset, length: plan.length, bytes };
            courier.blob_piece(&plan.to, &piece).await
        }
    }
}

/// Waiting cannot help. That the server does not know the attachment yet is no reason: its operation
/// may be on the way, or have been lost with a disk.
fn is_final(error: &TransportError, failures: u32) -> bool {
    match error {
        TransportError::Problem(problem) => match problem.code {
            ProblemCode::TooLarge => true,
            ProblemCode::BadValue => failures + 1 >= TRIES,
            _ => false,
        },
        TransportError::Unreachable(_)
        | TransportError::TimedOut
        | TransportError::NotOurs { .. }
        | TransportError::Frame(_) => false,
    }
}

fn photos_of(document: &domain::merge::Document) -> Vec<Photo> {
    let elements = document.elements("photos").into_iter();
    elements.filter_map(|element| serde_json::from_value(element.clone()).ok()).collect()
}

fn delivery(conn: &Connection, name: BlobName) -> Result<PhotoDelivery, StoreError> {
    Ok(match blobs::state(conn, name)? {
        Some(State::Queued) => PhotoDelivery::OnPhone,
        Some(State::Refused) => PhotoDelivery::Refused,
        Some(State::Received) => PhotoDelivery::Received,
        None => PhotoDelivery::Elsewhere,
    })
}
