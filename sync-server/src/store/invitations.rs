//! One-time links: for a device to join, for a person to choose a password.

use domain::clock::UtcMillis;
use domain::id::{DeviceId, OrganisationId, UserId};
use domain::role::Role;
use protocol::problem::{Problem, ProblemCode};
use rusqlite::{OptionalExtension as _, Row, params};

use super::{Batch, StoreError};
use crate::secrets::Secret;

/// Whom a link lets in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invited {
    /// A device.
    Device,
    /// The app that asked through somebody's browser.
    App {
        /// Of the verifier that only the app has (S256).
        challenge: String,
        /// Who let it.
        through: UserId,
    },
    /// A person who has been listed.
    Person {
        /// Who.
        user: UserId,
    },
}

/// What a link stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Whom it lets in.
    pub invited: Invited,
    /// To which organisation.
    pub organisation: OrganisationId,
    /// In which role.
    pub role: Role,
    /// What people will call the device or person.
    pub name: String,
    /// Until when.
    pub expires_at: UtcMillis,
}

/// Store a link by the hash of its code.
///
/// # Errors
/// When the database fails.
pub fn insert(batch: &Batch<'_>, code: &Secret, new: &Invitation) -> Result<(), StoreError> {
    let (kind, user, challenge, through) = match &new.invited {
        Invited::Device => ("device", None, None, None),
        Invited::App { challenge, through } => {
            ("device", None, Some(challenge), Some(*through.as_bytes()))
        }
        Invited::Person { user } => ("person", Some(*user.as_bytes()), None, None),
    };
    batch
        .tx
        .prepare_cached(
            "INSERT INTO invitation (code_hash, kind, organisation_id, role, name, user_id,
                                     expires_at, challenge, through)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            code.hash(),
            kind,
            new.organisation.as_bytes(),
            new.role.as_str(),
            new.name,
            user,
            new.expires_at.0,
            challenge,
            through
        ])?;
    Ok(())
}

/// What came of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Used {
    /// It was good, and is used up now.
    Now(Invitation),
    /// A device has used it before.
    Before(DeviceId, Invited),
}

/// Use a code up.
///
/// # Errors
/// A refusal when the code is unknown, used or too old; else when the database fails.
pub fn use_up(batch: &Batch<'_>, code: &Secret) -> Result<Used, StoreError> {
    let found = batch
        .tx
        .prepare_cached(
            "SELECT code_hash, kind, organisation_id, role, name, user_id, expires_at, used_at,
                    device_id, challenge, through
             FROM invitation WHERE code_hash = ?1",
        )?
        .query_row([code.hash()], |row| {
            let invitation = Invitation {
                invited: invited(row)?,
                organisation: OrganisationId::from_bytes(row.get(2)?),
                role: super::members::role(row, 3)?,
                name: row.get(4)?,
                expires_at: UtcMillis(row.get(6)?),
            };
            let used_at: Option<i64> = row.get(7)?;
            let device: Option<[u8; 16]> = row.get(8)?;
            Ok((row.get::<_, [u8; 32]>(0)?, invitation, used_at, device))
        })
        .optional()?;
    let Some((hash, invitation, used_at, device)) = found.filter(|found| code.has_hash(found.0))
    else {
        return Err(Problem::new(ProblemCode::NoCredential, "this link is not known").into());
    };
    if used_at.is_some() {
        return match device {
            Some(device) => Ok(Used::Before(DeviceId::from_bytes(device), invitation.invited)),
            None => Err(spent().into()),
        };
    }
    if invitation.expires_at <= batch.now {
        return Err(spent().into());
    }
    batch
        .tx
        .prepare_cached("UPDATE invitation SET used_at = ?2 WHERE code_hash = ?1")?
        .execute(params![hash, batch.now.0])?;
    Ok(Used::Now(invitation))
}

fn invited(row: &Row<'_>) -> rusqlite::Result<Invited> {
    let (user, through): (Option<[u8; 16]>, Option<[u8; 16]>) = (row.get(5)?, row.get(10)?);
    let challenge: Option<String> = row.get(9)?;
    Ok(match (user, challenge, through) {
        (Some(user), _, _) => Invited::Person { user: UserId::from_bytes(user) },
        (None, Some(challenge), Some(through)) => {
            Invited::App { challenge, through: UserId::from_bytes(through) }
        }
        (None, _, _) => Invited::Device,
    })
}

/// The link has been used, or its time is over.
pub fn spent() -> Problem {
    Problem::new(ProblemCode::LinkSpent, "this link has been used, or its time is over")
}

/// Remember which device a code made.
///
/// # Errors
/// When the database fails.
pub fn made(batch: &Batch<'_>, code: &Secret, device: DeviceId) -> Result<(), StoreError> {
    batch
        .tx
        .prepare_cached("UPDATE invitation SET device_id = ?2 WHERE code_hash = ?1")?
        .execute(params![code.hash(), device.as_bytes()])?;
    Ok(())
}
