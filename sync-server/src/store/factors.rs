//! Second factors and recovery codes. Each change is kept outside the backups too: a restore brings no
//! factor back that was taken away, and no recovery code that was used.

use std::collections::BTreeMap;

use domain::id::UserId;
use protocol::problem::{Problem, ProblemCode};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Batch, StoreError};
use crate::keep::{Access, FactorStanding};
use crate::second_factor::{CODES, Factors, recovery_code};

/// A second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Factor {
    /// What the secret follows from, beside key and person.
    pub salt: [u8; 16],
    /// Whether it is in force.
    pub is_confirmed: bool,
    /// The last step whose code was taken.
    pub last_step: i64,
}

/// Somebody's second factor, in force or begun.
///
/// # Errors
/// When the database fails.
pub fn find(conn: &Connection, user: UserId) -> Result<Option<Factor>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT salt, confirmed_at IS NOT NULL, last_step FROM second_factor WHERE user_id = ?1",
    )?;
    let found = statement.query_row([user.as_bytes()], |row| {
        Ok(Factor { salt: row.get(0)?, is_confirmed: row.get(1)?, last_step: row.get(2)? })
    });
    Ok(found.optional()?)
}

/// Somebody's second factor, if it is in force.
///
/// # Errors
/// When the database fails.
pub fn in_force(conn: &Connection, user: UserId) -> Result<Option<Factor>, StoreError> {
    Ok(find(conn, user)?.filter(|factor| factor.is_confirmed))
}

/// How many recovery codes are left; none without a second factor.
///
/// # Errors
/// When the database fails.
pub fn codes_left(conn: &Connection, user: UserId) -> Result<Option<u32>, StoreError> {
    if in_force(conn, user)?.is_none() {
        return Ok(None);
    }
    let mut statement =
        conn.prepare_cached("SELECT count(*) FROM recovery_code WHERE user_id = ?1")?;
    Ok(Some(statement.query_row([user.as_bytes()], |row| row.get(0))?))
}

/// Begin a second factor; one that was begun and never confirmed is given up. Returns its salt.
///
/// # Errors
/// A refusal when one is in force; else when the database fails.
pub fn begin(batch: &Batch<'_>, user: UserId) -> Result<[u8; 16], StoreError> {
    if in_force(batch.tx, user)?.is_some() {
        let message = "a second factor is in force; take it away first";
        return Err(Problem::new(ProblemCode::AlreadyExists, message).into());
    }
    let salt = batch.seams.bytes::<16>()?;
    batch
        .tx
        .prepare_cached(
            "INSERT INTO second_factor (user_id, salt) VALUES (?1, ?2)
             ON CONFLICT (user_id) DO UPDATE SET salt = excluded.salt, last_step = 0",
        )?
        .execute(params![user.as_bytes(), salt])?;
    Ok(salt)
}

/// Put the factor that was begun into force with a code of it. Returns the recovery codes.
///
/// # Errors
/// A refusal when none was begun or the code is wrong; else when the database fails.
pub fn confirm(
    batch: &Batch<'_>,
    user: UserId,
    (factors, code): (&Factors, &str),
) -> Result<Vec<String>, StoreError> {
    let begun = find(batch.tx, user)?.filter(|factor| !factor.is_confirmed);
    let step = begun.and_then(|it| factors.step((user, it.salt), code, batch.now));
    let Some(step) = step else { return Err(wrong_code().into()) };
    batch
        .tx
        .prepare_cached(
            "UPDATE second_factor SET confirmed_at = ?2, last_step = ?3 WHERE user_id = ?1",
        )?
        .execute(params![user.as_bytes(), batch.now.0, step])?;
    let mut codes = Vec::with_capacity(CODES);
    for _ in 0..CODES {
        let code = recovery_code(batch.seams)?;
        insert_code(batch, user, factors.code_hash(user, &code))?;
        codes.push(code);
    }
    note(batch, user)?;
    Ok(codes)
}

