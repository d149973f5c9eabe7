//! `device enrol`, `device list`, `device revoke`.

use domain::id::DeviceId;
use domain::role::Role;
use domain::text::Name;
use protocol::access::DeviceAccess;
use protocol::problem::{Problem, ProblemCode};
use protocol::wipe::Wipe;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use serde_json::json;

use super::{Admin, AdminError, Told, columns, time};
use crate::invite;
use crate::store::audit::{self, Entry};
use crate::store::{StoreError, devices, lives, wipes};

/// `device …`.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum DeviceCommand {
    /// Make a one-time link for a device, good for fifteen minutes.
    Enrol(Enrol),
    /// List the devices.
    List,
    /// Revoke a device: it may still hand in, to quarantine, but not read.
    Revoke {
        /// Its id.
        id: DeviceId,
        /// Have it erase everything it holds when it next reaches the server: `after_deposit` of what
        /// waits on it, or `at_once` when it is in hostile hands. A device that never reaches the server
        /// again keeps what it has.
        #[arg(long, value_parser = wipe)]
        wipe: Option<Wipe>,
    },
}

/// Whom a device belongs to.
#[derive(Debug, Clone, clap::Args)]
pub struct Enrol {
    /// The organisation's name or code.
    #[arg(long)]
    pub org: String,
    /// The role.
    #[arg(long, value_parser = super::people::role)]
    pub role: Role,
    /// What people will call the device.
    #[arg(long)]
    pub name: String,
}

impl Admin {
    /// Do it.
    ///
    /// # Errors
    /// When a rule says no, or the database fails.
    pub fn device(&self, command: DeviceCommand) -> Result<Told, AdminError> {
        match command {
            DeviceCommand::Enrol(enrol) => self.enrol(enrol),
            DeviceCommand::List => self.list_devices(),
            DeviceCommand::Revoke { id, wipe } => self.revoke_device(id, wipe),
        }
    }

    fn enrol(&self, enrol: Enrol) -> Result<Told, AdminError> {
        let name = Name::new(&enrol.name).map_err(|error| {
            StoreError::from(Problem::new(ProblemCode::BadValue, error.to_string()))
        })?;
        let (code, expires_at) = self.store.write_now(move |batch| {
            let member = invite::place(batch, &enrol.org, enrol.role)?;
            invite::device(batch, &member, (enrol.role, name.as_str()))
        })?;
        let link = invite::link(&self.dir, &self.settings, &code);
        let words =
            format!("{link}\n\n{}\nGood once, until {}.", qr(&link), time(Some(expires_at)));
        Ok(Told::new(words, json!({ "link": link, "expires_at": expires_at })))
    }

    fn list_devices(&self) -> Result<Told, AdminError> {
        let devices = self.store.read_now(devices::list)?;
        let rows: Vec<_> = devices
            .iter()
            .map(|device| {
                vec![
                    device.id.to_string(),
                    device.name.clone(),
                    device.organisation.clone(),
                    device.role.as_str().to_owned(),
                    time(device.last_seen_at),
                    device.waiting.to_string(),
                    device.app.clone(),
                    device.gaps.to_string(),
                    device.set_aside.to_string(),
                    clock_error(device.clock_error_ms),
                    device.lives_begun.to_string(),
                    state(device),
                ]
            })
            .collect();
        let heading = [
            "id",
            "name",
            "organisation",
            "role",
            "last seen",
            "waiting",
            "app",
            "gaps",
            "set aside",
            "clock error",
            "restores seen",
            "",
        ];
        let mut words = columns(&heading, &rows);
        for device in devices.iter().filter(|it| it.lives_begun >= lives::LIVES_MAX.unsigned_abs())
        {
            words.push_str(&format!(
                "\n{} has said {} times that the log was turned back. Unless as many backups were put \
                 back, its store is damaged or it does not tell the truth: `device revoke {}`.",
                device.name, device.lives_begun, device.id
            ));
        }
        Ok(Told::new(words, json!(devices)))
    }

    fn revoke_device(&self, id: DeviceId, wipe: Option<Wipe>) -> Result<Told, AdminError> {
        self.store.write_now(move |batch| {
            if !wipes::revoke(batch, id, wipe)? {
                return Err(Problem::new(ProblemCode::NotFound, format!("no device {id}")).into());
            }
            let object = id.to_string();
            audit::write(
                batch,
                Entry { actor: "command line", action: wipes::action(wipe), object: &object },
            )
        })?;
        Ok(Told::new(format!("Revoked {id}."), json!({ "revoked": id })))
    }
}

/// Seconds, where the clock is more than a minute wrong.
fn clock_error(ms: Option<i64>) -> String {
    let seconds = ms.unwrap_or(0) / 1_000;
    if seconds.abs() < 60 { String::new() } else { format!("{seconds:+} s") }
}

fn state(device: &DeviceAccess) -> String {
    match (device.revoked_at, device.wipe, device.wipe_told_at) {
        (None, _, _) => "",
        (Some(_), None, _) => "revoked",
        (Some(_), Some(_), None) => "revoked, not told to wipe yet",
        (Some(_), Some(_), Some(_)) => "revoked, told to wipe",
    }
    .to_owned()
}

fn wipe(word: &str) -> Result<Wipe, String> {
    let known = [Wipe::AfterDeposit, Wipe::AtOnce];
    let found = known.into_iter().find(|wipe| wipe.as_str() == word);
    found.ok_or_else(|| format!("`{word}` is neither `after_deposit` nor `at_once`"))
}

/// The link as a QR code of half blocks; empty when it is too long for one.
fn qr(link: &str) -> String {
    let code = QrCode::new(link.as_bytes());
    code.map(|code| {
        code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build()
    })
    .unwrap_or_default()
}
