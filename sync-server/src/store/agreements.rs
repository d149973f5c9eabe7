//! Agreements that organisations' access rests on. Reading is allowed while one is in force; what was
//! reported before the last one ended comes in whenever it arrives.

use domain::clock::UtcMillis;
use domain::id::OrganisationId;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::Serialize;

use super::configuration::begins_at;
use super::{Batch, StoreError, access};
use crate::config::Configuration;
use crate::keep::{Access, Ended};

/// An agreement as the server decides by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    /// Never changes.
    pub code: String,
    /// As written in it.
    pub purpose: String,
    /// Its first moment.
    pub begins_at: UtcMillis,
    /// The first moment after it: after its last day, or when it was ended; none: until further
    /// notice.
    pub ends_at: Option<UtcMillis>,
    /// Whether it stands in the configuration; else it was made on the command line.
    pub is_configured: bool,
}

impl Held {
    /// Whether it is in force.
    pub fn is_in_force(&self, now: UtcMillis) -> bool {
        self.begins_at <= now && self.ends_at.is_none_or(|end| now < end)
    }
}

/// What an organisation's access rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Ground {
    /// The organisation's code, if it comes from the configuration.
    pub code: Option<String>,
    /// It may read only while an agreement is in force.
    pub is_required: bool,
    /// Its agreements.
    pub agreements: Vec<Held>,
}

impl Ground {
    /// Whether the organisation may read.
    pub fn may_read(&self, now: UtcMillis) -> bool {
        !self.is_required || self.agreements.iter().any(|held| held.is_in_force(now))
    }

    /// The agreement in force, else the one that ended last, else the next one.
    pub fn latest(&self, now: UtcMillis) -> Option<&Held> {
        let end = |held: &Held| held.ends_at.map_or(i64::MAX, |end| end.0);
        self.agreements.iter().max_by_key(|held| (held.begins_at <= now, end(held)))
    }

    /// When the last agreement ended or will end; none where one goes on, or none is needed or known.
    pub fn ends_at(&self) -> Option<UtcMillis> {
        if !self.is_required || self.agreements.iter().any(|held| held.ends_at.is_none()) {
            return None;
        }
        self.agreements.iter().filter_map(|held| held.ends_at).max()
    }
}

