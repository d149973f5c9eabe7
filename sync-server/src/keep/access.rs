//! Who may hand in and read, beside the database: a restore must not forget that a device joined or
//! that somebody's access was taken away.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use domain::id::{DeviceId, OrganisationId, UserId, compact};
use domain::role::Role;
use serde::{Deserialize, Serialize};

use super::{append, read_lines};
use crate::app::StartError;

/// One line: what somebody's access became.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Access {
    /// A device joined.
    Joined(Joined),
    /// A device's access was taken away.
    DeviceRevoked {
        /// Which.
        #[serde(with = "compact")]
        device: DeviceId,
    },
    /// A person's access was taken away.
    PersonRevoked {
        /// Who.
        #[serde(with = "compact")]
        user: UserId,
    },
}

/// A device as it joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// Its id.
    #[serde(with = "compact")]
    pub device: DeviceId,
    /// The public half of its key, hexadecimal.
    pub public_key: String,
    /// Its organisation.
    #[serde(with = "compact")]
    pub organisation: OrganisationId,
    /// Its role.
    pub role: Role,
    /// What people call it.
    pub name: String,
    /// Whether the server itself writes or wrote as it.
    pub own: bool,
}

/// Everybody's access as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Devices that joined, and whether they were revoked.
    pub devices: BTreeMap<DeviceId, (Option<Joined>, bool)>,
    /// People who were revoked.
    pub people: Vec<UserId>,
}

impl Standing {
    fn take(&mut self, access: Access) {
        match access {
            Access::Joined(joined) => {
                let device = joined.device;
                self.devices.entry(device).or_default().0 = Some(joined);
            }
            Access::DeviceRevoked { device } => self.devices.entry(device).or_default().1 = true,
            Access::PersonRevoked { user } => self.people.push(user),
        }
    }
}

fn path(keep: &Path) -> PathBuf {
    keep.join("access.jsonl")
}

/// Everything that was written, in order.
pub(super) fn read(keep: &Path) -> Result<Standing, StartError> {
    let mut standing = Standing::default();
    for access in read_lines(&path(keep))? {
        standing.take(access);
    }
    Ok(standing)
}

/// Write lines; on the disk when this returns.
pub(super) fn note(keep: &Path, lines: &[Access]) -> std::io::Result<()> {
    append(&path(keep), lines)
}
