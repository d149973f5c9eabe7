//! Ids and rows between SQLite and the nouns.

use domain::clock::UtcMillis;
use domain::id::{DeviceId, OrganisationId, UserId};
use domain::log::Logged;
use domain::op::Frozen;
use domain::role::{Author, Role};
use rusqlite::Row;
use rusqlite::types::Type;

pub(crate) const OPERATION: &str = "o.seq, o.device_id, o.number, o.organisation_id, o.role, o.user_id, o.stamp_at, o.received_at, o.salt, o.body";

pub(crate) fn logged(row: &Row<'_>) -> rusqlite::Result<Logged> {
    let role: String = row.get(4)?;
    let user: Option<[u8; 16]> = row.get(5)?;
    let received_at: Option<i64> = row.get(7)?;
    let role: Role = role.parse().map_err(|error: domain::role::UnknownRole| {
        rusqlite::Error::FromSqlConversionFailure(4, Type::Text, Box::new(error))
    })?;
    Ok(Logged {
        seq: row.get(0)?,
        number: row.get::<_, i64>(2)?.cast_unsigned(),
        author: Author {
            device: DeviceId::from_bytes(row.get(1)?),
            organisation: OrganisationId::from_bytes(row.get(3)?),
            role,
            user: user.map(UserId::from_bytes),
        },
        stamp_at: UtcMillis(row.get(6)?),
        received_at: received_at.map(UtcMillis),
        frozen: Frozen { salt: row.get(8)?, body: row.get(9)? },
    })
}
