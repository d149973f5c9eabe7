//! The chains of devices as far as the log has them: hashes, and runs with their signatures, so that a
//! reader can hand on after a restore what its author signed.

use domain::id::DeviceId;
use domain::op::{Frozen, Link, OpHash};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use crate::PictureError;

/// A run as it was signed, without its operations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRow {
    /// Whose.
    pub device: DeviceId,
    /// Its first number.
    pub first: u64,
    /// Its last number.
    pub last: u64,
    /// Hash of the operation before the first; none where the log tells it.
    pub previous: Option<OpHash>,
    /// The device's signature.
    pub signature: Vec<u8>,
}

const RUN: &str = "r.device_id, r.first, r.last, r.previous, r.signature";

fn run(row: &Row<'_>) -> rusqlite::Result<RunRow> {
    Ok(RunRow {
        device: DeviceId::from_bytes(row.get(0)?),
        first: row.get::<_, i64>(1)?.cast_unsigned(),
        last: row.get::<_, i64>(2)?.cast_unsigned(),
        previous: row.get::<_, Option<[u8; 32]>>(3)?.map(OpHash),
        signature: row.get(4)?,
    })
}

/// Remember a run.
///
/// # Errors
/// When the database fails.
pub fn put_run(tx: &Transaction<'_>, run: &RunRow) -> Result<(), PictureError> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO run (device_id, last, first, previous, signature)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        run.device.as_bytes(),
        run.last.cast_signed(),
        run.first.cast_signed(),
        run.previous.map(|hash| hash.0),
        run.signature,
    ])?;
    Ok(())
}

/// Remember the hash of an operation that the log does not show. One that was erased stays so.
///
/// # Errors
/// When the database fails.
pub fn put_gone(
    tx: &Transaction<'_>,
    device: DeviceId,
    (number, hash): (u64, OpHash),
) -> Result<(), PictureError> {
    tx.prepare_cached(
        "INSERT INTO gone (device_id, number, hash) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?
    .execute(params![device.as_bytes(), number.cast_signed(), hash.0])?;
    Ok(())
}

/// Forget the hash of an operation whose bytes have come after all.
///
/// # Errors
/// When the database fails.
pub fn drop_gone(tx: &Transaction<'_>, device: DeviceId, number: u64) -> Result<(), PictureError> {
    tx.prepare_cached("DELETE FROM gone WHERE device_id = ?1 AND number = ?2 AND op_id IS NULL")?
        .execute(params![device.as_bytes(), number.cast_signed()])?;
    Ok(())
}

/// The runs of a device that have a number between two, both included, oldest first.
///
/// # Errors
/// When the database fails.
pub fn runs(
    conn: &Connection,
    device: DeviceId,
    (from, to): (u64, u64),
) -> Result<Vec<RunRow>, PictureError> {
    let sql = format!(
        "SELECT {RUN} FROM run r WHERE r.device_id = ?1 AND r.last >= ?2 AND r.first <= ?3
         ORDER BY r.last"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let key = params![device.as_bytes(), from.cast_signed(), to.cast_signed()];
    let rows = statement.query_map(key, run)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What there is of a device's chain between two numbers, both included, with the first missing
/// number as the end.
///
/// # Errors
/// When the database fails.
pub fn links(
    conn: &Connection,
    device: DeviceId,
    (from, to): (u64, u64),
) -> Result<Vec<Link>, PictureError> {
    let mut statement = conn.prepare_cached(
        "SELECT number, salt, body, NULL FROM operation
           WHERE device_id = ?1 AND number BETWEEN ?2 AND ?3
         UNION ALL SELECT number, NULL, NULL, hash FROM gone
           WHERE device_id = ?1 AND number BETWEEN ?2 AND ?3
         ORDER BY number",
    )?;
    let key = params![device.as_bytes(), from.cast_signed(), to.cast_signed()];
    let mut rows = statement.query(key)?;
    let mut links = Vec::new();
    while let Some(row) = rows.next()? {
        let number = row.get::<_, i64>(0)?.cast_unsigned();
        if number != from + links.len() as u64 {
            break;
        }
        links.push(match row.get::<_, Option<[u8; 32]>>(3)? {
            Some(hash) => Link::Gone(OpHash(hash)),
            None => Link::Whole(Frozen { salt: row.get(1)?, body: row.get(2)? }),
        });
    }
    Ok(links)
}

/// The numbers of a device between two, both included, that the log has, and with their hashes those
/// that it does not show.
///
/// # Errors
/// When the database fails.
pub fn outline(
    conn: &Connection,
    device: DeviceId,
    (from, to): (u64, u64),
) -> Result<Vec<(u64, Option<OpHash>)>, PictureError> {
    let mut statement = conn.prepare_cached(
        "SELECT number, NULL FROM operation WHERE device_id = ?1 AND number BETWEEN ?2 AND ?3
         UNION ALL SELECT number, hash FROM gone
           WHERE device_id = ?1 AND number BETWEEN ?2 AND ?3
         ORDER BY number",
    )?;
    let key = params![device.as_bytes(), from.cast_signed(), to.cast_signed()];
    let rows = statement.query_map(key, |row| {
        let hash: Option<[u8; 32]> = row.get(1)?;
        Ok((row.get::<_, i64>(0)?.cast_unsigned(), hash.map(OpHash)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The hash before a number, as far as the log tells it.
///
/// # Errors
/// When the database fails.
pub fn hash_before(
    conn: &Connection,
    device: DeviceId,
    number: u64,
) -> Result<Option<OpHash>, PictureError> {
    if number <= 1 {
        return Ok(Some(OpHash::START));
    }
    let known: Option<(i64, Option<[u8; 32]>)> = conn
        .prepare_cached(
            "SELECT first, previous FROM run WHERE device_id = ?1 AND first <= ?2
               AND (previous IS NOT NULL OR first = 1) ORDER BY first DESC LIMIT 1",
        )?
        .query_row(params![device.as_bytes(), number.cast_signed()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let (first, mut hash) = match known {
        Some((first, previous)) => (first.cast_unsigned(), previous.map_or(OpHash::START, OpHash)),
        None => (1, OpHash::START),
    };
    if first == number {
        return Ok(Some(hash));
    }
    let links = links(conn, device, (first, number - 1))?;
    if links.len() as u64 != number - first {
        return Ok(None);
    }
    for (link, number) in links.iter().zip(first..) {
        hash = link.hash(device, number, hash);
    }
    Ok(Some(hash))
}
