//! *Utlämnande*: who asked for what, which documents it concerns, what of them is masked on which ground, and what
//! was decided. Holds no words of the documents, only where in them something is masked.

use domain::clock::UtcMillis;
use domain::id::DocId;
use protocol::problem::{Problem, ProblemCode};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;

use super::audit::{self, Entry};
use super::{Batch, StoreError, holds};

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Disclosure {
    /// Its diary number, and the name of its hold.
    pub code: String,
    /// What is asked for, without who asks.
    pub request: String,
    /// `tf` or `2025:170`.
    pub basis: String,
    /// Since when.
    pub began_at: UtcMillis,
    /// When it was decided.
    pub decided_at: Option<UtcMillis>,
    /// `released`, `partly` or `refused`.
    pub outcome: Option<String>,
    /// The function that decided.
    pub decided_by: Option<String>,
    /// BLAKE3 of the copy, in hexadecimal.
    pub copy: Option<String>,
    /// The documents.
    pub documents: Vec<DocId>,
    /// What is masked.
    pub masks: Vec<Mask>,
    /// What was shown of it last.
    #[serde(skip)]
    pub seen: Option<Seen>,
}

impl Disclosure {
    /// What is masked of a field.
    pub fn of(&self, document: DocId, field: &str) -> Vec<&Mask> {
        self.masks.iter().filter(|it| it.document == document && it.field == field).collect()
    }
}

/// What the documents of a case said when they were shown, by its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen(pub String);

/// What is masked of one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mask {
    /// Of which document.
    pub document: DocId,
    /// The field.
    pub field: String,
    /// From which code point to which; none: all of it.
    pub part: Option<(usize, usize)>,
    /// The paragraph it rests on.
    pub ground: String,
    /// BLAKE3 of the field's text when it was masked, in hexadecimal.
    #[serde(skip)]
    pub of: String,
}