/// Use a code up: of the app, newer than every one before, or a recovery code. Returns whether it held.
///
/// # Errors
/// When the database fails.
pub fn use_up(
    batch: &Batch<'_>,
    user: UserId,
    (factors, code): (&Factors, &str),
) -> Result<bool, StoreError> {
    let Some(factor) = in_force(batch.tx, user)? else { return Ok(false) };
    if let Some(step) = factors.step((user, factor.salt), code, batch.now) {
        let changed = batch
            .tx
            .prepare_cached(
                "UPDATE second_factor SET last_step = ?2 WHERE user_id = ?1 AND last_step < ?2",
            )?
            .execute(params![user.as_bytes(), step])?;
        return Ok(changed > 0);
    }
    let used = batch
        .tx
        .prepare_cached("DELETE FROM recovery_code WHERE user_id = ?1 AND code_hash = ?2")?
        .execute(params![user.as_bytes(), factors.code_hash(user, code)])?;
    if used > 0 {
        note(batch, user)?;
    }
    Ok(used > 0)
}

/// Take somebody's second factor away. Returns whether there was one in force.
///
/// # Errors
/// When the database fails.
pub fn remove(batch: &Batch<'_>, user: UserId) -> Result<bool, StoreError> {
    let had = in_force(batch.tx, user)?.is_some();
    forget(batch, user)?;
    if had {
        note(batch, user)?;
    }
    Ok(had)
}

fn forget(batch: &Batch<'_>, user: UserId) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM recovery_code WHERE user_id = ?1",
        "DELETE FROM second_factor WHERE user_id = ?1",
    ] {
        batch.tx.prepare_cached(sql)?.execute([user.as_bytes()])?;
    }
    Ok(())
}

fn insert_code(batch: &Batch<'_>, user: UserId, hash: [u8; 32]) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached("INSERT INTO recovery_code (user_id, code_hash) VALUES (?1, ?2)")?
        .execute(params![user.as_bytes(), hash])?;
    Ok(())
}

/// Keep how it stands, outside the backups.
fn note(batch: &Batch<'_>, user: UserId) -> Result<(), StoreError> {
    let standing = standing(batch.tx, user)?;
    super::access::note(batch, Access::SecondFactor { user, standing });
    Ok(())
}

fn standing(conn: &Connection, user: UserId) -> Result<Option<FactorStanding>, StoreError> {
    let Some(factor) = in_force(conn, user)? else { return Ok(None) };
    let mut statement = conn.prepare_cached(
        "SELECT code_hash FROM recovery_code WHERE user_id = ?1 ORDER BY code_hash",
    )?;
    let codes = statement.query_map([user.as_bytes()], |row| row.get::<_, [u8; 32]>(0))?;
    let codes = codes.collect::<Result<Vec<_>, _>>()?;
    Ok(Some(FactorStanding::new(factor.salt, &codes)))
}

/// Everybody's second factor.
///
/// # Errors
/// When the database fails.
pub(super) fn everybody(conn: &Connection) -> Result<BTreeMap<UserId, FactorStanding>, StoreError> {
    let mut statement =
        conn.prepare("SELECT user_id FROM second_factor WHERE confirmed_at IS NOT NULL")?;
    let users = statement.query_map([], |row| Ok(UserId::from_bytes(row.get(0)?)))?;
    let mut found = BTreeMap::new();
    for user in users.collect::<Result<Vec<_>, _>>()? {
        found.extend(standing(conn, user)?.map(|standing| (user, standing)));
    }
    Ok(found)
}

/// Set a factor to how it was last kept. Returns whether that changed anything.
///
/// # Errors
/// When the database fails.
pub(super) fn set(
    batch: &Batch<'_>,
    user: UserId,
    kept: Option<&FactorStanding>,
) -> Result<bool, StoreError> {
    if standing(batch.tx, user)?.as_ref() == kept {
        return Ok(false);
    }
    forget(batch, user)?;
    let Some((salt, codes)) = kept.and_then(FactorStanding::read) else { return Ok(true) };
    batch
        .tx
        .prepare_cached(
            "INSERT INTO second_factor (user_id, salt, confirmed_at) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![user.as_bytes(), salt, batch.now.0])?;
    codes.into_iter().try_for_each(|hash| insert_code(batch, user, hash))?;
    Ok(true)
}

/// The code is wrong, or was used before.
pub(crate) fn wrong_code() -> Problem {
    Problem::new(ProblemCode::WrongCode, "the code is wrong, or was used before")
}
