//! `backup take`, `backup list`, `restore`, `drill`.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::{Admin, AdminError, Told, columns, time};
use crate::backup::{self, BackupError, Generation, Overview, Progress, Standing};
use crate::seams::Seams;
use crate::settings::Settings;

/// `backup …`.
#[derive(Debug, Clone, Copy, clap::Subcommand)]
pub enum BackupCommand {
    /// Take a backup now, onto every target, and restore it on trial.
    Take,
    /// List the backups, and how they stand.
    List,
}

impl Admin {
    /// Do it.
    ///
    /// # Errors
    /// When the database or a folder fails, or it was ended.
    pub fn backup(
        &self,
        command: BackupCommand,
        progress: &dyn Progress,
    ) -> Result<Told, AdminError> {
        match command {
            BackupCommand::Take => self.take_backup(progress),
            BackupCommand::List => Ok(self.list_backups()),
        }
    }

    fn take_backup(&self, progress: &dyn Progress) -> Result<Told, AdminError> {
        let taken = backup::take((&self.dir, &self.settings.backup), &self.seams, progress)?;
        let (mut lines, mut told, mut failed) = (Vec::new(), Vec::new(), None);
        for one in taken {
            let folder = one.target.folder.display().to_string();
            match one.outcome {
                Ok((generation, checked)) => {
                    let state = if checked.holds() { "holds" } else { "DOES NOT HOLD" };
                    lines.push(format!(
                        "{}: {state}, {} reports, {} attachments",
                        generation.display(),
                        checked.observations,
                        checked.attachments
                    ));
                    told.push(json!({ "generation": generation, "checked": checked }));
                    if !checked.holds() {
                        failed = Some(BackupError::Faulty(generation, checked.faults));
                    }
                }
                Err(error) => {
                    lines.push(format!("{folder}: NOT TAKEN: {error}"));
                    told.push(json!({ "target": folder, "error": error.to_string() }));
                    failed = Some(error);
                }
            }
        }
        if let Some(error) = failed {
            eprintln!("{}", lines.join("\n"));
            return Err(error.into());
        }
        Ok(Told::new(lines.join("\n"), json!(told)))
    }

    fn list_backups(&self) -> Told {
        let overview = Overview::read(&self.dir, &self.settings.backup);
        let rows: Vec<_> = overview.generations.iter().map(row).collect();
        let heading = ["backup", "reports", "attachments", "checked", "holds", "off-machine", "in"];
        let standing = overview.standing(&self.settings.backup, self.now());
        let drill = overview.last_drill();
        let mut words = columns(&heading, &rows);
        words.push_str(match standing {
            Standing::Ok => "\n\nAll is well.",
            Standing::NoneYet => "\n\nNo backup has been taken yet.",
            Standing::Late => "\n\nTHE NEWEST BACKUP THAT HOLDS IS TOO OLD.",
            Standing::Failed => "\n\nTHE NEWEST BACKUP DOES NOT HOLD.",
        });
        let last = time(drill.map(|drill| drill.at));
        words.push_str(&format!("\nLast restore drill: {last}."));
        if !overview.has_off_machine {
            words.push_str(
                "\nNo target off this machine is configured: phones keep everything for 30 days.",
            );
        }
        for (folder, why) in &overview.unreachable {
            words.push_str(&format!("\n{} cannot be read: {why}", folder.display()));
        }
        let json = json!({ "standing": standing, "last_drill": drill, "overview": overview });
        Told::new(words, json)
    }

    /// Check the newest backup of every target to the last byte, by restoring it into a scratch
    /// folder.
    ///
    /// # Errors
    /// When one does not hold, there is none, or it was ended.
    pub fn drill(&self, progress: &dyn Progress) -> Result<Told, AdminError> {
        let plan = &self.settings.backup;
        let drilled = backup::drill((&self.dir, plan), self.now(), progress)?;
        let mut lines = Vec::new();
        for (generation, checked) in &drilled {
            if !checked.holds() {
                let (folder, faults) = (generation.folder.clone(), checked.faults.clone());
                return Err(BackupError::Faulty(folder, faults).into());
            }
            lines.push(format!(
                "{} holds: {} reports up to place {}, {} attachments, in {} ms",
                generation.folder.display(),
                checked.observations,
                checked.head,
                checked.attachments,
                checked.took_ms
            ));
        }
        let json: Vec<_> = drilled
            .iter()
            .map(|(generation, checked)| json!({ "generation": generation.folder, "checked": checked }))
            .collect();
        Ok(Told::new(lines.join("\n"), json!(json)))
    }
}

fn row(generation: &Generation) -> Vec<String> {
    let manifest = generation.manifest.as_ref();
    let count = |name: &str| manifest.and_then(|it| it.counts.get(name)).copied();
    let number = |number: Option<u64>| number.map_or_else(|| "?".to_owned(), |it| it.to_string());
    vec![
        generation.name.clone(),
        number(count("observation")),
        number(manifest.map(|it| it.blobs.len() as u64)),
        time(generation.checked.as_ref().map(|checked| checked.at)),
        if generation.is_good() { "yes" } else { "NO" }.to_owned(),
        if generation.off_machine { "yes" } else { "" }.to_owned(),
        generation.folder.parent().unwrap_or(&generation.folder).display().to_string(),
    ]
}

/// Put a backup back into a data folder. `from` is a backup or a folder of backups; without it the
/// newest one that holds, on whatever target it lies.
///
/// # Errors
/// When a server runs on the folder, the backup does not hold, or a disk fails.
pub fn restore(
    (dir, from): (&Path, Option<PathBuf>),
    (settings, seams): (&Settings, &Seams),
    progress: &dyn Progress,
) -> Result<Told, AdminError> {
    let from = match from {
        Some(from) => from,
        None => {
            let overview = Overview::read(dir, &settings.backup);
            let newest = overview.generations.iter().find(|it| it.is_good());
            let newest = newest.ok_or_else(|| BackupError::Nothing(dir.to_owned()))?;
            newest.folder.clone()
        }
    };
    let done = backup::put_back((dir, &from), seams, progress)?;
    let met = &done.met;
    let mut words = format!(
        "Put back {}: {} reports, place {} of the log. Start the server: phones send again what \
         is missing, and nobody has to press anything.\nErased again: {}. Devices known again: {}. \
         People known again: {}. Passwords as last chosen: {}. \
         Second factors as they stood last: {}. Access taken away again: {}. \
         Wipes ordered again: {}. Agreements ended again: {}. Everybody signs in anew.\nNot known here: organisations and \
         agreements begun on the command line since this backup, and links that nobody had used. \
         Make them again where they are needed.",
        done.generation.display(),
        done.observations,
        done.head,
        met.erased,
        met.joined,
        met.people,
        met.passwords,
        met.factors,
        met.revoked,
        met.wipes,
        met.agreements_ended
    );
    if let Some(replaced) = &done.replaced {
        words.push_str(&format!(
            "\nWhat was there before lies in {}: delete it when all is well.",
            replaced.display()
        ));
    }
    if done.new_key {
        words.push_str(
            "\nThe folder `keep` was not there. A new key was made; what was erased, who joined, \
             whose access was taken away, which passwords were changed and which agreements were \
             ended since this backup is not known here: check `device list`, `user list` and \
             `org list`.",
        );
    }
    Ok(Told::new(words, json!(done)))
}
