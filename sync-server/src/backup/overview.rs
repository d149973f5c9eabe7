//! Which generations there are, which of them count, what that makes safe, and how the backups stand.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use domain::clock::UtcMillis;
use domain::id::DeviceId;
use serde::Serialize;

use super::check::{Checked, Depth, record};
use super::manifest::Manifest;
use super::{BackupError, Plan, Target};

/// So many generations off the machine hold what phones may forget.
const COPIES: usize = 2;
/// Later than the plan by more than this part of it is late.
const PATIENCE: i64 = 2;

/// One generation on one target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Generation {
    /// Its name.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    /// Whether it survives the loss of this machine.
    pub off_machine: bool,
    /// What the last check found; none when it was never checked to the end.
    pub checked: Option<Checked>,
    /// What it holds; none when its manifest is damaged.
    #[serde(skip)]
    pub manifest: Option<Manifest>,
}

impl Generation {
    /// Whether it counts as a backup: whole, and restored once without a fault.
    pub fn is_good(&self) -> bool {
        self.manifest.is_some() && self.checked.as_ref().is_some_and(Checked::holds)
    }

    pub(super) fn record(&self) -> PathBuf {
        record(&self.folder)
    }
}

/// In one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// There is a good generation that is young enough, and the last one taken holds.
    Ok,
    /// None has been taken yet.
    NoneYet,
    /// The newest good one is too old.
    Late,
    /// The newest one does not hold.
    Failed,
}

/// All generations of all targets, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Overview {
    /// Newest first.
    pub generations: Vec<Generation>,
    /// Targets that could not be read, and why.
    pub unreachable: Vec<(PathBuf, String)>,
    /// Whether any target survives the loss of the machine.
    pub has_off_machine: bool,
}

impl Overview {
    /// Look at every target.
    pub fn read(dir: &Path, plan: &Plan) -> Self {
        let mut overview = Self::default();
        for target in plan.targets(dir) {
            overview.has_off_machine |= target.off_machine;
            match generations(&target) {
                Ok(found) => overview.generations.extend(found),
                Err(error) => overview.unreachable.push((target.folder, error.to_string())),
            }
        }
        overview.generations.sort_by(|one, other| other.name.cmp(&one.name));
        overview
    }

    /// Up to which number of each device two good generations off this machine hold everything.
    /// `server` is the public half of our own key: others' backups in the same folder do not count.
    pub fn safe(&self, server: &str) -> BTreeMap<DeviceId, u64> {
        let mut held: BTreeMap<DeviceId, Vec<u64>> = BTreeMap::new();
        let counting = self.generations.iter().filter(|it| it.off_machine && it.is_good());
        for manifest in counting.filter_map(|it| it.manifest.as_ref()) {
            if manifest.server == server {
                for (device, number) in &manifest.covered {
                    held.entry(*device).or_default().push(*number);
                }
            }
        }
        let mut safe = BTreeMap::new();
        for (device, mut numbers) in held {
            numbers.sort_unstable_by(|one, other| other.cmp(one));
            if let Some(number) = numbers.get(COPIES - 1) {
                safe.insert(device, *number);
            }
        }
        safe
    }

    /// When the newest good generation was taken.
    pub fn newest_good_at(&self) -> Option<UtcMillis> {
        let good = self.generations.iter().filter(|it| it.is_good());
        good.filter_map(|it| it.manifest.as_ref()).map(|it| it.taken_at).max()
    }

    /// When anything was taken last, good or not.
    pub fn newest_at(&self) -> Option<UtcMillis> {
        let manifests = self.generations.iter().filter_map(|it| it.manifest.as_ref());
        manifests.map(|it| it.taken_at).max()
    }

    /// The last restore drill.
    pub fn last_drill(&self) -> Option<&Checked> {
        let checks = self.generations.iter().filter_map(|it| it.checked.as_ref());
        checks.filter(|it| it.depth == Depth::Drill).max_by_key(|it| it.at)
    }

    /// In one word.
    pub fn standing(&self, plan: &Plan, now: UtcMillis) -> Standing {
        let Some(newest) = self.generations.first() else { return Standing::NoneYet };
        if !newest.is_good() {
            return Standing::Failed;
        }
        let age = self.newest_good_at().map_or(i64::MAX, |at| now.0.saturating_sub(at.0));
        let is_late = plan.every_ms().is_some_and(|every| age > every * PATIENCE);
        if is_late { Standing::Late } else { Standing::Ok }
    }
}

/// The generations of one target. A folder that is not there yet has none.
pub(super) fn generations(target: &Target) -> Result<Vec<Generation>, BackupError> {
    let mut found = Vec::new();
    let entries = match fs::read_dir(&target.folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(found),
        read => read.map_err(BackupError::file(&target.folder))?,
    };
    for entry in entries {
        let entry = entry.map_err(BackupError::file(&target.folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let folder = entry.path();
        if !folder.is_dir() || !name.starts_with(|first: char| first.is_ascii_digit()) {
            continue;
        }
        let checked = fs::read(record(&folder)).ok();
        let checked = checked.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let manifest = Manifest::read(&folder).ok();
        let off_machine = target.off_machine;
        found.push(Generation { name, folder, off_machine, checked, manifest });
    }
    Ok(found)
}
