//! People who sign in on a desk. A person is listed when invited, and can sign in once a password
//! was chosen.

use domain::clock::UtcMillis;
use domain::id::{OrganisationId, UserId};
use domain::role::Role;
use protocol::problem::{Problem, ProblemCode};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::Serialize;

use super::{Batch, StoreError};
use crate::keep::{Access, Listed};

/// Somebody who has signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// What people call them.
    pub name: String,
    /// Their organisation.
    pub organisation: OrganisationId,
    /// Their role.
    pub role: Role,
}

/// A person as a list shows them.
#[derive(Debug, Clone, Serialize)]
pub struct PersonRow {
    /// Who.
    pub id: UserId,
    /// What people call them.
    pub name: String,
    /// The name they sign in with; none until the invitation was used.
    pub sign_in_name: Option<String>,
    /// Their organisation's name.
    pub organisation: String,
    /// Their role.
    pub role: String,
    /// When they were invited.
    pub invited_at: UtcMillis,
    /// When access was taken away, if it was.
    pub revoked_at: Option<UtcMillis>,
    /// When they last signed in.
    pub last_seen_at: Option<UtcMillis>,
}

/// From `user_id, name, organisation_id, role` at the beginning of a row.
pub(super) fn person(row: &Row<'_>) -> rusqlite::Result<Person> {
    Ok(Person {
        id: UserId::from_bytes(row.get(0)?),
        name: row.get(1)?,
        organisation: OrganisationId::from_bytes(row.get(2)?),
        role: super::members::role(row, 3)?,
    })
}

/// List a person.
///
/// # Errors
/// When the database fails.
pub fn insert(batch: &Batch<'_>, person: &Person) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached(
            "INSERT INTO person (user_id, name, organisation_id, role, invited_at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            person.id.as_bytes(),
            person.name,
            person.organisation.as_bytes(),
            person.role.as_str(),
            batch.now.0
        ])?;
    let (user, name, organisation) = (person.id, person.name.clone(), person.organisation);
    let listed = Listed { user, name, organisation, role: person.role };
    super::access::note(batch, Access::Invited(listed));
    Ok(())
}

/// Whether somebody is listed, whether or not they still have access.
///
/// # Errors
/// When the database fails.
pub(super) fn is_listed(conn: &Connection, id: UserId) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached("SELECT 1 FROM person WHERE user_id = ?1")?;
    Ok(statement.exists([id.as_bytes()])?)
}

/// The name somebody signs in with, and the hash of their password.
///
/// # Errors
/// When the database fails.
pub(crate) fn password(
    conn: &Connection,
    id: UserId,
) -> Result<Option<(String, String)>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT sign_in_name, password FROM person
         WHERE user_id = ?1 AND sign_in_name IS NOT NULL AND password IS NOT NULL",
    )?;
    let found = statement.query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(found.optional()?)
}

/// Who, the name they sign in with, and their password's hash.
type Password = (UserId, (String, String));

/// Everybody who has chosen a password.
///
/// # Errors
/// When the database fails.
pub(super) fn passwords(conn: &Connection) -> Result<Vec<Password>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT user_id, sign_in_name, password FROM person
         WHERE sign_in_name IS NOT NULL AND password IS NOT NULL",
    )?;
    let rows = statement
        .query_map([], |row| Ok((UserId::from_bytes(row.get(0)?), (row.get(1)?, row.get(2)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Everybody, by name.
///
/// # Errors
/// When the database fails.
pub fn list(conn: &Connection) -> Result<Vec<PersonRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT p.user_id, p.name, p.sign_in_name, m.name, p.role, p.invited_at, p.revoked_at,
                p.last_seen_at
         FROM person p JOIN member m USING (organisation_id) ORDER BY p.name, p.user_id",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(PersonRow {
            id: UserId::from_bytes(row.get(0)?),
            name: row.get(1)?,
            sign_in_name: row.get(2)?,
            organisation: row.get(3)?,
            role: row.get(4)?,
            invited_at: UtcMillis(row.get(5)?),
            revoked_at: row.get::<_, Option<i64>>(6)?.map(UtcMillis),
            last_seen_at: row.get::<_, Option<i64>>(7)?.map(UtcMillis),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The person with that id, unless access was taken away.
///
/// # Errors
/// When the database fails.
pub fn find(conn: &Connection, id: UserId) -> Result<Option<Person>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT user_id, name, organisation_id, role FROM person
         WHERE user_id = ?1 AND revoked_at IS NULL",
    )?;
    Ok(statement.query_row([id.as_bytes()], person).optional()?)
}

/// The person who signs in with that name, and their password's hash.
///
/// # Errors
/// When the database fails.
pub fn by_sign_in_name(
    conn: &Connection,
    name: &str,
) -> Result<Option<(Person, String)>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT user_id, name, organisation_id, role, password FROM person
         WHERE sign_in_name = ?1 AND revoked_at IS NULL AND password IS NOT NULL",
    )?;
    let found = statement.query_row([sign_in_form(name)], |row| Ok((person(row)?, row.get(4)?)));
    Ok(found.optional()?)
}

/// Set the name somebody signs in with, and the hash of the password.
///
/// # Errors
/// A refusal when somebody else has the name; else when the database fails.
pub fn set_password(
    batch: &Batch<'_>,
    id: UserId,
    (name, password): (&str, &str),
) -> Result<(), StoreError> {
    let name = sign_in_form(name);
    let taken: Option<[u8; 16]> = batch
        .tx
        .prepare_cached("SELECT user_id FROM person WHERE sign_in_name = ?1")?
        .query_row([&name], |row| row.get(0))
        .optional()?;
    if taken.is_some_and(|taken| taken != *id.as_bytes()) {
        return Err(Problem::new(ProblemCode::AlreadyExists, "somebody has that name").into());
    }
    batch
        .tx
        .prepare_cached("UPDATE person SET sign_in_name = ?2, password = ?3 WHERE user_id = ?1")?
        .execute(params![id.as_bytes(), name, password])?;
    let hash = password.to_owned();
    super::access::note(batch, Access::Password { user: id, name, hash });
    super::sessions::end_all(batch, id)
}

/// Take access away at once. Returns whether there was somebody.
///
/// # Errors
/// When the database fails.
pub fn revoke(batch: &Batch<'_>, id: UserId) -> Result<bool, StoreError> {
    let changed = batch
        .tx
        .prepare_cached(
            "UPDATE person SET revoked_at = coalesce(revoked_at, ?2), password = NULL
             WHERE user_id = ?1",
        )?
        .execute(params![id.as_bytes(), batch.now.0])?;
    batch
        .tx
        .prepare_cached("UPDATE invitation SET used_at = coalesce(used_at, ?2) WHERE user_id = ?1")?
        .execute(params![id.as_bytes(), batch.now.0])?;
    super::sessions::end_all(batch, id)?;
    super::factors::remove(batch, id)?;
    super::municipal::set_and_note(batch, id, None)?;
    super::passkeys::remove_all(batch, id)?;
    super::devices::revoke_through(batch, id)?;
    if changed > 0 {
        super::access::note(batch, Access::PersonRevoked { user: id });
    }
    Ok(changed > 0)
}

/// Names are compared without capital letters and without space around.
fn sign_in_form(name: &str) -> String {
    name.trim().to_lowercase()
}