/// Begin a case; its documents are held from now on.
///
/// # Errors
/// When there is one of that number, nothing is named, or the database fails.
pub fn begin(
    batch: &mut Batch<'_>,
    (code, request, basis): (&str, &str, &str),
    documents: &[DocId],
) -> Result<(), StoreError> {
    if documents.is_empty() {
        return Err(
            Problem::new(ProblemCode::NotFound, "nothing was found that it concerns").into()
        );
    }
    holds::begin(batch, (code, "utlämnande"), documents)?;
    batch
        .tx
        .prepare_cached(
            "INSERT INTO disclosure (code, request, basis, began_at) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![code, request, basis, batch.now.0])?;
    let mut add = batch.tx.prepare_cached(
        "INSERT OR IGNORE INTO disclosure_document (code, doc_id) VALUES (?1, ?2)",
    )?;
    for doc in documents {
        add.execute(params![code, doc.as_bytes()])?;
    }
    audit::write(batch, Entry { actor: "command line", action: "disclosure.begin", object: code })
}

/// A person was shown what the documents of a case say.
///
/// # Errors
/// When the database fails.
pub fn show(batch: &Batch<'_>, code: &str, seen: &Seen) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached("UPDATE disclosure SET seen = ?2 WHERE code = ?1")?
        .execute(params![code, seen.0])?;
    audit::write(batch, Entry { actor: "command line", action: "disclosure.show", object: code })
}

/// Mask parts of a field of one of its documents. Masks of the field as it was before go.
///
/// # Errors
/// When the case is decided, or the database fails.
pub fn mask(batch: &mut Batch<'_>, code: &str, masks: &[Mask]) -> Result<(), StoreError> {
    open(batch.tx, code)?;
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let mut forget = batch.tx.prepare_cached(
        "DELETE FROM disclosure_mask
         WHERE code = ?1 AND doc_id = ?2 AND field = ?3 AND text_hash <> ?4",
    )?;
    let mut add = batch.tx.prepare_cached(
        "INSERT INTO disclosure_mask (code, doc_id, field, begins, ends, ground, text_hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for mask in masks {
        let (doc, (from, to)) = (mask.document.as_bytes(), mask.part.unwrap_or_default());
        forget.execute(params![code, doc, mask.field, mask.of])?;
        let part = (number(from), number(to));
        add.execute(params![code, doc, mask.field, part.0, part.1, mask.ground, mask.of])?;
    }
    if let Some(mask) = masks.first() {
        let object = format!("{code}: {} of {}, {}", mask.field, mask.document, mask.ground);
        let entry = Entry { actor: "command line", action: "disclosure.mask", object: &object };
        audit::write(batch, entry)?;
    }
    Ok(())
}

/// Take every mask of a field away.
///
/// # Errors
/// When the case is decided, nothing of the field is masked, or the database fails.
pub fn unmask(
    batch: &mut Batch<'_>,
    code: &str,
    (document, field): (DocId, &str),
) -> Result<(), StoreError> {
    open(batch.tx, code)?;
    let gone = batch
        .tx
        .prepare_cached(
            "DELETE FROM disclosure_mask WHERE code = ?1 AND doc_id = ?2 AND field = ?3",
        )?
        .execute(params![code, document.as_bytes(), field])?;
    if gone == 0 {
        let what = format!("nothing of `{field}` of {document} is masked");
        return Err(Problem::new(ProblemCode::NotFound, what).into());
    }
    let object = format!("{code}: {field} of {document}");
    let entry = Entry { actor: "command line", action: "disclosure.unmask", object: &object };
    audit::write(batch, entry)
}

/// Decide. The hold stays until the case is closed: a decision may be appealed.
///
/// # Errors
/// When it is decided already, or the database fails.
pub fn decide(
    batch: &mut Batch<'_>,
    (code, outcome, decided_by): (&str, &str, &str),
    copy: &str,
) -> Result<(), StoreError> {
    let case = open(batch.tx, code)?;
    batch
        .tx
        .prepare_cached(
            "UPDATE disclosure SET decided_at = ?2, outcome = ?3, decided_by = ?4, copy = ?5
             WHERE code = ?1",
        )?
        .execute(params![code, batch.now.0, outcome, decided_by, copy])?;
    if outcome != "refused" {
        let what = format!("utlämnande {code}, {outcome}");
        holds::note_handed_out(batch, (&what, "the one who asked"), &case.documents)?;
    }
    let object = format!("{code}: {outcome} by {decided_by}, copy {copy}");
    audit::write(
        batch,
        Entry { actor: "command line", action: "disclosure.decide", object: &object },
    )
}

/// A case that is not decided yet.
fn open(conn: &Connection, code: &str) -> Result<Disclosure, StoreError> {
    let missing = || Problem::new(ProblemCode::NotFound, format!("no case `{code}`"));
    let case = find(conn, code)?.ok_or_else(missing)?;
    if case.decided_at.is_some() {
        let what = format!("`{code}` is decided already");
        return Err(Problem::new(ProblemCode::AlreadyExists, what).into());
    }
    Ok(case)
}

/// A case by its number.
///
/// # Errors
/// When the database fails.
pub fn find(conn: &Connection, code: &str) -> Result<Option<Disclosure>, StoreError> {
    let case = conn
        .query_row(
            "SELECT code, request, basis, began_at, decided_at, outcome, decided_by, copy, seen
             FROM disclosure WHERE code = ?1",
            [code],
            |row| {
                Ok(Disclosure {
                    code: row.get(0)?,
                    request: row.get(1)?,
                    basis: row.get(2)?,
                    began_at: UtcMillis(row.get(3)?),
                    decided_at: row.get::<_, Option<i64>>(4)?.map(UtcMillis),
                    outcome: row.get(5)?,
                    decided_by: row.get(6)?,
                    copy: row.get(7)?,
                    documents: Vec::new(),
                    masks: Vec::new(),
                    seen: row.get::<_, Option<String>>(8)?.map(Seen),
                })
            },
        )
        .optional()?;
    let Some(mut case) = case else { return Ok(None) };
    let mut documents =
        conn.prepare("SELECT doc_id FROM disclosure_document WHERE code = ?1 ORDER BY doc_id")?;
    let rows = documents.query_map([code], |row| Ok(DocId::from_bytes(row.get(0)?)))?;
    case.documents = rows.collect::<Result<_, _>>()?;
    let mut masks = conn.prepare(
        "SELECT doc_id, field, begins, ends, ground, text_hash FROM disclosure_mask WHERE code = ?1
         ORDER BY number",
    )?;
    let rows = masks.query_map([code], |row| {
        let (from, to): (u32, u32) = (row.get(2)?, row.get(3)?);
        Ok(Mask {
            document: DocId::from_bytes(row.get(0)?),
            field: row.get(1)?,
            part: (to > 0).then_some((from as usize, to as usize)),
            ground: row.get(4)?,
            of: row.get(5)?,
        })
    })?;
    case.masks = rows.collect::<Result<_, _>>()?;
    Ok(Some(case))
}

/// Numbers of all cases, the newest first.
///
/// # Errors
/// When the database fails.
pub fn codes(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = conn.prepare("SELECT code FROM disclosure ORDER BY began_at DESC, code")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
