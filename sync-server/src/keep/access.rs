//! Who may hand in and read, beside the database: a restore must not forget that a device joined or
//! that somebody's access was taken away.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use domain::clock::UtcMillis;
use domain::id::{DeviceId, OrganisationId, PasskeyId, UserId, compact};
use domain::role::Role;
use protocol::wipe::Wipe;
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
    /// A device was ordered to wipe itself.
    WipeOrdered {
        /// Which.
        #[serde(with = "compact")]
        device: DeviceId,
        /// How.
        wipe: Wipe,
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
    /// A person's second factor as it stands now; none when it was taken away.
    SecondFactor {
        /// Who.
        #[serde(with = "compact")]
        user: UserId,
        /// How it stands.
        standing: Option<FactorStanding>,
    },
    /// What the municipality's sign-in calls a person; none when it may not bring them in any more.
    MunicipalName {
        /// Who.
        #[serde(with = "compact")]
        user: UserId,
        /// What it calls them.
        name: Option<MunicipalName>,
    },
    /// A person's passkeys as they stand now.
    Passkeys {
        /// Who.
        #[serde(with = "compact")]
        user: UserId,
        /// All they have.
        passkeys: Vec<KeptPasskey>,
    },
    /// An agreement was ended by hand.
    AgreementEnded(Ended),
}

/// What a municipality's sign-in calls somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MunicipalName {
    /// Whose sign-in.
    pub issuer: String,
    /// The claim's value.
    pub claimed: String,
}

/// A passkey, without what changes each time it opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptPasskey {
    /// Its id.
    #[serde(with = "compact")]
    pub id: PasskeyId,
    /// The credential, base64url.
    pub credential: String,
    /// The public key, COSE, base64url.
    pub public_key: String,
    /// What its owner calls it.
    pub name: String,
    /// Whether its owner may have it on several devices.
    pub is_synced: bool,
    /// When it was made.
    pub made_at: UtcMillis,
}

/// A second factor as it stands, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorStanding {
    /// The salt, hexadecimal.
    salt: String,
    /// Hashes of recovery codes that were not used, hexadecimal.
    codes: Vec<String>,
}

impl FactorStanding {
    /// From a salt and the hashes that are left.
    pub(crate) fn new(salt: [u8; 16], codes: &[[u8; 32]]) -> Self {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Self { salt: hex(&salt), codes: codes.iter().map(|code| hex(code)).collect() }
    }

    /// Salt and hashes; none when the line was tampered with.
    pub(crate) fn read(&self) -> Option<([u8; 16], Vec<[u8; 32]>)> {
        let codes = self.codes.iter().map(|code| bytes(code)).collect::<Option<_>>()?;
        Some((bytes(&self.salt)?, codes))
    }
}

fn bytes<const N: usize>(hex: &str) -> Option<[u8; N]> {
    let mut read = [0; N];
    if hex.len() != 2 * N || !hex.is_ascii() {
        return None;
    }
    for (n, byte) in read.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hex.get(2 * n..2 * n + 2)?, 16).ok()?;
    }
    Some(read)
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
    /// Devices.
    pub devices: BTreeMap<DeviceId, DeviceStanding>,
    /// People.
    pub people: BTreeMap<UserId, PersonStanding>,
    /// Agreements that were ended by hand, by their codes.
    pub ended: BTreeMap<String, Ended>,
}

/// A device's access as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeviceStanding {
    /// As it joined.
    pub joined: Option<Joined>,
    /// Whether its access was taken away.
    pub is_revoked: bool,
    /// The hardest wipe that was ordered for it.
    pub wipe: Option<Wipe>,
}

/// A person's access as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonStanding {
    /// As they were listed.
    pub listed: Option<Listed>,
    /// The name they sign in with, and the hash of the password they chose last.
    pub password: Option<(String, String)>,
    /// Their second factor as it was last; none when nothing was ever said of it.
    pub factor: Option<Option<FactorStanding>>,
    /// What the municipality's sign-in calls them; none when nothing was ever said of it.
    pub municipal: Option<Option<MunicipalName>>,
    /// Their passkeys as they were last; none when nothing was ever said of them.
    pub passkeys: Option<Vec<KeptPasskey>>,
    /// Whether their access was taken away.
    pub is_revoked: bool,
}

impl Standing {
    fn take(&mut self, access: Access) {
        match access {
            Access::Joined(joined) => {
                let device = joined.device;
                self.devices.entry(device).or_default().joined = Some(joined);
            }
            Access::DeviceRevoked { device } => {
                self.devices.entry(device).or_default().is_revoked = true;
            }
            Access::WipeOrdered { device, wipe } => {
                let ordered = &mut self.devices.entry(device).or_default().wipe;
                if *ordered != Some(Wipe::AtOnce) {
                    *ordered = Some(wipe);
                }
            }
            Access::Invited(listed) => {
                let user = listed.user;
                self.person(user).listed = Some(listed);
            }
            Access::Password { user, name, hash } => {
                self.person(user).password = Some((name, hash));
            }
            Access::SecondFactor { user, standing } => {
                self.person(user).factor = Some(standing);
            }
            Access::MunicipalName { user, name } => self.person(user).municipal = Some(name),
            Access::Passkeys { user, passkeys } => self.person(user).passkeys = Some(passkeys),
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
