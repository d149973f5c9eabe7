//! Organisations that take part, and the roles their people and devices may have.

use domain::id::OrganisationId;
use domain::role::Role;
use rusqlite::types::Type;
use rusqlite::{Connection, Row, params};
use serde::Serialize;

use super::{Batch, StoreError};

/// An organisation that takes part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    /// Its id.
    pub id: OrganisationId,
    /// Its code in the municipality's configuration, if it comes from there.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// Roles its people and devices may have.
    pub roles: Vec<Role>,
    /// Stands for several that are not yet named, so nobody belongs to it.
    pub collective: bool,
    /// It may read only while an agreement is in force.
    pub agreement_required: bool,
}

/// Every organisation, by name.
///
/// # Errors
/// When the database fails.
pub fn list(conn: &Connection) -> Result<Vec<Member>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT organisation_id, code, name, roles, collective, agreement_required
         FROM member ORDER BY name",
    )?;
    let rows = statement.query_map([], |row| {
        let roles: String = row.get(3)?;
        Ok(Member {
            id: OrganisationId::from_bytes(row.get(0)?),
            code: row.get(1)?,
            name: row.get(2)?,
            roles: roles.split_whitespace().filter_map(|role| role.parse().ok()).collect(),
            collective: row.get(4)?,
            agreement_required: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The organisation of that name or code; capital letters do not matter.
///
/// # Errors
/// When the database fails.
pub fn find(conn: &Connection, name: &str) -> Result<Option<Member>, StoreError> {
    let wanted = name.trim().to_lowercase();
    Ok(list(conn)?.into_iter().find(|member| {
        member.name.to_lowercase() == wanted || member.code.as_deref() == Some(wanted.as_str())
    }))
}

/// Add an organisation, or bring the one with the same id up to date.
///
/// # Errors
/// When the database fails.
pub fn put(batch: &Batch<'_>, member: &Member) -> Result<(), StoreError> {
    let roles: Vec<_> = member.roles.iter().map(|role| role.as_str()).collect();
    batch
        .tx
        .prepare_cached(
            "INSERT INTO member (organisation_id, code, name, roles, collective,
                                 agreement_required)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (organisation_id) DO UPDATE SET code = excluded.code,
               name = excluded.name, roles = excluded.roles, collective = excluded.collective,
               agreement_required = excluded.agreement_required",
        )?
        .execute(params![
            member.id.as_bytes(),
            member.code,
            member.name,
            roles.join(" "),
            member.collective,
            member.agreement_required,
        ])?;
    picture::organisation::upsert(batch.tx, member.id, &member.name)?;
    Ok(())
}

/// A role from a column.
pub(super) fn role(row: &Row<'_>, column: usize) -> rusqlite::Result<Role> {
    let code: String = row.get(column)?;
    code.parse().map_err(|error: domain::role::UnknownRole| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })
}
