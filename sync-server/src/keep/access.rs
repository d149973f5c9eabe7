//! Who may hand in and read, beside the database: a restore must not forget that a device joined or
//! that somebody's access was taken away.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use domain::clock::UtcMillis;
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
    /// A person was listed.
    Invited(Listed),
    /// A person chose a password, the first or another one.
    Password {
        /// Who.
        #[serde(with = "compact")]
        user: UserId,
        /// The name they sign in with.
        name: String,
        /// The password's hash.
        hash: String,
    },
    /// A person's access was taken away.
    PersonRevoked {
        /// Who.
        #[serde(with = "compact")]
        user: UserId,
    },
    /// An agreement was ended by hand.
    AgreementEnded(Ended),
}

/// A person as they were listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Who.
    #[serde(with = "compact")]
    pub user: UserId,
    /// What people call them.
    pub name: String,
    /// Their organisation.
    #[serde(with = "compact")]
    pub organisation: OrganisationId,
    /// Their role.
    pub role: Role,
}

/// An agreement as it was ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// Its code.
    pub code: String,
    /// Whose.
    #[serde(with = "compact")]
    pub organisation: OrganisationId,
    /// Its first moment.
    pub begins_at: UtcMillis,
    /// When it was ended.
    pub at: UtcMillis,
    /// Whether it stands in the configuration.
    pub is_configured: bool,
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
    /// People.
    pub people: BTreeMap<UserId, PersonStanding>,
    /// Agreements that were ended by hand, by their codes.
    pub ended: BTreeMap<String, Ended>,
}

/// A person's access as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonStanding {
    /// As they were listed.
    pub listed: Option<Listed>,
    /// The name they sign in with, and the hash of the password they chose last.
    pub password: Option<(String, String)>,
    /// Whether their access was taken away.
    pub is_revoked: bool,
}

impl Standing {
    fn take(&mut self, access: Access) {
        match access {
            Access::Joined(joined) => {
                let device = joined.device;
                self.devices.entry(device).or_default().0 = Some(joined);
            }
            Access::DeviceRevoked { device } => self.devices.entry(device).or_default().1 = true,
            Access::Invited(listed) => {
                let user = listed.user;
                self.person(user).listed = Some(listed);
            }
            Access::Password { user, name, hash } => {
                self.person(user).password = Some((name, hash));
            }
            Access::PersonRevoked { user } => self.person(user).is_revoked = true,
            Access::AgreementEnded(ended) => drop(self.ended.insert(ended.code.clone(), ended)),
        }
    }

    fn person(&mut self, user: UserId) -> &mut PersonStanding {
        self.people.entry(user).or_default()
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
