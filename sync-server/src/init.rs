//! Making a data folder: epoch, the server's own key and device, the municipality, the first link.

use std::fs;
use std::path::{Path, PathBuf};

use domain::id::{DeviceId, UserId};
use domain::op::OpHash;
use domain::role::Role;
use protocol::problem::{Problem, ProblemCode};
use protocol::run::DeviceKey;

use crate::app::StartError;
use crate::config::{self, Configuration};
use crate::current::Version;
use crate::embedded::PRACTICE;
use crate::invite;
use crate::keep::{make_key, make_private_folder, read_key};
use crate::seams::Seams;
use crate::secrets::Secret;
use crate::store::audit::{self, Entry};
use crate::store::{
    Batch, Device, Member, Person, Store, StoreError, configuration, devices, members, meta,
};

/// What `init` has done.
pub struct Initialised {
    /// The municipality's name.
    pub municipality: String,
    /// Whether it is the made-up one.
    pub practice: bool,
    /// The code of the first owner's link; none when the folder was there already.
    pub owner: Option<Secret>,
}

/// Make a data folder. One that is there already stays as it is, but takes in what is new in the
/// configuration's list of organisations.
///
/// # Errors
/// When the configuration is wrong or the folder cannot be written.
pub fn init(
    dir: &Path,
    configuration: Option<&Path>,
    seams: &Seams,
) -> Result<Initialised, StartError> {
    make_private_folder(dir)?;
    let folder = dir.join("config");
    if let Some(source) = configuration {
        let checked = config::read(source)?;
        copy(source, &folder, &checked)?;
    } else if !folder.join(config::MUNICIPALITY).exists() {
        write_practice(&folder)?;
    }
    let version = Version::read(&folder)?;
    make_key(dir, &seams.bytes().map_err(StoreError::from)?)?;
    let key = DeviceKey::from_seed(&read_key(dir)?);
    let store = Store::open(dir, seams.clone())?;
    let own = &version.configuration.municipality;
    let (name, practice) = (own.name.clone(), own.practice);
    let owner = store.write_now(move |batch| fill(batch, &version, &key))?;
    Ok(Initialised { municipality: name, practice, owner })
}

fn fill(
    batch: &mut Batch<'_>,
    version: &Version,
    key: &DeviceKey,
) -> Result<Option<Secret>, StoreError> {
    configuration::take(batch, &version.in_force(batch.tx)?)?;
    if meta::own_device(batch.tx)?.is_some() {
        return Ok(None);
    }
    let all = members::list(batch.tx)?;
    let owner = owner_of(&all, &version.configuration).ok_or_else(|| {
        Problem::new(ProblemCode::BadValue, "the configuration names no municipality")
    })?;
    let device = Device {
        id: DeviceId(batch.seams.uuid()?),
        public_key: key.public(),
        organisation: owner.id,
        role: Role::SystemOwner,
        name: "server".to_owned(),
        have: 0,
        head_hash: OpHash::START,
        revoked_at: None,
        last_seen_at: None,
    };
    devices::insert(batch, &device)?;
    meta::set_own_device(batch.tx, device.id)?;
    let person = Person {
        id: UserId(batch.seams.uuid()?),
        name: "Systemägare".to_owned(),
        organisation: owner.id,
        role: Role::SystemOwner,
    };
    audit::write(batch, Entry { actor: "command line", action: "init", object: "" })?;
    invite::person(batch, &person).map(Some)
}

/// The organisation whose people own the system: one that has the role, the municipality before
/// others.
fn owner_of<'a>(members: &'a [Member], configuration: &Configuration) -> Option<&'a Member> {
    let by_code = |code: &str| members.iter().find(|m| m.code.as_deref() == Some(code));
    let owns = |role: Role| role == Role::SystemOwner;
    let mut candidates = configuration
        .organisations
        .iter()
        .filter(|org| org.roles.iter().copied().any(owns) && !org.collective);
    let municipality = configuration.organisations.iter().find(|org| org.kind == "municipality");
    candidates
        .clone()
        .find(|org| org.kind == "municipality")
        .or_else(|| candidates.next())
        .or(municipality)
        .and_then(|org| by_code(&org.code))
}

/// Copy the two files and whatever they name, but nothing else that lies in the folder.
pub(crate) fn copy(
    source: &Path,
    folder: &Path,
    configuration: &Configuration,
) -> Result<(), StartError> {
    make_private_folder(folder)?;
    let fixed = [config::MUNICIPALITY, config::ORGANISATIONS];
    let named = configuration.files.iter().map(String::as_str);
    for file in fixed.into_iter().chain(named) {
        let from = source.join(file);
        if from.is_file() {
            let to = parent_made(&folder.join(file))?;
            fs::copy(&from, &to).map_err(StartError::file(&from))?;
        }
    }
    Ok(())
}

fn write_practice(folder: &Path) -> Result<(), StartError> {
    for (file, _, bytes) in PRACTICE {
        let to = parent_made(&folder.join(file))?;
        fs::write(&to, bytes).map_err(StartError::file(&to))?;
    }
    Ok(())
}

fn parent_made(path: &Path) -> Result<PathBuf, StartError> {
    if let Some(parent) = path.parent() {
        make_private_folder(parent)?;
    }
    Ok(path.to_owned())
}
