//! Rules broken on purpose, and what a phone or a server without that rule would do. Each must turn a
//! seed red: a check that no broken rule fails proves nothing.

use domain::op::Body;
use domain::role::Role;
use protocol::page::Page;
use protocol::problem::{Problem, ProblemCode};
use protocol::sync::{SyncRequest, SyncResponse};
use rusqlite::{Connection, OptionalExtension as _};
use serde_json::value::RawValue;
use sync_server::store::{Batch, StoreError, ops};

use crate::chance::Chance;

/// A rule broken on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutation {
    /// The phones' drives say that they have synced, and have not.
    ThePhonesDisksLie,
    /// A phone deletes what the server does not show.
    DeletesWhatIsAbsent,
    /// The server's drive says that it has synced, and has not.
    TheServersDiskLies,
    /// The server answers before its commit is done.
    AnswersBeforeTheCommit,
    /// The server takes a run that it has as a new one.
    TakesARepeatAsNew,
    /// The server stores what it understood instead of what it got.
    RewritesWhatItTook,
    /// The server refuses a run with a bad operation in it, instead of setting that one aside.
    StopsAtABadOperation,
    /// A page gets lost after the cursor has moved.
    LosesAPage,
    /// Nobody is told that two people said different things.
    MergesInSilence,
    /// A phone believes a receipt more than what the server has.
    DoesNotSendAgain,
    /// The server takes nothing from a device that may no longer report.
    RefusesTheWithdrawn,
    /// The server takes every stamp as it is claimed.
    DoesNotClamp,
    /// The server takes back what was erased: from a backup, or from a phone that comes late.
    ForgetsWhatWasErased,
    /// The server shows everybody everything.
    ShowsEverything,
    /// What this version does not know is left out when it is passed on.
    DropsUnknownFields,
    /// A cursor is its number; whether time went back is not asked.
    TrustsTheNumberAlone,
    /// The server calls bytes by a name that it has not compared with them.
    NamesWhatItDidNotCheck,
    /// The server leaves in its file what SQLite leaves of erased rows.
    LeavesErasedBytes,
    /// A phone stops trying when it has failed a few times.
    GivesUp,
}

