//! `org add`, `org list`, `org end`, `org renew`.

use domain::clock::UtcMillis;
use domain::id::OrganisationId;
use domain::role::Role;
use domain::text::Name;
use protocol::problem::{Problem, ProblemCode};
use serde_json::json;

use super::{Admin, AdminError, Told, columns};
use crate::config;
use crate::store::agreements::{self, Ground};
use crate::store::audit::{self, Entry};
use crate::store::configuration::{begins_at, day_of};
use crate::store::{Batch, Member, StoreError, members};

/// `org …`.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum MemberCommand {
    /// Add an organisation, with an agreement from now on; one that is there already stays as it is.
    Add {
        /// Its name.
        name: String,
        /// What is agreed.
        #[command(flatten)]
        agreed: Agreed,
    },
    /// List the organisations and whether they may read.
    List,
    /// End an organisation's agreements at once: its people and devices read nothing more, and what
    /// was reported before still comes in.
    End {
        /// Its name or code.
        name: String,
    },
    /// Begin a new agreement from now on. One of the configuration's organisations gets its agreement
    /// there: change organisations.toml and run `config apply`.
    Renew {
        /// Its name.
        name: String,
        /// What is agreed.
        #[command(flatten)]
        agreed: Agreed,
    },
}

/// What is agreed on the command line.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Agreed {
    /// The agreement's last day, YYYY-MM-DD; left out: until further notice.
    #[arg(long, value_name = "DAY")]
    pub until: Option<String>,
    /// What it is for, as written in it.
    #[arg(long, default_value = "")]
    pub purpose: String,
}

impl Admin {
    /// Do it.
    ///
    /// # Errors
    /// When the name is none, or the database fails.
    pub fn member(&self, command: MemberCommand) -> Result<Told, AdminError> {
        match command {
            MemberCommand::Add { name, agreed } => self.add_member(name, &agreed),
            MemberCommand::List => self.list_members(),
            MemberCommand::End { name } => self.end_agreement(name),
            MemberCommand::Renew { name, agreed } => self.renew_agreement(name, &agreed),
        }
    }

    fn add_member(&self, name: String, agreed: &Agreed) -> Result<Told, AdminError> {
        let agreed = (agreed.purpose.clone(), self.end_of(agreed)?);
        let (member, made) = self.store.write_now(move |batch| add(batch, &name, &agreed))?;
        let words = if made { "Added" } else { "There already:" };
        let words = format!("{words} {} ({})", member.name, member.id);
        Ok(Told::new(words, json!({ "id": member.id, "name": member.name, "made": made })))
    }

    fn list_members(&self) -> Result<Told, AdminError> {
        let listed = self.store.read_now(|conn| {
            let with_ground = |member: Member| {
                let ground = agreements::ground(conn, member.id)?;
                Ok::<_, StoreError>((member, ground))
            };
            members::list(conn)?.into_iter().map(with_ground).collect::<Result<Vec<_>, _>>()
        })?;
        let zone = self.zone()?;
        let rows: Vec<_> = listed
            .iter()
            .map(|(member, ground)| {
                let roles: Vec<_> = member.roles.iter().map(|role| role.as_str()).collect();
                let code = member.code.clone().unwrap_or_default();
                vec![member.name.clone(), code, self.told(ground, &zone), roles.join(" ")]
            })
            .collect();
        let rows_json: Vec<_> = listed
            .iter()
            .map(|(member, ground)| {
                json!({
                    "id": member.id, "code": member.code, "name": member.name,
                    "roles": member.roles, "collective": member.collective,
                    "agreement_required": member.agreement_required,
                    "agreements": ground.agreements, "may_read": ground.may_read(self.now()),
                })
            })
            .collect();
        let heading = ["name", "code", "agreement", "roles"];
        Ok(Told::new(columns(&heading, &rows), json!(rows_json)))
    }

