//! The full-text index of what reports say: written beside the row, and only when the words changed.

use domain::id::DocId;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use crate::PictureError;

const INDEXES: [&str; 2] = ["observation_words", "observation_letters"];

/// A row of the index: its number, and the words it holds.
pub(super) struct Indexed {
    number: i64,
    words: String,
}

/// What the index holds of a report.
pub(super) fn of(conn: &Connection, doc: DocId) -> Result<Option<Indexed>, PictureError> {
    let mut statement =
        conn.prepare_cached("SELECT number, words FROM observation WHERE doc_id = ?1")?;
    let indexed = statement
        .query_row([doc.as_bytes()], |row| Ok(Indexed { number: row.get(0)?, words: row.get(1)? }));
    Ok(indexed.optional()?)
}

/// Bring the index from what it held to what the row says now.
pub(super) fn follow(
    tx: &Transaction<'_>,
    before: Option<&Indexed>,
    now: Option<&Indexed>,
) -> Result<(), PictureError> {
    let is_same = match (before, now) {
        (Some(before), Some(now)) => before.number == now.number && before.words == now.words,
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    };
    if is_same {
        return Ok(());
    }
    for index in INDEXES {
        if let Some(Indexed { number, words }) = before {
            let sql = format!("INSERT INTO {index} ({index}, rowid, words) VALUES (?1, ?2, ?3)");
            tx.prepare_cached(&sql)?.execute(params!["delete", number, words])?;
        }
        if let Some(Indexed { number, words }) = now {
            tx.prepare_cached(&format!("INSERT INTO {index} (rowid, words) VALUES (?1, ?2)"))?
                .execute(params![number, words])?;
        }
    }
    Ok(())
}

/// An empty index.
pub(super) fn clear(tx: &Transaction<'_>) -> Result<(), PictureError> {
    for index in INDEXES {
        tx.execute(&format!("INSERT INTO {index} ({index}) VALUES ('delete-all')"), [])?;
    }
    Ok(())
}
