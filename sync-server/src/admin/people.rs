//! `user invite`, `user list`, `user reset`, `user municipal`, `user forget-factor`, `user forget-passkeys`,
//! `user revoke`.

use domain::id::UserId;
use domain::role::Role;
use domain::text::Name;
use protocol::problem::{Problem, ProblemCode};
use serde_json::json;

use super::{Admin, AdminError, Told, columns, time};
use crate::invite;
use crate::keep::MunicipalName;
use crate::municipal::claim_form;
use crate::secrets::Secret;
use crate::store::audit::{self, Entry};
use crate::store::{
    Batch, Person, PersonRow, StoreError, factors, municipal, passkeys, people, sessions,
};

/// `user …`.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum PersonCommand {
    /// List a person and make a one-time link to choose a password with, good for a week.
    Invite(Invite),
    /// List the people.
    List,
    /// Make a new link for somebody who forgot the password; the old one goes on working until then.
    Reset {
        /// Their id, the name they sign in with, or what people call them.
        user: String,
    },
    /// Take away the second factor of somebody who has lost it and its recovery codes. Be sure who asks.
    ForgetFactor {
        /// Their id, the name they sign in with, or what people call them.
        user: String,
    },
    /// Remove every passkey of somebody who has lost a device. They sign in otherwise and make new ones.
    ForgetPasskeys {
        /// Their id, the name they sign in with, or what people call them.
        user: String,
    },
    /// Let somebody enter with the municipality's own sign-in, by what it calls them; or no more.
    Municipal {
        /// Their id, the name they sign in with, or what people call them.
        user: String,
        /// The value of the claim in the settings; without it the municipality's sign-in lets them in no more.
        #[arg(long)]
        claim: Option<String>,
    },
    /// Take access away at once.
    Revoke {
        /// Their id, the name they sign in with, or what people call them.
        user: String,
    },
}

/// Who is invited.
#[derive(Debug, Clone, clap::Args)]
pub struct Invite {
    /// What people call them.
    #[arg(long)]
    pub name: String,
    /// The role.
    #[arg(long, value_parser = role)]
    pub role: Role,
    /// The organisation's name or code.
    #[arg(long)]
    pub org: String,
}

/// A role by its code, with all of them named when there is none such.
pub(super) fn role(text: &str) -> Result<Role, String> {
    text.parse().map_err(|error| {
        let all: Vec<_> = Role::ALL.iter().map(|role| role.as_str()).collect();
        format!("{error}; roles: {}", all.join(", "))
    })
}

impl Admin {
    /// Do it.
    ///
    /// # Errors
    /// When a rule says no, or the database fails.
    pub fn person(&self, command: PersonCommand) -> Result<Told, AdminError> {
        match command {
            PersonCommand::Invite(invite) => self.invite(invite),
            PersonCommand::List => self.list_people(),
            PersonCommand::Reset { user } => self.reset(user),
            PersonCommand::ForgetFactor { user } => self.forget_factor(user),
            PersonCommand::ForgetPasskeys { user } => self.forget_passkeys(user),
            PersonCommand::Municipal { user, claim } => self.municipal(user, claim),
            PersonCommand::Revoke { user } => self.revoke_person(user),
        }
    }

    fn invite(&self, new: Invite) -> Result<Told, AdminError> {
        let name = Name::new(&new.name).map_err(|error| {
            StoreError::from(Problem::new(ProblemCode::BadValue, error.to_string()))
        })?;
        let (id, code) = self.store.write_now(move |batch| {
            let member = invite::place(batch, &new.org, new.role)?;
            let person = Person {
                id: UserId(batch.seams.uuid()?),
                name: name.as_str().to_owned(),
                organisation: member.id,
                role: new.role,
            };
            Ok((person.id, invite::person(batch, &person)?))
        })?;
        Ok(self.link_told(id, &code))
    }

    fn reset(&self, user: String) -> Result<Told, AdminError> {
        let (id, code) = self.store.write_now(move |batch| {
            let person = find(batch, &user)?;
            Ok((person.id, invite::person(batch, &person)?))
        })?;
        Ok(self.link_told(id, &code))
    }

    fn link_told(&self, id: UserId, code: &Secret) -> Told {
        let link = invite::link(&self.dir, &self.settings, code);
        let words = format!("{link}\nGood once, for a week.");
        Told::new(words, json!({ "id": id, "link": link }))
    }

    fn list_people(&self) -> Result<Told, AdminError> {
        let people = self.store.read_now(people::list)?;
        let rows: Vec<_> = people
            .iter()
            .map(|person| {
                let state = match (person.revoked_at, &person.sign_in_name) {
                    (Some(_), _) => "revoked",
                    (None, None) => "invited",
                    (None, Some(_)) => "",
                };
                vec![
                    person.id.to_string(),
                    person.name.clone(),
                    person.sign_in_name.clone().unwrap_or_default(),
                    person.organisation.clone(),
                    person.role.clone(),
                    time(person.last_seen_at),
                    state.to_owned(),
                ]
            })
            .collect();
        let heading = ["id", "name", "signs in as", "organisation", "role", "last seen", ""];
        Ok(Told::new(columns(&heading, &rows), json!(people)))
    }

