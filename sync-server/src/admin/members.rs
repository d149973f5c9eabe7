//! `org add`, `org list`.

use domain::id::OrganisationId;
use domain::role::Role;
use domain::text::Name;
use protocol::problem::{Problem, ProblemCode};
use serde_json::json;

use super::{Admin, AdminError, Told, columns};
use crate::store::audit::{self, Entry};
use crate::store::{Batch, Member, StoreError, members};

/// `org …`.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum MemberCommand {
    /// Add an organisation; one that is there already stays as it is.
    Add {
        /// Its name.
        name: String,
    },
    /// List the organisations.
    List,
}

impl Admin {
    /// Do it.
    ///
    /// # Errors
    /// When the name is none, or the database fails.
    pub fn member(&self, command: MemberCommand) -> Result<Told, AdminError> {
        match command {
            MemberCommand::Add { name } => self.add_member(name),
            MemberCommand::List => self.list_members(),
        }
    }

    fn add_member(&self, name: String) -> Result<Told, AdminError> {
        let (member, made) = self.store.write_now(move |batch| add(batch, &name))?;
        let words = if made { "Added" } else { "There already:" };
        let words = format!("{words} {} ({})", member.name, member.id);
        Ok(Told::new(words, json!({ "id": member.id, "name": member.name, "made": made })))
    }

    fn list_members(&self) -> Result<Told, AdminError> {
        let members = self.store.read_now(members::list)?;
        let rows: Vec<_> = members
            .iter()
            .map(|member| {
                let roles: Vec<_> = member.roles.iter().map(|role| role.as_str()).collect();
                vec![member.name.clone(), member.code.clone().unwrap_or_default(), roles.join(" ")]
            })
            .collect();
        Ok(Told::new(columns(&["name", "code", "roles"], &rows), json!(members)))
    }
}

fn add(batch: &Batch<'_>, name: &str) -> Result<(Member, bool), StoreError> {
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
        agreement_required: false,
    };
    members::put(batch, &member)?;
    let object = member.id.to_string();
    audit::write(batch, Entry { actor: "command line", action: "org.add", object: &object })?;
    Ok((member, true))
}
