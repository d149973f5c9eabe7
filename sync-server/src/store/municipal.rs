//! What the municipality's own sign-in calls the people who were invited here. Kept outside the backups
//! too: a restore lets nobody in again who was parted from their account.

use std::collections::BTreeMap;

use domain::id::UserId;
use protocol::problem::{Problem, ProblemCode};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::people::{Person, person};
use super::{Batch, StoreError};
use crate::keep::{Access, MunicipalName};

/// The person whom a municipality's sign-in means, unless access was taken away.
///
/// # Errors
/// When the database fails.
pub fn person_of(conn: &Connection, name: &MunicipalName) -> Result<Option<Person>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT p.user_id, p.name, p.organisation_id, p.role
         FROM municipal_name n JOIN person p USING (user_id)
         WHERE n.issuer = ?1 AND n.claimed = ?2 AND p.revoked_at IS NULL",
    )?;
    Ok(statement.query_row(params![name.issuer, name.claimed], person).optional()?)
}

/// What it calls somebody.
///
/// # Errors
/// When the database fails.
pub fn name_of(conn: &Connection, user: UserId) -> Result<Option<MunicipalName>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT issuer, claimed FROM municipal_name WHERE user_id = ?1")?;
    let found = statement.query_row([user.as_bytes()], |row| {
        Ok(MunicipalName { issuer: row.get(0)?, claimed: row.get(1)? })
    });
    Ok(found.optional()?)
}

/// Let the municipality's sign-in bring somebody in under that name, or under none.
///
/// # Errors
/// A refusal when somebody else has the name; else when the database fails.
pub fn set_and_note(
    batch: &Batch<'_>,
    user: UserId,
    name: Option<MunicipalName>,
) -> Result<(), StoreError> {
    if set(batch, user, name.as_ref())? {
        super::access::note(batch, Access::MunicipalName { user, name });
    }
    Ok(())
}

/// The same, without keeping it. Returns whether that changed anything.
///
/// # Errors
/// As [`set_and_note`].
pub(super) fn set(
    batch: &Batch<'_>,
    user: UserId,
    name: Option<&MunicipalName>,
) -> Result<bool, StoreError> {
    if name_of(batch.tx, user)?.as_ref() == name {
        return Ok(false);
    }
    batch
        .tx
        .prepare_cached("DELETE FROM municipal_name WHERE user_id = ?1")?
        .execute([user.as_bytes()])?;
    let Some(name) = name else { return Ok(true) };
    let added = batch
        .tx
        .prepare_cached(
            "INSERT OR IGNORE INTO municipal_name (user_id, issuer, claimed) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![user.as_bytes(), name.issuer, name.claimed])?;
    if added == 0 {
        let message = "the municipality's sign-in means somebody else by that name";
        return Err(Problem::new(ProblemCode::AlreadyExists, message).into());
    }
    Ok(true)
}

/// Everybody's.
///
/// # Errors
/// When the database fails.
pub(super) fn everybody(conn: &Connection) -> Result<BTreeMap<UserId, MunicipalName>, StoreError> {
    let mut statement = conn.prepare("SELECT user_id, issuer, claimed FROM municipal_name")?;
    let rows = statement.query_map([], |row| {
        let name = MunicipalName { issuer: row.get(1)?, claimed: row.get(2)? };
        Ok((UserId::from_bytes(row.get(0)?), name))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
