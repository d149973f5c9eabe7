//! `erase`: what was reported is erased for good, here and on every device, and a certificate says what
//! was, without any of it.

use std::str::FromStr;

use domain::clock::UtcMillis;
use domain::id::{DeviceId, DocId};
use domain::text::Note;
use serde_json::{Value, json};

use super::retention::reach;
use super::{Admin, AdminError, Told};
use crate::backup::Overview;
use crate::keep;
use crate::store::erase::{self, Erased};
use crate::store::holds::{self, HandedOut};
use crate::store::lives;
use crate::store::records;

/// How often the file is tried to be cleared beside a server that reads.
const TRIES: u32 = 20;

/// `erase …`.
#[derive(Debug, Clone, clap::Args)]
pub struct Erase {
    /// The reports, incidents or other documents.
    #[arg(required_unless_present = "set_aside")]
    pub documents: Vec<DocId>,
    /// What was set aside and cannot be read, as `records find` names it.
    #[arg(long, value_name = "DEVICE/NUMBER")]
    pub set_aside: Vec<SetAside>,
    /// Why; goes on the record, so it must hold nothing of what is erased.
    #[arg(long, value_parser = |text: &str| Note::new(text).map_err(|error| error.to_string()))]
    pub reason: Note,
    /// Only tell what would be erased.
    #[arg(long)]
    pub dry_run: bool,
}

/// What a device handed in under a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetAside(pub DeviceId, pub u64);

impl FromStr for SetAside {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text
            .split_once('/')
            .and_then(|(device, number)| Some(Self(device.parse().ok()?, number.parse().ok()?)));
        parts.ok_or("a device's id, a slash and a number are expected")
    }
}

impl Admin {
    /// Do it.
    ///
    /// # Errors
    /// When one of them is not there, then none is erased; or when the database fails.
    pub fn erase(&self, erase: Erase) -> Result<Told, AdminError> {
        let mut found = Vec::new();
        for doc in &erase.documents {
            let missing =
                || super::not_found(format!("no document {doc}, or it was erased before"));
            let doc = *doc;
            let preview = self.store.read_now(move |conn| erase::preview(conn, doc))?;
            found.push(preview.ok_or_else(missing)?);
            self.store.read_now(|conn| holds::refuse(conn, doc))?;
        }
        let set_aside: Vec<_> =
            erase.set_aside.iter().map(|SetAside(device, number)| (*device, *number)).collect();
        self.refuse_readable(&set_aside)?;
        if erase.dry_run {
            let json = json!({ "dry_run": true, "would_erase": found, "set_aside": set_aside });
            return Ok(Told::new(words("Would erase", &found), json));
        }
        let reason = erase.reason.clone();
        let handed_out = self.store.read_now(|conn| holds::handed_out(conn, &erase.documents))?;
        let unreadable = set_aside.clone();
        let (erased, at) = self.store.write_now(move |batch| {
            let mut erased = Vec::new();
            let why = ("command line", erase.reason.as_str());
            for doc in erase.documents {
                erased.extend(erase::document(batch, doc, why)?);
            }
            erase::unreadable(batch, &unreadable, why)?;
            Ok((erased, batch.now))
        })?;
        let mut certificate = self.certificate((&erased, at), &handed_out)?;
        certificate["set_aside"] = json!(set_aside);
        certificate["reason"] = json!(reason);
        let words = format!("{}\n{}", words("Erased", &erased), reach(&certificate));
        Ok(Told::new(words, certificate))
    }

    /// What is set aside and can be read is erased with its document.
    fn refuse_readable(&self, all: &[(DeviceId, u64)]) -> Result<(), AdminError> {
        let known = self.store.read_now(|conn| records::unreadable(conn, &[]))?;
        for (device, number) in all {
            if !known.iter().any(|it| (it.device, it.number) == (*device, *number)) {
                let what = format!("nothing unreadable is set aside of {device} under {number}");
                return Err(super::not_found(what));
            }
        }
        Ok(())
    }

    /// Clear the disk of what was erased, and tell what it reached and what it cannot.
    pub(super) fn certificate(
        &self,
        (erased, at): (&[Erased], UtcMillis),
        handed_out: &[HandedOut],
    ) -> Result<Value, AdminError> {
        let mut is_disk_clear = false;
        for _ in 0..TRIES {
            is_disk_clear = erase::clear_disk_at(&self.dir.join("lagesbild.db"))?;
            if is_disk_clear {
                break;
            }
        }
        let (mark, (devices_done, pending)) = self.store.read_now(|conn| {
            let mark = lives::mark(conn)?;
            Ok((mark, erase::followed(conn, mark.head)?))
        })?;
        let overview = Overview::read(&self.dir, &self.settings.backup);
        for target in self.settings.backup.targets(&self.dir) {
            if target.folder.is_dir()
                && let Err(error) = keep::copy_erasures(&self.dir, &target.folder)
            {
                tracing::error!("{} has no record of it: {error}", target.folder.display());
            }
        }
        let holding = overview.generations.iter().map(|it| it.folder.clone());
        Ok(json!({
            "erased": erased,
            "at": at,
            "epoch": mark.epoch,
            "place": mark.head,
            "disk_cleared": is_disk_clear,
            "devices_done": devices_done,
            "devices_pending": pending,
            "still_in_backups": holding.chain(self.put_aside()).collect::<Vec<_>>(),
            "backups_clean_by": self.settings.backup.clean_by(at),
            "put_aside": self.put_aside(),
            "handed_out": handed_out,
        }))
    }

    /// Databases that a restore moved aside.
    fn put_aside(&self) -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(&self.dir).into_iter().flatten().flatten();
        let aside = entries
            .filter(|entry| entry.file_name().to_string_lossy().starts_with("replaced-"))
            .map(|entry| entry.path());
        aside.collect()
    }
}

fn words(done: &str, erased: &[Erased]) -> String {
    let lines = erased.iter().map(|one| {
        format!(
            "{done} {} {}: {} operations, {} attachments.",
            one.kind,
            one.document,
            one.operations.len(),
            one.attachments.len()
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}
