//! Who may do what. A role is tied to a function, not to a person; the matrix is data, so that the
//! server, the pages and the tests read the same one.

mod command;
mod permission;

use serde::{Deserialize, Serialize};

use crate::id::{DeviceId, OrganisationId, UserId};

pub use command::{COMMANDS, Rule, rule, works_locked};
pub use permission::{MATRIX, Object, Permission, Preset, Reach, Verb};

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        /// What somebody is in the work.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
        #[serde(rename_all = "snake_case")]
        pub enum Role { $($(#[$doc])* $name,)* }

        impl Role {
            /// Every role, in the order they are listed to people.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code as stored and written on the command line.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }

        impl std::str::FromStr for Role {
            type Err = UnknownRole;

            fn from_str(code: &str) -> Result<Self, UnknownRole> {
                match code {
                    $($code => Ok(Self::$name),)*
                    _ => Err(UnknownRole(code.to_owned())),
                }
            }
        }
    };
}

/// A text that names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no role")]
pub struct UnknownRole(String);

roles! {
    /// Guard, caretaker, municipal staff: captures, and follows the own reports.
    Reporter = "reporter";
    /// Police: captures, and adds at the level of areas.
    Police = "police";
    /// Compiles the own organisation's reports.
    OrgCoordinator = "org_coordinator";
    /// The samordningsfunktion: reviews, merges, analyses, fixes the picture.
    Coordinator = "coordinator";
    /// Member of the områdesgrupp.
    AreaGroup = "area_group";
    /// Folkhälsostrateg: the long-term list and aggregates.
    PublicHealth = "public_health";
    /// Styrgrupp, BRÅ, kommunstyrelse: trends and plans, never raw reports.
    Steering = "steering";
    /// Management of an administration or company.
    Management = "management";
    /// Kommunikationschef: the public version.
    Communications = "communications";
    /// Keeps catalogue, areas' names and roles.
    ContentAdmin = "content_admin";
    /// Keeps layers, reference systems and services.
    GisAdmin = "gis_admin";
    /// Reads features in a GIS.
    GisReader = "gis_reader";
    /// Säkerhetschef: access, devices, audit, retention, backup.
    SystemOwner = "system_owner";
    /// Invited for a time.
    Guest = "guest";
}

/// Who wrote an operation: decided by the server from device and session, never by the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
pub struct Author {
    /// The device that signed.
    pub device: DeviceId,
    /// The organisation the device or user belongs to.
    pub organisation: OrganisationId,
    /// In which role.
    pub role: Role,
    /// The user in a browser, for whom the server signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub user: Option<UserId>,
}

/// Something done to the picture or the system: a question that the matrix answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Make a report.
    Capture,
    /// Bring in rows that somebody else has told; each keeps its claimed source.
    Import,
    /// Amend or withdraw one's own report.
    AmendOwn,
    /// Answer what nobody of one's organisation answered when a coordinator asked about its reports.
    AnswerForOrganisation,
    /// Read one's own reports and what became of them.
    ReadOwn,
    /// Read the reports of one's own organisation.
    ReadOrganisation,
    /// Read every report.
    ReadAll,
    /// Read the picture in numbers.
    ReadCounts,
    /// Approve, reject, ask, redact.
    Review,
    /// Join and split incidents.
    Join,
    /// Let an organisation know of an incident that others reported.
    Share,
    /// Choose the priority areas of a quarter.
    Prioritise,
    /// Read measures, causes, assessments and what came of them.
    ReadPlan,
    /// Write them.
    Plan,
    /// Read fixed editions as they are shared.
    ReadEditions,
    /// Write editions, fix them and send them.
    Edit,
    /// Approve that an edition is published.
    Publish,
    /// Organisations, users, devices.
    Administer,
}

impl Action {
    /// Those that a screen asks about.
    const SHOWN: [Self; 17] = [
        Self::Capture,
        Self::AmendOwn,
        Self::AnswerForOrganisation,
        Self::ReadOwn,
        Self::ReadOrganisation,
        Self::ReadAll,
        Self::ReadCounts,
        Self::Review,
        Self::Join,
        Self::Share,
        Self::Prioritise,
        Self::ReadPlan,
        Self::Plan,
        Self::ReadEditions,
        Self::Edit,
        Self::Publish,
        Self::Administer,
    ];
}

impl Role {
    /// What the role may do, as codes for a screen.
    pub fn actions(self) -> Vec<String> {
        let may = Action::SHOWN.into_iter().filter(|action| self.may(*action));
        may.filter_map(|action| Some(serde_json::to_value(action).ok()?.as_str()?.to_owned()))
            .collect()
    }

    /// What a device of this role reads.
    pub fn reader(self, device: DeviceId, organisation: OrganisationId) -> Reader {
        let words = if self.may(Action::Review) { Words::All } else { Words::OfDevice(device) };
        Reader { scope: self.scope(device, organisation), words }
    }

    /// How much of the picture is carried to this role's devices and pages.
    pub fn scope(self, device: DeviceId, organisation: OrganisationId) -> Scope {
        match self.reach(Permission::read(Object::Report)) {
            Reach::All => Scope::All,
            Reach::Organisation => Scope::Organisation { organisation },
            Reach::Own => Scope::Own { device },
            Reach::Nothing => Scope::Nothing,
        }
    }
}

/// Which observations somebody may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "scope", rename_all = "snake_case")]
pub enum Scope {
    /// Every one.
    All,
    /// Those of one organisation.
    Organisation {
        /// The organisation.
        organisation: OrganisationId,
    },
    /// Those that one device made.
    Own {
        /// The device.
        device: DeviceId,
    },
    /// None.
    Nothing,
}

/// Whose words somebody reads before a reviewer has released them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// Everybody's: a reviewer's right.
    All,
    /// Those written on one device.
    OfDevice(DeviceId),
    /// Those the server wrote for one person.
    OfPerson(UserId),
    /// Nobody's.
    Released,
}

