//! Making one-time links: fifteen minutes for a device, longer for a person, who gets it by post.

use std::path::Path;

use domain::clock::UtcMillis;
use domain::role::Role;
use protocol::enrolment::Link;
use protocol::problem::{Problem, ProblemCode};

use crate::secrets::Secret;
use crate::settings::Settings;
use crate::store::audit::{self, Entry};
use crate::store::{
    Batch, Invitation, Invited, Member, Person, StoreError, invitations, members, people,
};

const DEVICE_MS: i64 = 15 * 60 * 1_000;
/// The browser goes there at once.
const APP_MS: i64 = 2 * 60 * 1_000;
const PERSON_MS: i64 = 7 * 24 * 60 * 60 * 1_000;
/// Where the running server writes its address, so that links lead to it.
pub const ADDRESS: &str = "address";

/// A link for a device, good for fifteen minutes.
///
/// # Errors
/// When the database fails.
pub fn device(
    batch: &Batch<'_>,
    member: &Member,
    named: (Role, &str),
) -> Result<(Secret, UtcMillis), StoreError> {
    device_by(batch, ("command line", member), named)
}

/// The same, made by somebody whose id is on the record.
///
/// # Errors
/// When the database fails.
pub fn device_by(
    batch: &Batch<'_>,
    (actor, member): (&str, &Member),
    (role, name): (Role, &str),
) -> Result<(Secret, UtcMillis), StoreError> {
    let invitation = Invitation {
        invited: Invited::Device,
        organisation: member.id,
        role,
        name: name.to_owned(),
        expires_at: batch.now.plus_ms(DEVICE_MS),
    };
    let code = Secret::fresh(batch.seams)?;
    invitations::insert(batch, &code, &invitation)?;
    audit::write(batch, Entry { actor, action: "device.invite", object: name })?;
    Ok((code, invitation.expires_at))
}

/// A code for the app of somebody who is signed in in a browser, good for two minutes with its verifier.
///
/// # Errors
/// When the database fails.
pub(crate) fn app(
    batch: &Batch<'_>,
    (person, member): (&Person, &Member),
    challenge: String,
) -> Result<Secret, StoreError> {
    let invitation = Invitation {
        invited: Invited::App { challenge, through: person.id },
        organisation: member.id,
        role: person.role,
        name: person.name.clone(),
        expires_at: batch.now.plus_ms(APP_MS),
    };
    let code = Secret::fresh(batch.seams)?;
    invitations::insert(batch, &code, &invitation)?;
    let actor = person.id.to_string();
    audit::write(batch, Entry { actor: &actor, action: "app.allow", object: &actor })?;
    Ok(code)
}

/// List a person and make a link for them, good for a week.
///
/// # Errors
/// When the database fails.
pub fn person(batch: &Batch<'_>, person: &Person) -> Result<Secret, StoreError> {
    if people::find(batch.tx, person.id)?.is_none() {
        people::insert(batch, person)?;
    }
    let invitation = Invitation {
        invited: Invited::Person { user: person.id },
        organisation: person.organisation,
        role: person.role,
        name: person.name.clone(),
        expires_at: batch.now.plus_ms(PERSON_MS),
    };
    let code = Secret::fresh(batch.seams)?;
    invitations::insert(batch, &code, &invitation)?;
    let object = person.id.to_string();
    audit::write(batch, Entry { actor: "command line", action: "user.invite", object: &object })?;
    Ok(code)
}

/// The organisation of a name or code, if its people and devices may have this role.
///
/// # Errors
/// A refusal that names what there is to choose from; else when the database fails.
pub fn place(batch: &Batch<'_>, name: &str, role: Role) -> Result<Member, StoreError> {
    let Some(member) = members::find(batch.tx, name)? else {
        let known: Vec<_> = members::list(batch.tx)?.into_iter().map(|m| m.name).collect();
        let message = format!("there is no organisation `{name}`; known: {}", known.join(", "));
        return Err(Problem::new(ProblemCode::NotFound, message).into());
    };
    if member.collective {
        let message = format!("{} stands for several: add the one that is meant", member.name);
        return Err(Problem::new(ProblemCode::BadValue, message).into());
    }
    if !member.roles.contains(&role) {
        let roles: Vec<_> = member.roles.iter().map(|role| role.as_str()).collect();
        let message =
            format!("{} has no {}; its roles: {}", member.name, role.as_str(), roles.join(", "));
        return Err(Problem::new(ProblemCode::BadValue, message).into());
    }
    Ok(member)
}

/// The link of a code: a device opens it in the app, a person in a browser.
pub fn link(dir: &Path, settings: &Settings, code: &Secret) -> String {
    Link { server: server(dir, settings), code: code.expose().to_owned() }.to_string()
}

/// What people reach the server under: as set, else as it last listened.
pub(crate) fn server(dir: &Path, settings: &Settings) -> String {
    let listened = || std::fs::read_to_string(dir.join(ADDRESS)).ok();
    let address = settings.public_url.clone().or_else(listened);
    address.map_or_else(|| "http://localhost:8080".to_owned(), |a| a.trim().to_owned())
}
