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

/// A row of the record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Row {
    /// Its number, from 1.
    pub number: i64,
    /// When, milliseconds since 1970 in UTC.
    pub at: i64,
    /// Who: a user's or device's id, or `command line`.
    pub actor: String,
    /// What.
    pub action: String,
    /// To what.
    pub object: String,
    /// Hash of this row and, through the one before, of all before it, in hexadecimal.
    pub hash: String,
}

/// Hand every row after a number to `each`, oldest first.
///
/// # Errors
/// When the database or `each` fails.
pub fn rows(
    conn: &Connection,
    after: i64,
    mut each: impl FnMut(Row) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = conn.prepare(
        "SELECT number, at, actor, action, object, hash FROM audit WHERE number > ?1
         ORDER BY number",
    )?;
    let mut rows = statement.query([after])?;
    while let Some(row) = rows.next()? {
        each(read(row)?)?;
    }
    Ok(())
}

/// The newest rows of these two actions, the newest first.
///
/// # Errors
/// When the database fails.
pub fn newest_of(
    conn: &Connection,
    [one, other]: [&str; 2],
    limit: u32,
) -> Result<Vec<Row>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT number, at, actor, action, object, hash FROM audit WHERE action IN (?1, ?2)
         ORDER BY number DESC LIMIT ?3",
    )?;
    let rows = statement.query_map(params![one, other, limit], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        number: row.get(0)?,
        at: row.get(1)?,
        actor: row.get(2)?,
        action: row.get(3)?,
        object: row.get(4)?,
        hash: blake3::Hash::from_bytes(row.get(5)?).to_hex().to_string(),
    })
}

/// The number of the newest row; 0 when there is none.
///
/// # Errors
/// When the database fails.
pub fn newest(conn: &Connection) -> Result<i64, StoreError> {
    Ok(conn.query_row("SELECT coalesce(max(number), 0) FROM audit", [], |row| row.get(0))?)
}

/// Whether there is a row with this hash. One noted outside the server tells whether rows were taken
/// away at the end, which the chain alone cannot.
///
/// # Errors
/// When the database fails.
pub fn has(conn: &Connection, hash: &str) -> Result<bool, StoreError> {
    let Ok(hash) = blake3::Hash::from_hex(hash) else { return Ok(false) };
    Ok(conn.prepare("SELECT 1 FROM audit WHERE hash = ?1")?.exists([hash.as_bytes()])?)
}

fn hash(before: [u8; 32], (number, at): (i64, i64), entry: Entry<'_>) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("lagesbild 2026 audit v1");
    hasher.update(&before).update(&number.to_le_bytes()).update(&at.to_le_bytes());
    for text in [entry.actor, entry.action, entry.object] {
        hasher.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
    }
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::super::Store;
    use super::*;
    use crate::seams::Seams;

    /// Five rows, then somebody with the file in their hands.
    fn holds_after(tampering: &'static str) -> (bool, bool) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), Seams::real()).unwrap();
        for object in ["a", "b", "c", "d", "e"] {
            let entry = Entry { actor: "somebody", action: "report.read", object };
            store.write_now(move |batch| write(batch, entry)).unwrap();
        }
        let mut last = String::new();
        let note = |conn: &Connection| {
            rows(conn, 0, |row| {
                last = row.hash;
                Ok(())
            })
        };
        store.read_now(note).unwrap();
        let tamper = move |batch: &mut Batch<'_>| Ok(batch.tx.execute_batch(tampering)?);
        store.write_now(tamper).unwrap();
        let (_, holds) = store.read_now(verify).unwrap();
        (holds, store.read_now(|conn| has(conn, &last)).unwrap())
    }

    #[test]
    fn a_row_that_was_changed_or_taken_out_is_found() {
        assert_eq!(holds_after("SELECT 1"), (true, true));
        let changes = [
            "UPDATE audit SET actor = 'nobody' WHERE number = 2",
            "UPDATE audit SET at = at + 1 WHERE number = 2",
            "UPDATE audit SET object = 'x' WHERE number = 5",
            "DELETE FROM audit WHERE number = 3",
            "DELETE FROM audit WHERE number = 3; UPDATE audit SET number = number - 1 WHERE number > 3",
            "UPDATE audit SET object = CASE number WHEN 2 THEN 'c' ELSE 'b' END WHERE number IN (2, 3)",
        ];
        for tampering in changes {
            assert!(!holds_after(tampering).0, "{tampering}");
        }
    }

    #[test]
    fn rows_taken_away_at_the_end_are_found_by_a_hash_noted_outside() {
        assert_eq!(holds_after("DELETE FROM audit WHERE number > 3"), (true, false));
    }
}