impl Mutation {
    /// Every one, with an invariant that it breaks in some world.
    pub const ALL: [(Self, &'static str); 19] = [
        (Self::ThePhonesDisksLie, "I1 KEPT"),
        (Self::DeletesWhatIsAbsent, "I1 KEPT"),
        (Self::TheServersDiskLies, "I2 ACK-DURABLE"),
        (Self::AnswersBeforeTheCommit, "I2 ACK-DURABLE"),
        (Self::TakesARepeatAsNew, "I3 ONCE"),
        (Self::RewritesWhatItTook, "I4 FROZEN"),
        (Self::StopsAtABadOperation, "I5 NO-WEDGE"),
        (Self::LosesAPage, "I6 CONVERGE"),
        (Self::MergesInSilence, "I7 NO-SILENT-MERGE-LOSS"),
        (Self::DoesNotSendAgain, "I8 RESTORE-SAFE"),
        (Self::RefusesTheWithdrawn, "I9 UNSENT-KEPT"),
        (Self::DoesNotClamp, "I10 CLOCK-FREE-INTAKE"),
        (Self::ForgetsWhatWasErased, "I11 ERASED-STAYS-ERASED"),
        (Self::LeavesErasedBytes, "I11 ERASED-STAYS-ERASED"),
        (Self::ShowsEverything, "I12 SCOPE-TIGHT"),
        (Self::NamesWhatItDidNotCheck, "I13 BLOB-WHOLE"),
        (Self::DropsUnknownFields, "I14 OLD-APP-HARMLESS"),
        (Self::TrustsTheNumberAlone, "I15 ONE-TIMELINE"),
        (Self::GivesUp, "I16 LIVE"),
    ];
}

/// What the server does besides taking a run in.
pub(super) fn take(
    batch: &mut Batch<'_>,
    mutation: Mutation,
    request: &SyncRequest,
) -> Result<(), StoreError> {
    let device = request.device.as_bytes();
    match mutation {
        Mutation::DoesNotClamp => {
            batch.tx.execute(
                "UPDATE operation SET stamp_at = json_extract(body, '$.hlc[0]')
                 WHERE device_id = ?1",
                [device],
            )?;
        }
        Mutation::RewritesWhatItTook => {
            batch.tx.execute(
                "UPDATE operation SET body = json_remove(body, '$.mood')
                 WHERE device_id = ?1 AND json_extract(body, '$.mood') IS NOT NULL",
                [device],
            )?;
        }
        Mutation::TakesARepeatAsNew => {
            let first = request.run.as_ref().map_or(0, |run| run.first).cast_signed();
            batch.tx.execute(
                "INSERT INTO operation SELECT (SELECT max(seq) + 1 FROM operation), device_id,
                   number + 1000000, doc_id, organisation_id, role, user_id, stamp_at, received_at,
                   salt, body
                 FROM operation WHERE device_id = ?1 AND number = ?2 AND received_at < ?3",
                (device, first, batch.now.0),
            )?;
        }
        Mutation::StopsAtABadOperation
            if !ops::set_aside_after(batch.tx, request.device, request.acked)?.is_empty() =>
        {
            return Err(Problem::new(ProblemCode::BadValue, "refused").into());
        }
        Mutation::RefusesTheWithdrawn if is_withdrawn(batch.tx, device)? => {
            return Err(Problem::new(ProblemCode::NotAllowed, "refused").into());
        }
        _ => {}
    }
    Ok(())
}

/// Whatever else is said of it is taken.
pub(super) fn forget_what_was_erased(batch: &Batch<'_>) -> Result<(), StoreError> {
    batch.tx.execute("DELETE FROM erased", [])?;
    Ok(())
}

/// Say that nothing of what was erased is left, and look for nothing.
pub(super) fn leave_bytes(batch: &Batch<'_>) -> Result<(), StoreError> {
    batch.tx.execute("DELETE FROM meta WHERE key = 'file_to_be_cleared'", [])?;
    Ok(())
}

fn is_withdrawn(conn: &Connection, device: &[u8; 16]) -> Result<bool, StoreError> {
    let role: String =
        conn.query_row("SELECT role FROM device WHERE device_id = ?1", [device], |r| r.get(0))?;
    Ok(role == Role::Steering.as_str())
}

/// How the server reads a request.
pub(super) fn read(
    conn: &Connection,
    mutation: Option<Mutation>,
    request: &mut SyncRequest,
) -> Result<(), StoreError> {
    if mutation != Some(Mutation::TrustsTheNumberAlone) {
        return Ok(());
    }
    let epoch: [u8; 16] =
        conn.query_row("SELECT value FROM meta WHERE key = 'epoch'", [], |row| row.get(0))?;
    request.epoch = Some(domain::id::Epoch::from_bytes(epoch));
    let tag: Option<i64> = conn
        .query_row(
            "SELECT tag FROM commit_tag WHERE seq >= ?1 ORDER BY seq LIMIT 1",
            [request.cursor.seq.cast_signed()],
            |row| row.get(0),
        )
        .optional()?;
    request.cursor.tag = tag.map_or(request.cursor.tag, i64::cast_unsigned);
    Ok(())
}

/// Before the server reads for an answer; what is done to the connection is undone afterwards.
pub(super) fn look(
    conn: &Connection,
    mutation: Option<Mutation>,
    request: &SyncRequest,
) -> Result<(), StoreError> {
    if mutation == Some(Mutation::ShowsEverything) {
        conn.execute(
            "UPDATE device SET role = 'coordinator' WHERE device_id = ?1",
            [request.device.as_bytes()],
        )?;
    }
    Ok(())
}

/// What an answer has become when the phone applies it.
pub(super) fn answer(
    mutation: Option<Mutation>,
    (request, chance): (&SyncRequest, &mut Chance),
    response: &mut SyncResponse,
) {
    match mutation {
        Some(Mutation::LosesAPage) if chance.is_one_in(4) => response.page = Page::default(),
        Some(Mutation::DoesNotSendAgain) => response.have = response.have.max(request.acked),
        Some(Mutation::DropsUnknownFields) => {
            for body in &mut response.page.bodies {
                let known = serde_json::from_str::<Body>(body.get()).ok();
                let text = known.and_then(|known| serde_json::to_string(&known).ok());
                if let Some(raw) = text.and_then(|text| RawValue::from_string(text).ok()) {
                    *body = raw;
                }
            }
        }
        _ => {}
    }
}
