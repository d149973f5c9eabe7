//! A copy of the database as one file, taken beside the running writer, and whether a copy holds what
//! it should: SQLite's own check, chains, audit, and the picture built anew from the log.

use std::collections::BTreeMap;
use std::path::Path;

use domain::clock::UtcMillis;
use domain::id::{DeviceId, DocId};
use domain::op::OpHash;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params};

use super::{StoreError, audit, devices, lives, meta, schema};

/// What is counted in a copy, and compared with what was counted when it was taken.
const COUNTED: [&str; 12] = [
    "operation",
    "run",
    "gone",
    "erased",
    "document",
    "observation",
    "contest",
    "device",
    "person",
    "quarantine",
    "blob",
    "audit",
];
/// Tables that follow from the log, each with what orders its rows.
const PROJECTED: [(&str, &str); 5] = [
    ("document", "doc_id"),
    ("observation", "doc_id"),
    ("contest", "doc_id, field, kept"),
    ("merged_incident", "doc_id"),
    ("apart", "one, other"),
];
/// Rows that enter the full-text index of a copy at a time, before it is checked.
const WORDS_AT_ONCE: u32 = 10_000;
/// Links of a chain that are read at a time.
const LINKS: u64 = 500;
/// SQLite asks this often, in steps of its machine, whether to go on.
const STEPS: i32 = 10_000;
/// A photo that was promised and has not come within this time holds nothing back any more.
const PHOTO_AWAITED_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// What a copy holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// How far its log had come.
    pub mark: lives::Mark,
    /// Rows by table.
    pub counts: BTreeMap<String, u64>,
    /// Equal for equal logs.
    pub state: [u8; 32],
    /// Attachments that count as here, with their lengths.
    pub blobs: BTreeMap<domain::blob::BlobName, u64>,
}

/// Write the database as it is now to a new file, without stopping anybody. `go_on` is asked now and
/// then, and the copy ends when it says no.
///
/// # Errors
/// When either file fails, or the copy was ended.
pub fn write(
    from: &Path,
    to: &Path,
    go_on: impl FnMut() -> bool + Send + 'static,
) -> Result<(), StoreError> {
    let mut conn = picture::connect::open_to_read(from, None)?;
    conn.pragma_update(None, "query_only", false)?;
    let mut go_on = go_on;
    conn.progress_handler(STEPS, Some(move || !go_on()))?;
    let to = to.to_str().ok_or_else(|| StoreError::Commit("the path is not text".to_owned()))?;
    conn.execute("VACUUM INTO ?1", [to])?;
    Ok(())
}

/// Open a copy that nobody else uses, as the server would.
///
/// # Errors
/// When it does not open, or was written by a newer program.
pub fn open(path: &Path) -> Result<Connection, StoreError> {
    let mut conn = picture::connect::open(path, None)?;
    picture::migrate::run(&mut conn, &schema::STEPS)?;
    Ok(conn)
}

/// What it holds.
///
/// # Errors
/// When it cannot be read.
pub fn contents(conn: &Connection) -> Result<Contents, StoreError> {
    let mut counts = BTreeMap::new();
    for table in COUNTED {
        let count = format!("SELECT count(*) FROM {table}");
        let count: i64 = conn.query_row(&count, [], |row| row.get(0))?;
        counts.insert(table.to_owned(), count.cast_unsigned());
    }
    let mut statement = conn.prepare("SELECT hash, length FROM blob WHERE length IS NOT NULL")?;
    let blobs = statement.query_map([], |row| {
        let length: i64 = row.get(1)?;
        Ok((domain::blob::BlobName::from_bytes(row.get(0)?), length.cast_unsigned()))
    })?;
    let blobs = blobs.collect::<Result<_, _>>()?;
    Ok(Contents { mark: lives::mark(conn)?, counts, state: picture::project::hash(conn)?, blobs })
}

