//! Who this phone is: its key, made before anything is sent, and the server it has joined.

use domain::clock::UtcMillis;
use domain::id::{DeviceId, OrganisationId};
use domain::role::{Author, Role, Scope};
use protocol::enrolment::{Enrolled, ReadToken};
use protocol::handover::SealKey;
use protocol::municipality::Configuration;
use protocol::run::PublicKey;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::StoreError;

/// The device a phone writes as until it has joined a server. Enrolment gives the chain its own.
pub(crate) const NOBODY: DeviceId = DeviceId(uuid::Uuid::nil());

/// What the phone knows of itself once it has joined.
#[derive(Debug, Clone, PartialEq)]
pub struct Enrolment {
    /// The server's address, without a slash at the end.
    pub server: String,
    /// Its id on that server.
    pub device: DeviceId,
    /// What people call it.
    pub name: String,
    /// The organisation it belongs to.
    pub organisation: OrganisationId,
    /// That organisation's name.
    pub organisation_name: String,
    /// In which role it reports and reads.
    pub role: Role,
    /// What it carries of the municipality.
    pub configuration: Configuration,
    /// To whom packages are sealed; none when the server takes none.
    pub handover_key: Option<SealKey>,
    /// What its orders to wipe this device are signed with.
    pub server_key: Option<PublicKey>,
}

impl Enrolment {
    pub(crate) fn of(server: &str, enrolled: &Enrolled) -> Self {
        Self {
            server: server.to_owned(),
            device: enrolled.device,
            name: enrolled.name.clone(),
            organisation: enrolled.organisation,
            organisation_name: enrolled.organisation_name.clone(),
            role: enrolled.role,
            configuration: enrolled.configuration.clone(),
            handover_key: enrolled.handover_key,
            server_key: enrolled.server_key,
        }
    }
}

/// Whose name stands on what is written, before and after enrolment.
pub(crate) fn author(enrolment: Option<&Enrolment>) -> Author {
    match enrolment {
        Some(own) => Author {
            device: own.device,
            organisation: own.organisation,
            role: own.role,
            user: None,
        },
        None => Author {
            device: NOBODY,
            organisation: OrganisationId(uuid::Uuid::nil()),
            role: Role::Reporter,
            user: None,
        },
    }
}

/// What may be read on this phone.
pub(crate) fn scope(enrolment: Option<&Enrolment>) -> Scope {
    let author = author(enrolment);
    author.role.scope(author.device, author.organisation)
}

pub(crate) fn seed(conn: &Connection) -> Result<Option<[u8; 32]>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT seed FROM device_key")?;
    Ok(statement.query_row([], |row| row.get(0)).optional()?)
}

pub(crate) fn keep_seed(tx: &Transaction<'_>, seed: &[u8; 32]) -> Result<(), StoreError> {
    tx.execute("INSERT OR IGNORE INTO device_key (one, seed) VALUES (1, ?1)", [seed])?;
    Ok(())
}

pub(crate) fn enrolment(conn: &Connection) -> Result<Option<Enrolment>, StoreError> {
    conn.prepare_cached(
        "SELECT server, device_id, name, organisation_id, organisation_name, role, configuration,
           handover_key, server_key FROM enrolment",
    )?
    .query_row([], |row| Ok(read(row)))
    .optional()?
    .transpose()
}

fn read(row: &Row<'_>) -> Result<Enrolment, StoreError> {
    let role: String = row.get(5)?;
    let configuration: String = row.get(6)?;
    Ok(Enrolment {
        server: row.get(0)?,
        device: DeviceId::from_bytes(row.get(1)?),
        name: row.get(2)?,
        organisation: OrganisationId::from_bytes(row.get(3)?),
        organisation_name: row.get(4)?,
        role: role.parse().map_err(|_| StoreError::Damaged("an unknown role"))?,
        configuration: serde_json::from_str(&configuration)?,
        handover_key: row.get::<_, Option<[u8; 32]>>(7)?.map(SealKey),
        server_key: row.get::<_, Option<[u8; 32]>>(8)?.map(PublicKey),
    })
}

pub(crate) fn keep(
    tx: &Transaction<'_>,
    enrolment: &Enrolment,
    token: &ReadToken,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO enrolment (one, server, device_id, name, organisation_id, organisation_name,
           role, configuration, token, token_expires_at, handover_key, server_key)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            enrolment.server,
            enrolment.device.as_bytes(),
            enrolment.name,
            enrolment.organisation.as_bytes(),
            enrolment.organisation_name,
            enrolment.role.as_str(),
            serde_json::to_string(&enrolment.configuration)?,
            token.token,
            token.expires_at.0,
            enrolment.handover_key.map(|key| key.0),
            enrolment.server_key.map(|key| key.0),
        ],
    )?;
    Ok(())
}

pub(crate) fn keep_configuration(
    tx: &Transaction<'_>,
    configuration: &Configuration,
) -> Result<(), StoreError> {
    tx.execute("UPDATE enrolment SET configuration = ?1", [serde_json::to_string(configuration)?])?;
    Ok(())
}

/// The server gave this device another role.
pub(crate) fn keep_role(tx: &Transaction<'_>, role: Role) -> Result<(), StoreError> {
    tx.execute("UPDATE enrolment SET role = ?1", [role.as_str()])?;
    Ok(())
}

pub(crate) fn token(conn: &Connection) -> Result<Option<ReadToken>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT token, token_expires_at FROM enrolment")?
        .query_row([], |row| {
            Ok(ReadToken { token: row.get(0)?, expires_at: UtcMillis(row.get(1)?) })
        })
        .optional()?)
}

pub(crate) fn keep_token(tx: &Transaction<'_>, token: &ReadToken) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE enrolment SET token = ?1, token_expires_at = ?2",
        params![token.token, token.expires_at.0],
    )?;
    Ok(())
}
