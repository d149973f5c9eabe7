//! Reading the log: for a device that pulls, and for one document.

use domain::id::DocId;
use domain::log::Logged;
use domain::merge::Document;
use domain::role::Scope;
use rusqlite::{Connection, params};

use crate::PictureError;
use crate::columns::{OPERATION, logged};

/// The newest place in the server's order; 0 when the log is empty.
///
/// # Errors
/// When the database fails.
pub fn head(conn: &Connection) -> Result<i64, PictureError> {
    let head: Option<i64> =
        conn.prepare_cached("SELECT max(seq) FROM operation")?.query_row([], |row| row.get(0))?;
    Ok(head.unwrap_or(0).max(0))
}

/// The operations after a place that a reader may have, in the server's order. That something was
/// erased reaches everybody: it tells no more than ids.
///
/// # Errors
/// When the database fails.
pub fn after(
    conn: &Connection,
    scope: &Scope,
    seq: i64,
    limit: u32,
) -> Result<Vec<Logged>, PictureError> {
    let (covered, owner) = match scope {
        Scope::All => ("(?3 IS NULL OR 1)", None),
        Scope::Organisation { organisation } => (
            "(d.organisation_id = ?3 AND d.kind <> 'edition') OR d.to_organisation = ?3
             OR d.to_everybody",
            Some(*organisation.as_bytes()),
        ),
        Scope::Own { device } => {
            let covered = "(d.device_id = ?3 AND d.kind <> 'edition') OR d.to_device = ?3
                           OR d.to_everybody";
            (covered, Some(*device.as_bytes()))
        }
        Scope::Nothing => ("?3 IS NOT NULL", None),
    };
    let sql = format!(
        "SELECT {OPERATION} FROM operation o LEFT JOIN document d ON d.doc_id = o.doc_id
         WHERE o.seq > max(?1, 0)
           AND ({covered} OR EXISTS (SELECT 1 FROM erased e WHERE e.doc_id = o.doc_id))
         ORDER BY o.seq LIMIT ?2"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![seq, limit, owner], logged)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// All operations of a document, waiting ones too.
///
/// # Errors
/// When the database fails.
pub fn operations(conn: &Connection, doc: DocId) -> Result<Vec<Logged>, PictureError> {
    let sql = format!("SELECT {OPERATION} FROM operation o WHERE o.doc_id = ?1");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([doc.as_bytes()], logged)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The operations of a document up to and with a place in the server's order.
///
/// # Errors
/// When the database fails.
pub fn before(conn: &Connection, doc: DocId, seq: i64) -> Result<Vec<Logged>, PictureError> {
    let sql = format!(
        "SELECT {OPERATION} FROM operation o WHERE o.doc_id = ?1 AND o.seq <= ?2 ORDER BY o.seq"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![doc.as_bytes(), seq], logged)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A document as all its operations together tell it.
///
/// # Errors
/// When the database fails.
pub fn document(conn: &Connection, doc: DocId) -> Result<Option<Document>, PictureError> {
    let operations = operations(conn, doc)?;
    Ok(Document::merge(operations.iter().filter_map(Logged::applied).collect()))
}
