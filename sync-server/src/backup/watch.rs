//! Backups that take themselves: when one is due, when a drill is, and what phones are told is safe.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use domain::clock::UtcMillis;
use domain::id::DeviceId;

use super::check::{Checked, Depth, check};
use super::overview::{Generation, Overview, Standing};
use super::{BackupError, LOCK, Plan, Progress, Quietly, files, take};
use crate::app::App;
use crate::store::blobs;

/// How often it is looked whether anything is due, or taken by a command beside the server.
const LOOK: Duration = Duration::from_secs(60);
/// How often a thread that waits looks whether the server stops.
const GLANCE: Duration = Duration::from_millis(200);
/// How often a reserve that was given up is tried to be made again.
const REFILL: Duration = Duration::from_secs(10);
/// What failed is tried again after this.
const AGAIN_MS: i64 = 60 * 60 * 1_000;

/// What is known of the backups of a data folder.
pub struct Backups {
    dir: PathBuf,
    plan: Plan,
    /// The public half of the server's key: whose generations count.
    server: String,
    known: RwLock<(Overview, BTreeMap<DeviceId, u64>)>,
    tried: RwLock<Option<UtcMillis>>,
}

impl Backups {
    /// Look at all targets.
    pub fn new(dir: &Path, plan: &Plan, public_key: [u8; 32]) -> Self {
        let backups = Self {
            dir: dir.to_owned(),
            plan: plan.clone(),
            server: blake3::Hash::from_bytes(public_key).to_hex().to_string(),
            known: RwLock::default(),
            tried: RwLock::default(),
        };
        backups.look();
        backups
    }

    /// Look again.
    pub fn look(&self) {
        let overview = Overview::read(&self.dir, &self.plan);
        let safe = overview.safe(&self.server);
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = (overview, safe);
    }

    /// Up to which number of a device two proven backups off this machine hold everything.
    pub fn safe(&self, device: DeviceId) -> u64 {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.1.get(&device).copied().unwrap_or(0)
    }

    /// All generations, as they were when last looked at.
    pub fn overview(&self) -> Overview {
        self.known.read().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    /// In one word.
    pub fn standing(&self, now: UtcMillis) -> Standing {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.0.standing(&self.plan, now)
    }

    fn is_due(&self, now: UtcMillis) -> bool {
        let Some(every) = self.plan.every_ms() else { return false };
        let tried = *self.tried.read().unwrap_or_else(PoisonError::into_inner);
        let newest = self.overview().newest_good_at();
        let is_older = |at: Option<UtcMillis>, ms: i64| at.is_none_or(|at| now.0 - at.0 >= ms);
        is_older(newest, every) && is_older(tried, AGAIN_MS)
    }

    fn is_drill_due(&self, now: UtcMillis) -> bool {
        let overview = self.overview();
        let drilled = overview.last_drill().map(|drill| drill.at);
        let has_one = overview.generations.iter().any(Generation::is_good);
        let drill_ms = self.plan.drill_ms();
        has_one && drilled.is_none_or(|at| now.0 - at.0 >= drill_ms)
    }
}

/// Check the newest generation of every target to the last byte.
///
/// # Errors
/// When there is none, or it was ended.
pub fn drill(
    (dir, plan): (&Path, &Plan),
    now: UtcMillis,
    progress: &dyn Progress,
) -> Result<Vec<(Generation, Checked)>, BackupError> {
    let _turn = files::lock(dir, LOCK)?;
    let mut drilled = Vec::new();
    let overview = Overview::read(dir, plan);
    for target in plan.targets(dir) {
        let of_target = |it: &&Generation| it.folder.starts_with(&target.folder);
        let Some(newest) = overview.generations.iter().find(of_target) else { continue };
        let checked = check((dir, &newest.folder), (Depth::Drill, now), progress)?;
        drilled.push((newest.clone(), checked));
    }
    if drilled.is_empty() { Err(BackupError::Nothing(dir.to_owned())) } else { Ok(drilled) }
}

/// Do whatever is due now. Returns whether anything was done.
pub fn tick(app: &App, stop: &AtomicBool) -> bool {
    let (backups, now) = (&app.backups, app.now());
    backups.look();
    if app.store.reserve().is_spent() {
        return false;
    }
    let (dir, plan) = (backups.dir.as_path(), &backups.plan);
    if backups.is_due(now) {
        *backups.tried.write().unwrap_or_else(PoisonError::into_inner) = Some(now);
        match take((dir, plan), &app.seams, &Quietly(stop)) {
            Ok(taken) => taken.iter().for_each(|one| tell(app, one)),
            Err(error) => tracing::error!("no backup was taken: {error}"),
        }
    } else if backups.is_drill_due(now) {
        match drill((dir, plan), now, &Quietly(stop)) {
            Ok(drilled) => drilled.iter().for_each(|(generation, checked)| {
                if checked.holds() {
                    tracing::info!("restore drill of {}: it holds", generation.name);
                } else {
                    tracing::error!("restore drill of {}: {:?}", generation.name, checked.faults);
                }
            }),
            Err(error) => tracing::error!("no restore drill: {error}"),
        }
    } else {
        return false;
    }
    backups.look();
    true
}

fn tell(app: &App, taken: &take::Taken) {
    match &taken.outcome {
        Ok((generation, checked)) if checked.holds() => {
            tracing::info!("backup {} was taken and restored on trial", generation.display());
            ask_for_missing(app, generation);
        }
        Ok((generation, checked)) => {
            tracing::error!("backup {} does not hold: {:?}", generation.display(), checked.faults);
        }
        Err(error) => tracing::error!("no backup in {}: {error}", taken.target.folder.display()),
    }
}

/// Attachments that should have been there and were not are asked for again.
fn ask_for_missing(app: &App, generation: &Path) {
    let Ok(manifest) = super::Manifest::read(generation) else { return };
    let missing: Vec<_> =
        manifest.missing.into_iter().filter(|name| !app.blobs.stands_at(*name).1).collect();
    if missing.is_empty() {
        return;
    }
    tracing::warn!("{} attachments are missing and asked for again", missing.len());
    let noted = app.store.write_now(move |batch| {
        missing.iter().try_for_each(|name| blobs::is_missing(batch, *name))
    });
    if let Err(error) = noted {
        tracing::error!("missing attachments could not be noted: {error}");
    }
}

/// Look after the backups and the reserve until the server stops.
pub fn watch(app: &App, stop: &AtomicBool) {
    let reserve = app.store.reserve();
    reserve.fill(app.settings.reserve_bytes());
    let (mut since_look, mut since_refill) = (Duration::ZERO, Duration::ZERO);
    while !stop.load(Ordering::Relaxed) {
        std::thread::sleep(GLANCE);
        since_look += GLANCE;
        since_refill += GLANCE;
        if reserve.is_spent() && since_refill >= REFILL {
            reserve.fill(app.settings.reserve_bytes());
            since_refill = Duration::ZERO;
        }
        if since_look >= LOOK {
            tick(app, stop);
            since_look = Duration::ZERO;
        }
    }
}
