//! Sessions of browsers, by the hash of their cookie.

use domain::clock::UtcMillis;
use domain::id::UserId;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::people::{Person, person};
use super::{Batch, StoreError};
use crate::secrets::Secret;

/// Begin a session, and clear away those whose time is over.
///
/// # Errors
/// When the database fails.
pub fn begin(
    batch: &Batch<'_>,
    user: UserId,
    (cookie, expires_at): (&Secret, UtcMillis),
) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached("DELETE FROM session WHERE expires_at <= ?1")?
        .execute([batch.now.0])?;
    batch
        .tx
        .prepare_cached(
            "INSERT INTO session (session_hash, user_id, began_at, expires_at)
             VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![cookie.hash(), user.as_bytes(), batch.now.0, expires_at.0])?;
    batch
        .tx
        .prepare_cached("UPDATE person SET last_seen_at = ?2 WHERE user_id = ?1")?
        .execute(params![user.as_bytes(), batch.now.0])?;
    Ok(())
}

/// Who holds this cookie, if the session still runs.
///
/// # Errors
/// When the database fails.
pub fn person_of(
    conn: &Connection,
    cookie: &Secret,
    now: UtcMillis,
) -> Result<Option<Person>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT p.user_id, p.name, p.organisation_id, p.role
         FROM session s JOIN person p USING (user_id)
         WHERE s.session_hash = ?1 AND s.expires_at > ?2 AND p.revoked_at IS NULL",
    )?;
    Ok(statement.query_row(params![cookie.hash(), now.0], person).optional()?)
}

/// End one session.
///
/// # Errors
/// When the database fails.
pub fn end(batch: &Batch<'_>, cookie: &Secret) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached("DELETE FROM session WHERE session_hash = ?1")?
        .execute([cookie.hash()])?;
    Ok(())
}

/// End every session of a person.
///
/// # Errors
/// When the database fails.
pub fn end_all(batch: &Batch<'_>, user: UserId) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached("DELETE FROM session WHERE user_id = ?1")?
        .execute([user.as_bytes()])?;
    Ok(())
}

/// End every session, and every link that was not used: a database that was put back does not know
/// which of them ended since.
///
/// # Errors
/// When the database fails.
pub fn end_everything(batch: &Batch<'_>) -> Result<(), StoreError> {
    batch.tx.execute("DELETE FROM session", [])?;
    batch.tx.execute(
        "UPDATE invitation SET expires_at = min(expires_at, ?1) WHERE used_at IS NULL",
        [batch.now.0],
    )?;
    Ok(())
}
