//! Which attachments operations speak of, and which of them are here. A device learns nothing of an
//! attachment that it has not spoken of itself.

mod files;

use domain::blob::{BlobName, Photo};
use domain::id::{DeviceId, DocId, UserId};
use domain::masking::PHOTOS;
use domain::op::Body;
use domain::role::Reader;
use picture::query;
use protocol::blob::BlobClaim;
use protocol::problem::{Problem, ProblemCode};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Batch, StoreError, devices};
use crate::credential::no_credential;

pub use files::{Files, Piece, path_in, remove_from};

/// So many missing ones are told in one answer.
const TOLD_MAX: u32 = 100;

/// Remember which attachments an operation speaks of.
pub(super) fn refer(batch: &Batch<'_>, device: DeviceId, body: &Body) -> Result<(), StoreError> {
    for name in body.blobs.iter().filter_map(|text| text.parse::<BlobName>().ok()) {
        batch
            .tx
            .prepare_cached("INSERT INTO blob (hash) VALUES (?1) ON CONFLICT (hash) DO NOTHING")?
            .execute([name.as_bytes()])?;
        batch
            .tx
            .prepare_cached(
                "INSERT INTO blob_reference (hash, device_id, doc_id) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![name.as_bytes(), device.as_bytes(), body.doc.as_bytes()])?;
    }
    Ok(())
}

/// Whether a device may send an attachment, or ask where we stand with it: its signature over the name
/// holds, and one of its operations speaks of it. What is owed is taken also when reading is over.
///
/// # Errors
/// A refusal, or when the database fails.
pub fn may_send(conn: &Connection, claim: &BlobClaim) -> Result<bool, StoreError> {
    let device = devices::find(conn, claim.device)?.ok_or_else(|| no_credential().0)?;
    if !device.public_key.has_signed_blob(device.id, claim.blob, &claim.signature) {
        let message = "the signature over the name does not hold";
        return Err(Problem::new(ProblemCode::BadSignature, message).into());
    }
    is_referred_to_by(conn, claim.blob, device.id)
}

/// Whether a device has spoken of an attachment.
///
/// # Errors
/// When the database fails.
pub fn is_referred_to_by(
    conn: &Connection,
    name: BlobName,
    device: DeviceId,
) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM blob_reference WHERE hash = ?1 AND device_id = ?2 LIMIT 1")?
        .query_row(params![name.as_bytes(), device.as_bytes()], |_| Ok(()))
        .optional()?
        .is_some())
}

/// Whether an attachment counts as missing here.
///
/// # Errors
/// When the database fails.
pub fn is_wanted(conn: &Connection, name: BlobName) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM blob WHERE hash = ?1 AND length IS NULL")?
        .query_row([name.as_bytes()], |_| Ok(()))
        .optional()?
        .is_some())
}

/// All of an attachment is on the disk.
///
/// # Errors
/// When the database fails.
pub fn is_here(batch: &Batch<'_>, name: BlobName, length: u64) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached("UPDATE blob SET length = ?2, received_at = ?3 WHERE hash = ?1")?
        .execute(params![name.as_bytes(), length.cast_signed(), batch.now.0])?;
    Ok(())
}