    fn forget_factor(&self, user: String) -> Result<Told, AdminError> {
        let (id, had_one) = self.store.write_now(move |batch| {
            let person = find(batch, &user)?;
            let had_one = factors::remove(batch, person.id)?;
            let object = person.id.to_string();
            let action = "second_factor.remove";
            audit::write(batch, Entry { actor: "command line", action, object: &object })?;
            Ok((person.id, had_one))
        })?;
        let words =
            if had_one { "Forgotten: the password alone opens." } else { "There was none." };
        Ok(Told::new(words, json!({ "id": id, "had_one": had_one })))
    }

    fn forget_passkeys(&self, user: String) -> Result<Told, AdminError> {
        let (id, removed) = self.store.write_now(move |batch| {
            let person = find(batch, &user)?;
            let removed = passkeys::remove_all(batch, person.id)?;
            sessions::end_all(batch, person.id)?;
            let object = person.id.to_string();
            let action = "passkey.remove";
            audit::write(batch, Entry { actor: "command line", action, object: &object })?;
            Ok((person.id, removed))
        })?;
        let words = format!("Removed {removed}. They are signed out everywhere.");
        Ok(Told::new(words, json!({ "id": id, "removed": removed })))
    }

    fn municipal(&self, user: String, claim: Option<String>) -> Result<Told, AdminError> {
        let own = self.settings.sign_in.municipal.clone();
        let (id, is_taken_away) = self.store.write_now(move |batch| {
            let person = find(batch, &user)?;
            let name = match (claim, own) {
                (None, _) => None,
                (Some(claim), Some(own)) => {
                    let claimed = claim_form(&own.claim, &claim);
                    Some(MunicipalName { issuer: own.issuer, claimed })
                        .filter(|it| !it.claimed.is_empty())
                }
                (Some(_), None) => {
                    let message =
                        "the settings name no sign-in of the municipality (`[sign_in.oidc]`)";
                    return Err(Problem::new(ProblemCode::BadValue, message).into());
                }
            };
            let is_taken_away = name.is_none();
            municipal::set_and_note(batch, person.id, name)?;
            if is_taken_away {
                sessions::end_all(batch, person.id)?;
            }
            let object = person.id.to_string();
            let action = if is_taken_away { "municipal.remove" } else { "municipal.set" };
            audit::write(batch, Entry { actor: "command line", action, object: &object })?;
            Ok::<_, StoreError>((person.id, is_taken_away))
        })?;
        let words = if is_taken_away {
            "The municipality's sign-in lets them in no more."
        } else {
            "The municipality's sign-in lets them in."
        };
        Ok(Told::new(words, json!({ "id": id })))
    }

    fn revoke_person(&self, user: String) -> Result<Told, AdminError> {
        let id = self.store.write_now(move |batch| {
            let person = find(batch, &user)?;
            people::revoke(batch, person.id)?;
            let object = person.id.to_string();
            let entry = Entry { actor: "command line", action: "user.revoke", object: &object };
            audit::write(batch, entry)?;
            Ok(person.id)
        })?;
        Ok(Told::new(format!("Revoked {id}."), json!({ "revoked": id })))
    }
}

/// By id, by the name they sign in with, or by what people call them where only one is called so:
/// somebody who has not chosen a password yet signs in with nothing.
fn find(batch: &Batch<'_>, user: &str) -> Result<Person, StoreError> {
    let wanted = user.trim().to_lowercase();
    let listed = people::list(batch.tx)?;
    let mut by_name =
        listed.iter().filter(|row| row.revoked_at.is_none() && row.name.to_lowercase() == wanted);
    let id = match (user.parse::<UserId>(), by_name.next(), by_name.next()) {
        (Ok(id), _, _) => Some(id),
        (Err(_), first, second) => {
            let signs_in = |row: &&PersonRow| row.sign_in_name.as_ref() == Some(&wanted);
            let found = listed.iter().find(signs_in).or(first);
            if found.is_some_and(|row| !signs_in(&row)) && second.is_some() {
                let message = format!("several are called `{user}`; `user list` tells their ids");
                return Err(Problem::new(ProblemCode::BadValue, message).into());
            }
            found.map(|row| row.id)
        }
    };
    let person = match id {
        Some(id) => people::find(batch.tx, id)?,
        None => None,
    };
    person.ok_or_else(|| {
        Problem::new(ProblemCode::NotFound, format!("nobody has access as `{user}`")).into()
    })
}
