//! The record of administration and of what people do in a browser. Each row holds the hash of the
//! one before, so that none can be changed or taken out unseen.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Batch, StoreError};

/// What was done, by whom, to what.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Who: a user's or device's id, or `command line`.
    pub actor: &'a str,
    /// What, as a word: `device.revoke`.
    pub action: &'a str,
    /// To what: an id or a name.
    pub object: &'a str,
}

/// Add a row.
///
/// # Errors
/// When the database fails.
pub fn write(batch: &Batch<'_>, entry: Entry<'_>) -> Result<(), StoreError> {
    let before: Option<(i64, [u8; 32])> = batch
        .tx
        .prepare_cached("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (number, before) = before.map_or((1, [0; 32]), |(number, hash)| (number + 1, hash));
    let hash = hash(before, (number, batch.now.0), entry);
    batch
        .tx
        .prepare_cached(
            "INSERT INTO audit (number, at, actor, action, object, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![number, batch.now.0, entry.actor, entry.action, entry.object, hash])?;
    Ok(())
}

/// Recompute the chain. Returns how many rows hold, and whether all do.
///
/// # Errors
/// When the database fails.
pub fn verify(conn: &Connection) -> Result<(u64, bool), StoreError> {
    let mut statement =
        conn.prepare("SELECT number, at, actor, action, object, hash FROM audit ORDER BY number")?;
    let mut rows = statement.query([])?;
    let (mut before, mut count) = ([0; 32], 0_u64);
    while let Some(row) = rows.next()? {
        let (number, at): (i64, i64) = (row.get(0)?, row.get(1)?);
        let (actor, action): (String, String) = (row.get(2)?, row.get(3)?);
        let (object, stored): (String, [u8; 32]) = (row.get(4)?, row.get(5)?);
        let entry = Entry { actor: &actor, action: &action, object: &object };
        let computed = hash(before, (number, at), entry);
        if computed != stored || number.cast_unsigned() != count + 1 {
            return Ok((count, false));
        }
        (before, count) = (computed, count + 1);
    }
    Ok((count, true))
}

fn hash(before: [u8; 32], (number, at): (i64, i64), entry: Entry<'_>) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("lagesbild 2026 audit v1");
    hasher.update(&before).update(&number.to_le_bytes()).update(&at.to_le_bytes());
    for text in [entry.actor, entry.action, entry.object] {
        hasher.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
    }
    *hasher.finalize().as_bytes()
}