/// Attachments that a device spoke of and that are missing here.
///
/// # Errors
/// When the database fails.
pub fn wanted(conn: &Connection, device: DeviceId) -> Result<Vec<BlobName>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT b.hash FROM blob b WHERE b.length IS NULL AND EXISTS (
           SELECT 1 FROM blob_reference r WHERE r.hash = b.hash AND r.device_id = ?1) LIMIT ?2",
    )?;
    let rows = statement.query_map(params![device.as_bytes(), TOLD_MAX], |row| {
        Ok(BlobName::from_bytes(row.get(0)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Who asks for photos: what they may read, and who they are, since one's own are always shown.
pub type Asker = (Reader, Option<UserId>);

/// Whether somebody may see an attachment: it is a photo of an observation within the scope, still
/// belongs to it, and a reviewer has released it.
///
/// # Errors
/// When the database fails.
pub fn may_be_read(conn: &Connection, asker: &Asker, name: BlobName) -> Result<bool, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT DISTINCT doc_id FROM blob_reference WHERE hash = ?1")?;
    let docs = statement
        .query_map([name.as_bytes()], |row| Ok(DocId::from_bytes(row.get(0)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    for doc in docs {
        let photos = photos(conn, asker, doc)?;
        if photos.is_some_and(|photos| photos.iter().any(|photo| photo.is_named(name))) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The photos of an observation that a reader may see; `None` when the scope does not cover it.
///
/// # Errors
/// When the database fails.
pub fn photos(
    conn: &Connection,
    asker: &Asker,
    doc: DocId,
) -> Result<Option<Vec<Photo>>, StoreError> {
    let (reader, user) = asker;
    let is_own = match user {
        Some(user) => super::ops::began(conn, doc)?.is_some_and(|began| began.user == Some(*user)),
        None => false,
    };
    if !is_own && query::observation(conn, reader, doc)?.is_none() {
        return Ok(None);
    }
    let hidden = picture::masking::hidden_photos(conn, &reader.words, doc)?;
    let document = picture::log::document(conn, doc)?;
    let photos = document.iter().flat_map(|document| document.sets.get(PHOTOS)).flatten();
    let mut seen: Vec<_> = photos.filter(|(op, _)| !hidden.contains(op)).collect();
    seen.sort_by_key(|(op, element)| (element.stamp, **op));
    let values = seen.into_iter().map(|(_, element)| element.value.clone());
    Ok(Some(values.filter_map(|photo| serde_json::from_value(photo).ok()).collect()))
}

/// What counts as here, to compare with the folder: after a restore one of the two may be older.
///
/// # Errors
/// When the database fails.
pub fn all_here(conn: &Connection) -> Result<Vec<BlobName>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT hash FROM blob WHERE length IS NOT NULL")?;
    let rows = statement.query_map([], |row| Ok(BlobName::from_bytes(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What counts as here and is not in the folder. After a restore the folder may be older than the
/// database.
///
/// # Errors
/// When the database fails.
pub fn missing(conn: &Connection, files: &Files) -> Result<Vec<BlobName>, StoreError> {
    let here = all_here(conn)?;
    Ok(here.into_iter().filter(|name| !files.stands_at(*name).1).collect())
}

/// An attachment counted as here and is not: its device is asked for it again.
///
/// # Errors
/// When the database fails.
pub fn is_missing(batch: &Batch<'_>, name: BlobName) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached("UPDATE blob SET length = NULL, received_at = NULL WHERE hash = ?1")?
        .execute([name.as_bytes()])?;
    Ok(())
}

/// Attachments that a document speaks of and no other does.
///
/// # Errors
/// When the database fails.
pub fn only_of(conn: &Connection, doc: DocId) -> Result<Vec<BlobName>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT hash FROM blob_reference r WHERE doc_id = ?1 AND NOT EXISTS
           (SELECT 1 FROM blob_reference o WHERE o.hash = r.hash AND o.doc_id <> ?1)",
    )?;
    let rows =
        statement.query_map([doc.as_bytes()], |row| Ok(BlobName::from_bytes(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forget which attachments a document spoke of. Returns those that nobody speaks of any more: their
/// bytes go when the commit is made.
pub(super) fn forget(conn: &Connection, doc: DocId) -> Result<Vec<BlobName>, StoreError> {
    let alone = only_of(conn, doc)?;
    conn.prepare_cached("DELETE FROM blob_reference WHERE doc_id = ?1")?
        .execute([doc.as_bytes()])?;
    for name in &alone {
        conn.prepare_cached("DELETE FROM blob WHERE hash = ?1")?.execute([name.as_bytes()])?;
    }
    Ok(alone)
}

/// Whether any operation speaks of an attachment.
///
/// # Errors
/// When the database fails.
pub fn is_spoken_of(conn: &Connection, name: BlobName) -> Result<bool, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT 1 FROM blob_reference WHERE hash = ?1 LIMIT 1")?;
    Ok(statement.exists([name.as_bytes()])?)
}