/// What an organisation's access rests on. One that is not known may not read.
///
/// # Errors
/// When the database fails.
pub fn ground(conn: &Connection, organisation: OrganisationId) -> Result<Ground, StoreError> {
    let member = conn
        .prepare_cached("SELECT code, agreement_required FROM member WHERE organisation_id = ?1")?
        .query_row([organisation.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (code, is_required) = member.unwrap_or((None, true));
    let agreements = if is_required { of(conn, organisation)? } else { Vec::new() };
    Ok(Ground { code, is_required, agreements })
}

fn of(conn: &Connection, organisation: OrganisationId) -> Result<Vec<Held>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT code, purpose, begins_at, ends_at, ended_at, is_configured
         FROM agreement WHERE organisation_id = ?1 ORDER BY begins_at, code",
    )?;
    let rows = statement.query_map([organisation.as_bytes()], |row| {
        let (last_day, ended): (Option<i64>, Option<i64>) = (row.get(3)?, row.get(4)?);
        Ok(Held {
            code: row.get(0)?,
            purpose: row.get(1)?,
            begins_at: UtcMillis(row.get(2)?),
            ends_at: last_day.into_iter().chain(ended).min().map(UtcMillis),
            is_configured: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Take the agreements of a configuration. One that was ended by hand stays ended; one that is named
/// no more is gone. What was agreed on the command line ends where the configuration takes over.
pub(super) fn take(batch: &Batch<'_>, configuration: &Configuration) -> Result<(), StoreError> {
    let codes: Vec<_> = configuration.agreements.iter().map(|it| it.code.as_str()).collect();
    batch.tx.execute(
        "DELETE FROM agreement WHERE CASE is_configured
           WHEN 1 THEN code NOT IN (SELECT value FROM json_each(?1))
           ELSE organisation_id IN (SELECT organisation_id FROM member WHERE code IS NOT NULL) END",
        [serde_json::to_string(&codes)?],
    )?;
    let zone = &configuration.municipality.zone;
    for agreement in &configuration.agreements {
        let ends_at = agreement.valid_to.as_ref().map(|last| begins_at(zone, last, 1).0);
        batch
            .tx
            .prepare_cached(
                "INSERT INTO agreement (code, organisation_id, purpose, begins_at, ends_at,
                                        is_configured)
                 SELECT ?1, organisation_id, ?3, ?4, ?5, 1 FROM member WHERE code = ?2
                 ON CONFLICT (code) DO UPDATE SET organisation_id = excluded.organisation_id,
                   purpose = excluded.purpose, begins_at = excluded.begins_at,
                   ends_at = excluded.ends_at, is_configured = 1",
            )?
            .execute(params![
                agreement.code,
                agreement.organisation,
                agreement.purpose,
                begins_at(zone, &agreement.valid_from, 0).0,
                ends_at,
            ])?;
    }
    Ok(())
}

/// Begin an agreement on the command line, from now on.
///
/// # Errors
/// When the database fails.
pub fn begin(
    batch: &Batch<'_>,
    organisation: OrganisationId,
    (purpose, ends_at): (&str, Option<UtcMillis>),
) -> Result<(), StoreError> {
    let code = batch.seams.uuid()?.to_string();
    batch
        .tx
        .prepare_cached(
            "INSERT INTO agreement (code, organisation_id, purpose, begins_at, ends_at,
                                    is_configured)
             VALUES (?1, ?2, ?3, ?4, ?5, 0)",
        )?
        .execute(params![
            code,
            organisation.as_bytes(),
            purpose,
            batch.now.0,
            ends_at.map(|at| at.0)
        ])?;
    Ok(())
}

/// End at once whatever agreement of an organisation has not ended. Returns how many there were.
///
/// # Errors
/// When the database fails.
pub fn end(batch: &Batch<'_>, organisation: OrganisationId) -> Result<usize, StoreError> {
    let sql = format!(
        "UPDATE agreement SET ended_at = ?2 WHERE organisation_id = ?1
           AND coalesce(ended_at, ends_at, ?2 + 1) > ?2 RETURNING {ENDED}"
    );
    let mut statement = batch.tx.prepare_cached(&sql)?;
    let rows = statement.query_map(params![organisation.as_bytes(), batch.now.0], ended_row)?;
    let ended: Vec<_> = rows.collect::<Result<_, _>>()?;
    let count = ended.len();
    for ended in ended {
        access::note(batch, Access::AgreementEnded(ended));
    }
    Ok(count)
}

/// End again what was ended after a backup was taken. An agreement that the backup does not know yet
/// is remembered as ended, so that the configuration does not bring it to life. Returns whether there
/// was anything to do.
///
/// # Errors
/// When the database fails.
pub(super) fn end_again(batch: &Batch<'_>, ended: &Ended) -> Result<bool, StoreError> {
    let changed = batch
        .tx
        .prepare_cached(
            "INSERT INTO agreement (code, organisation_id, purpose, begins_at, ends_at, ended_at,
                                    is_configured)
             SELECT ?1, organisation_id, '', ?3, NULL, ?4, ?5 FROM member WHERE organisation_id = ?2
             ON CONFLICT (code) DO UPDATE SET ended_at = excluded.ended_at
               WHERE coalesce(ended_at, excluded.ended_at + 1) > excluded.ended_at",
        )?
        .execute(params![
            ended.code,
            ended.organisation.as_bytes(),
            ended.begins_at.0,
            ended.at.0,
            ended.is_configured
        ])?;
    Ok(changed > 0)
}

/// Every agreement that was ended by hand.
///
/// # Errors
/// When the database fails.
pub(super) fn ended(conn: &Connection) -> Result<Vec<Ended>, StoreError> {
    let sql = format!("SELECT {ENDED} FROM agreement WHERE ended_at IS NOT NULL");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([], ended_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

const ENDED: &str = "code, organisation_id, begins_at, ended_at, is_configured";

fn ended_row(row: &Row<'_>) -> rusqlite::Result<Ended> {
    Ok(Ended {
        code: row.get(0)?,
        organisation: OrganisationId::from_bytes(row.get(1)?),
        begins_at: UtcMillis(row.get(2)?),
        at: UtcMillis(row.get(3)?),
        is_configured: row.get(4)?,
    })
}
