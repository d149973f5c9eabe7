//! The full-text index of what reports say. A row whose words changed is due at once and enters the
//! index later, many at a time, since a row alone costs many times its share; whoever searches looks
//! through the rows that are due as well.

use domain::id::DocId;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use crate::PictureError;

const INDEXES: [&str; 2] = ["observation_words", "observation_letters"];

/// A row, the words it holds, and whether the index does not hold them yet.
pub(super) struct Indexed {
    pub(super) number: i64,
    pub(super) words: String,
    pub(super) is_due: bool,
}

/// What the index holds of a report, or is to hold.
pub(super) fn of(conn: &Connection, doc: DocId) -> Result<Option<Indexed>, PictureError> {
    let mut statement = conn.prepare_cached(
        "SELECT number, words, EXISTS (SELECT 1 FROM words_due d WHERE d.number = o.number)
         FROM observation o WHERE doc_id = ?1",
    )?;
    let indexed = statement.query_row([doc.as_bytes()], |row| {
        Ok(Indexed { number: row.get(0)?, words: row.get(1)?, is_due: row.get(2)? })
    });
    Ok(indexed.optional()?)
}

/// Take words that are no more out of the index, and note what is to come in.
pub(super) fn follow(
    tx: &Transaction<'_>,
    before: Option<&Indexed>,
    now: Option<&Indexed>,
) -> Result<(), PictureError> {
    if let (Some(before), Some(now)) = (before, now)
        && before.number == now.number
        && before.words == now.words
    {
        return Ok(());
    }
    if let Some(Indexed { number, words, is_due: false }) = before {
        for index in INDEXES {
            let sql = format!("INSERT INTO {index} ({index}, rowid, words) VALUES (?1, ?2, ?3)");
            tx.prepare_cached(&sql)?.execute(params!["delete", number, words])?;
        }
    }
    match (before, now) {
        (_, Some(now)) => {
            tx.prepare_cached("INSERT INTO words_due (number) VALUES (?1) ON CONFLICT DO NOTHING")?
                .execute([now.number])?;
        }
        (Some(before), None) => {
            tx.prepare_cached("DELETE FROM words_due WHERE number = ?1")?
                .execute([before.number])?;
        }
        (None, None) => {}
    }
    Ok(())
}

/// Put rows that are due into the index, so many at the most, the oldest first. Returns whether more are due.
///
/// # Errors
/// When the database fails.
pub fn catch_up(tx: &Transaction<'_>, most: u32) -> Result<bool, PictureError> {
    let mut due = tx.prepare_cached(
        "SELECT o.number, o.words FROM words_due d JOIN observation o ON o.number = d.number
         ORDER BY d.number LIMIT ?1",
    )?;
    let due = due.query_map([most], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let due = due.collect::<Result<Vec<(i64, String)>, _>>()?;
    for index in INDEXES {
        let sql = format!("INSERT INTO {index} (rowid, words) VALUES (?1, ?2)");
        let mut insert = tx.prepare_cached(&sql)?;
        for (number, words) in &due {
            insert.execute(params![number, words])?;
        }
    }
    let last = due.last().map_or(i64::MAX, |(number, _)| *number);
    tx.prepare_cached("DELETE FROM words_due WHERE number <= ?1")?.execute([last])?;
    is_behind(tx, 0)
}

/// Whether more rows than so many may be due: told by the ends of the list, without counting it.
///
/// # Errors
/// When the database fails.
pub fn is_behind(conn: &Connection, most: u32) -> Result<bool, PictureError> {
    let mut statement = conn.prepare_cached(
        "SELECT (SELECT max(number) FROM words_due) - (SELECT min(number) FROM words_due) + 1",
    )?;
    let span: Option<i64> = statement.query_row([], |row| row.get(0))?;
    Ok(span.is_some_and(|span| span > i64::from(most)))
}

/// An empty index.
pub(super) fn clear(tx: &Transaction<'_>) -> Result<(), PictureError> {
    for index in INDEXES {
        tx.execute(&format!("INSERT INTO {index} ({index}) VALUES ('delete-all')"), [])?;
    }
    tx.execute("DELETE FROM words_due", [])?;
    Ok(())
}