impl Words {
    /// Whether words of this author are among them.
    pub fn include(&self, author: &Author) -> bool {
        self.are_by(author.device, author.user)
    }

    /// The same, by device and user.
    pub fn are_by(&self, by: DeviceId, user: Option<UserId>) -> bool {
        match *self {
            Self::All => true,
            Self::OfDevice(device) => by == device && user.is_none(),
            Self::OfPerson(person) => user == Some(person),
            Self::Released => false,
        }
    }
}

/// Who reads: how much of the picture, and whose words before they are released.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader {
    /// How much.
    pub scope: Scope,
    /// Whose words.
    pub words: Words,
}

impl Reader {
    /// Reads everything: a reviewer, and the one who runs the server.
    pub const REVIEWER: Self = Self { scope: Scope::All, words: Words::All };

    /// Of what a device carries: the server has left out what may not be read.
    pub fn of_carried(scope: Scope) -> Self {
        Self { scope, words: Words::All }
    }
}

impl Scope {
    /// Whether a document that this author began may be read.
    pub fn covers(&self, began_by: &Author) -> bool {
        match *self {
            Self::All => true,
            Self::Organisation { organisation } => began_by.organisation == organisation,
            Self::Own { device } => began_by.device == device,
            Self::Nothing => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_reads_back_from_its_code() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(*role));
        }
    }

    #[test]
    fn the_steering_group_never_sees_raw_reports() {
        for role in [Role::Steering, Role::Management, Role::PublicHealth, Role::Communications] {
            for action in [Action::ReadOwn, Action::ReadOrganisation, Action::ReadAll] {
                assert!(!role.may(action), "{role:?} {action:?}");
            }
        }
    }

    #[test]
    fn a_reporter_does_not_review() {
        assert!(!Role::Reporter.may(Action::Review));
        assert!(Role::Coordinator.may(Action::Review));
    }
}
