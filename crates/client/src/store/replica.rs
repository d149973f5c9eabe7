//! The picture on this phone: what the server sent, and what still waits here. The server's order is
//! only true within one life of its log; what another life had is kept, unconfirmed.

use std::collections::BTreeSet;

use domain::id::{DeviceId, DocId};
use domain::log::Logged;
use picture::project::{self, Touched};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::StoreError;

/// Places below this are of operations that another life of the log had and this one has not shown
/// yet. Own waiting operations lie between it and zero.
pub(super) const UNCONFIRMED_BELOW: i64 = -(1 << 40);

/// The place of an own operation that waits.
pub(crate) fn waiting_seq(number: u64) -> i64 {
    -number.cast_signed()
}

/// Put operations into the log and write the documents they touch.
pub(crate) fn apply(tx: &Transaction<'_>, operations: &[Logged]) -> Result<(), StoreError> {
    let mut touched = Touched::default();
    for operation in operations {
        if touched.is_full() {
            touched.settle(tx)?;
        }
        touched.record(tx, operation)?;
    }
    Ok(touched.settle(tx)?)
}

/// Take own operations out of the picture again: the server set them aside, or the phone got its
/// id. Their bytes stay in the outbox.
pub(crate) fn take_back(tx: &Transaction<'_>, operations: &[Logged]) -> Result<(), StoreError> {
    let mut docs = BTreeSet::new();
    for operation in operations {
        project::take_back(tx, operation)?;
        docs.extend(operation.frozen.read().ok().map(|body| body.doc));
    }
    Ok(project::settle(tx, &docs)?)
}

/// The log parted after a place: what came later is kept but has no place any more. Whatever the
/// new life has of it takes its place again.
pub(crate) fn unconfirm_after(tx: &Transaction<'_>, seq: u64) -> Result<usize, StoreError> {
    let lowest: Option<i64> = tx.query_row("SELECT min(seq) FROM operation", [], |r| r.get(0))?;
    let floor = lowest.unwrap_or(0).min(UNCONFIRMED_BELOW);
    let after = i64::try_from(seq).unwrap_or(i64::MAX);
    Ok(tx.execute(
        "UPDATE operation SET seq = ?1 - seq WHERE seq > max(?2, 0)",
        params![floor, after],
    )?)
}

/// Documents that others began and of which something has not been shown by the log as it is read
/// now, in the order of their ids.
pub(crate) fn unshown(
    conn: &Connection,
    own: DeviceId,
    (after, count): (DocId, usize),
) -> Result<Vec<DocId>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT o.doc_id FROM operation o
           WHERE o.seq < ?1 AND o.doc_id > ?2 AND NOT EXISTS (
             SELECT 1 FROM document d WHERE d.doc_id = o.doc_id AND d.device_id = ?3)
         ORDER BY o.doc_id LIMIT ?4",
    )?;
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let asked = params![UNCONFIRMED_BELOW, after.as_bytes(), own.as_bytes(), count];
    let rows = statement.query_map(asked, |row| Ok(DocId::from_bytes(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Documents that may no longer be read here leave the log, the tables and the index.
pub(crate) fn let_go(tx: &Transaction<'_>, docs: &[DocId]) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached("DELETE FROM operation WHERE doc_id = ?1")?;
    for doc in docs {
        statement.execute([doc.as_bytes()])?;
    }
    Ok(project::settle(tx, &docs.iter().copied().collect())?)
}

/// Whether a document is known here, waiting or received, readable or set aside.
pub(crate) fn has(conn: &Connection, doc: DocId) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM document WHERE doc_id = ?1)
                OR EXISTS (SELECT 1 FROM outbox WHERE doc_id = ?1)",
        )?
        .query_row([doc.as_bytes()], |_| Ok(()))
        .optional()?
        .is_some())
}

/// Whether anything that was said of a document is on this disk, sent or not, or a draft of it.
pub(crate) fn has_bytes(conn: &Connection, doc: DocId) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM operation
             WHERE doc_id = ?1 AND json_extract(body, '$.kind') <> 'erase')
           OR EXISTS (SELECT 1 FROM outbox WHERE doc_id = ?1 AND body <> '')
           OR EXISTS (SELECT 1 FROM draft WHERE doc_id = ?1)
           OR EXISTS (SELECT 1 FROM held_photo WHERE doc_id = ?1)",
    )?;
    Ok(statement.exists([doc.as_bytes()])?)
}