    /// An organisation's agreement in a few words.
    fn told(&self, ground: &Ground, zone: &str) -> String {
        if !ground.is_required {
            return "not needed".to_owned();
        }
        let Some(latest) = ground.latest(self.now()) else {
            return "none: may not read".to_owned();
        };
        match latest.ends_at {
            _ if latest.begins_at > self.now() => {
                format!("from {}: may not read yet", day_of(zone, latest.begins_at))
            }
            None => "until further notice".to_owned(),
            Some(end) if latest.is_in_force(self.now()) => {
                format!("until {}", day_of(zone, end.plus_ms(-1)))
            }
            Some(end) => format!("ended {}: may not read", day_of(zone, end.plus_ms(-1))),
        }
    }

    fn end_agreement(&self, name: String) -> Result<Told, AdminError> {
        let (member, ended) = self.store.write_now(move |batch| {
            let member = known(batch, &name)?;
            if !member.agreement_required {
                let message = format!(
                    "{} needs no agreement; set agreement_required in organisations.toml",
                    member.name
                );
                return Err(Problem::new(ProblemCode::BadValue, message).into());
            }
            let ended = agreements::end(batch, member.id)?;
            note(batch, "agreement.end", &member)?;
            Ok((member, ended))
        })?;
        let words = format!("{}: {ended} agreements ended.", member.name);
        Ok(Told::new(words, json!({ "id": member.id, "name": member.name, "ended": ended })))
    }

    fn renew_agreement(&self, name: String, agreed: &Agreed) -> Result<Told, AdminError> {
        let agreed = (agreed.purpose.clone(), self.end_of(agreed)?);
        let member = self.store.write_now(move |batch| {
            let member = known(batch, &name)?;
            if member.code.is_some() {
                let message = "its agreements stand in organisations.toml: write a new one there \
                               and run `config apply`";
                return Err(Problem::new(ProblemCode::BadValue, message).into());
            }
            agreements::begin(batch, member.id, (&agreed.0, agreed.1))?;
            note(batch, "agreement.begin", &member)?;
            Ok(member)
        })?;
        let words = format!("{} has an agreement again.", member.name);
        Ok(Told::new(words, json!({ "id": member.id, "name": member.name })))
    }

    /// The municipality's zone.
    fn zone(&self) -> Result<String, AdminError> {
        Ok(config::read(&self.dir.join("config"))?.municipality.zone)
    }

    /// The first moment after the last day that was given.
    fn end_of(&self, agreed: &Agreed) -> Result<Option<UtcMillis>, AdminError> {
        let Some(day) = &agreed.until else { return Ok(None) };
        let end = begins_at(&self.zone()?, day, 1);
        if end == UtcMillis(i64::MAX) || end <= self.now() {
            let message = format!("--until {day}: a day to come is expected, YYYY-MM-DD");
            return Err(StoreError::from(Problem::new(ProblemCode::BadValue, message)).into());
        }
        Ok(Some(end))
    }
}

fn known(batch: &Batch<'_>, name: &str) -> Result<Member, StoreError> {
    let missing = || Problem::new(ProblemCode::NotFound, format!("no organisation `{name}`"));
    Ok(members::find(batch.tx, name)?.ok_or_else(missing)?)
}

fn note(batch: &Batch<'_>, action: &str, member: &Member) -> Result<(), StoreError> {
    let object = member.id.to_string();
    audit::write(batch, Entry { actor: "command line", action, object: &object })
}

fn add(
    batch: &Batch<'_>,
    name: &str,
    (purpose, ends_at): &(String, Option<UtcMillis>),
) -> Result<(Member, bool), StoreError> {
    let name =
        Name::new(name).map_err(|error| Problem::new(ProblemCode::BadValue, error.to_string()))?;
    if let Some(member) = members::find(batch.tx, name.as_str())? {
        return Ok((member, false));
    }
    let member = Member {
        id: OrganisationId(batch.seams.uuid()?),
        code: None,
        name: name.as_str().to_owned(),
        roles: Role::ALL.to_vec(),
        collective: false,
        agreement_required: true,
    };
    members::put(batch, &member)?;
    agreements::begin(batch, member.id, (purpose, *ends_at))?;
    note(batch, "org.add", &member)?;
    Ok((member, true))
}