/// Up to which number of each device everything is in a copy: the reports, and the photos they speak
/// of. `is_there` tells which attachments lie beside the copy.
///
/// # Errors
/// When it cannot be read.
pub fn covered(
    conn: &Connection,
    taken_at: UtcMillis,
    is_there: impl Fn(&domain::blob::BlobName) -> bool,
) -> Result<BTreeMap<DeviceId, u64>, StoreError> {
    let mut covered = BTreeMap::new();
    for device in devices::list(conn)? {
        covered.insert(device.id, device.have);
    }
    let mut statement = conn.prepare("SELECT hash, device_id, doc_id FROM blob_reference")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let name = domain::blob::BlobName::from_bytes(row.get(0)?);
        if is_there(&name) {
            continue;
        }
        let (device, doc) = (DeviceId::from_bytes(row.get(1)?), DocId::from_bytes(row.get(2)?));
        let since = taken_at.plus_ms(-PHOTO_AWAITED_MS);
        let first: Option<i64> = conn
            .prepare_cached(
                "SELECT min(number) FROM operation
                 WHERE device_id = ?1 AND doc_id = ?2 AND received_at > ?3",
            )?
            .query_row(params![device.as_bytes(), doc.as_bytes(), since.0], |row| row.get(0))?;
        if let (Some(first), Some(number)) = (first, covered.get_mut(&device)) {
            *number = (*number).min(first.cast_unsigned().saturating_sub(1));
        }
    }
    Ok(covered)
}

/// Everything that is wrong with a copy; it is changed on the way, so it must be one of its own.
///
/// # Errors
/// When it cannot be read at all.
pub fn faults(conn: &mut Connection) -> Result<Vec<String>, StoreError> {
    let mut faults = Vec::new();
    let mut statement = conn.prepare("PRAGMA integrity_check(20)")?;
    for said in statement.query_map([], |row| row.get::<_, String>(0))? {
        faults.push(said?);
    }
    drop(statement);
    faults.retain(|said| said != "ok");
    let foreign = conn.prepare("PRAGMA foreign_key_check")?.exists([])?;
    if foreign {
        faults.push("a row speaks of one that is not there".to_owned());
    }
    let (_, audit_holds) = audit::verify(conn)?;
    if !audit_holds {
        faults.push("the audit chain is broken".to_owned());
    }
    if meta::own_device(conn)?.is_none() {
        faults.push("the server's own device is missing".to_owned());
    }
    faults.extend(chains(conn)?);
    let tx = conn.transaction()?;
    while picture::project::words::catch_up(&tx, WORDS_AT_ONCE)? {}
    for table in ["observation_words", "observation_letters"] {
        let check = format!("INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)");
        if tx.execute(&check, []).is_err() {
            faults.push(format!("the index {table} does not go with its table"));
        }
    }
    let lived = projected(&tx)?;
    picture::project::rebuild(&tx)?;
    if projected(&tx)? != lived {
        faults.push("the picture does not follow from the log".to_owned());
    }
    drop(tx);
    Ok(faults)
}

/// Each device's chain, from its first operation to its last, ends in the hash that is stored.
fn chains(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let mut faults = Vec::new();
    let mut statement = conn.prepare("SELECT device_id FROM device")?;
    let ids = statement
        .query_map([], |row| Ok(DeviceId::from_bytes(row.get(0)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    for id in ids {
        let Some(device) = devices::find(conn, id)? else { continue };
        let (mut number, mut hash) = (0, OpHash::START);
        while number < device.have {
            let upto = device.have.min(number + LINKS);
            let links = picture::chain::links(conn, id, (number + 1, upto))?;
            for link in &links {
                number += 1;
                hash = link.hash(id, number, hash);
            }
            if number < upto {
                break;
            }
        }
        if number != device.have || hash != device.head_hash {
            faults.push(format!("the chain of device {id} is broken after {number}"));
        }
    }
    Ok(faults)
}

/// A digest of everything that follows from the log, but for the numbers of rows.
fn projected(conn: &Connection) -> Result<[u8; 32], StoreError> {
    let mut hasher = blake3::Hasher::new();
    for (table, order) in PROJECTED {
        let mut statement = conn.prepare(&format!("SELECT * FROM {table} ORDER BY {order}"))?;
        let counted: Vec<usize> = (0..statement.column_count())
            .filter(|at| table != "observation" || statement.column_name(*at) != Ok("number"))
            .collect();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            hasher.update(table.as_bytes());
            for at in &counted {
                match row.get_ref(*at)? {
                    ValueRef::Null => hasher.update(b"n"),
                    ValueRef::Integer(number) => hasher.update(b"i").update(&number.to_le_bytes()),
                    ValueRef::Real(number) => hasher.update(b"r").update(&number.to_le_bytes()),
                    ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                        hasher.update(&(bytes.len() as u64).to_le_bytes()).update(bytes)
                    }
                };
            }
        }
    }
    Ok(*hasher.finalize().as_bytes())
}
