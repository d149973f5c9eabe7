//! Sessions of browsers, by the hash of their cookie.

use domain::clock::UtcMillis;
use domain::id::{SessionId, UserId};
use protocol::access::SignedIn;
use protocol::sign_in::Method;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::people::{Person, person};
use super::{Batch, StoreError};
use crate::secrets::Secret;

/// Longer names of browsers are cut off.
const BROWSER_CHARS: usize = 60;

/// A session as it begins.
#[derive(Debug, Clone, Copy)]
pub struct NewSession<'a> {
    /// When it ends by itself.
    pub expires_at: UtcMillis,
    /// Which browser on which system.
    pub browser: &'a str,
    /// Whether it was opened with more than a password.
    pub is_strong: bool,
    /// How.
    pub method: Method,
}

/// A session that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Which.
    pub id: SessionId,
    /// Whether it was opened with more than a password.
    pub is_strong: bool,
    /// How it was opened.
    pub method: Method,
    /// When it began.
    pub began_at: UtcMillis,
}

/// Begin a session, and clear away those whose time is over.
///
/// # Errors
/// When the database fails, or there are no random bytes.
pub fn begin(
    batch: &Batch<'_>,
    (user, cookie): (UserId, &Secret),
    new: NewSession<'_>,
) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached("DELETE FROM session WHERE expires_at <= ?1")?
        .execute([batch.now.0])?;
    let id = SessionId(batch.seams.uuid()?);
    let browser: String = new.browser.chars().take(BROWSER_CHARS).collect();
    batch
        .tx
        .prepare_cached(
            "INSERT INTO session (session_hash, session_id, user_id, browser, began_at, expires_at,
                                  is_strong, method)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            cookie.hash(),
            id.as_bytes(),
            user.as_bytes(),
            browser,
            batch.now.0,
            new.expires_at.0,
            new.is_strong,
            new.method.as_str()
        ])?;
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
) -> Result<Option<(Person, Session)>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT p.user_id, p.name, p.organisation_id, p.role, s.session_id, s.is_strong,
                s.method, s.began_at
         FROM session s JOIN person p USING (user_id)
         WHERE s.session_hash = ?1 AND s.expires_at > ?2 AND p.revoked_at IS NULL",
    )?;
    let found = statement.query_row(params![cookie.hash(), now.0], |row| {
        let session = Session {
            id: SessionId::from_bytes(row.get(4)?),
            is_strong: row.get(5)?,
            method: method(row, 6)?,
            began_at: UtcMillis(row.get(7)?),
        };
        Ok((person(row)?, session))
    });
    Ok(found.optional()?)
}

/// The browsers somebody is signed in with, the last first; `own` is the one that asks.
///
/// # Errors
/// When the database fails.
pub fn of_person(
    conn: &Connection,
    (user, now): (UserId, UtcMillis),
    own: Option<SessionId>,
) -> Result<Vec<SignedIn>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT session_id, browser, began_at, expires_at, method FROM session
         WHERE user_id = ?1 AND expires_at > ?2 ORDER BY began_at DESC, session_id DESC",
    )?;
    let rows = statement.query_map(params![user.as_bytes(), now.0], |row| {
        let id = SessionId::from_bytes(row.get(0)?);
        Ok(SignedIn {
            id,
            browser: row.get(1)?,
            method: method(row, 4)?,
            began_at: UtcMillis(row.get(2)?),
            expires_at: UtcMillis(row.get(3)?),
            is_this: own == Some(id),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn method(row: &Row<'_>, at: usize) -> rusqlite::Result<Method> {
    let word: String = row.get(at)?;
    let found = Method::ALL.into_iter().find(|method| method.as_str() == word);
    found.ok_or_else(|| {
        let what = format!("`{word}` is no way in");
        rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, what.into())
    })
}

/// Whose session it is; none where there is no such.
///
/// # Errors
/// When the database fails.
pub fn owner(conn: &Connection, id: SessionId) -> Result<Option<UserId>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT user_id FROM session WHERE session_id = ?1")?;
    let found = statement.query_row([id.as_bytes()], |row| Ok(UserId::from_bytes(row.get(0)?)));
    Ok(found.optional()?)
}

/// A second factor was shown in this session.
///
/// # Errors
/// When the database fails.
pub fn strengthen(batch: &Batch<'_>, id: SessionId) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached("UPDATE session SET is_strong = 1 WHERE session_id = ?1")?
        .execute([id.as_bytes()])?;
    Ok(())
}

/// End one session by its cookie.
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

/// End one session by its id.
///
/// # Errors
/// When the database fails.
pub fn end_one(batch: &Batch<'_>, id: SessionId) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached("DELETE FROM session WHERE session_id = ?1")?
        .execute([id.as_bytes()])?;
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
