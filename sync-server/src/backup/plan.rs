//! Where backups go, how many are kept and how often they are taken: `[backup]` in the settings.

use std::path::{Path, PathBuf};

use domain::clock::UtcMillis;

use crate::fields::Fields;

const HOUR_MS: i64 = 60 * 60 * 1_000;
/// The folder beside the database that always is a target.
const OWN: &str = "backups";

/// One folder that generations are written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Where; a relative one lies in the data folder.
    pub folder: PathBuf,
    /// How many generations are kept: 2–1000.
    pub keep: usize,
    /// Whether it survives the loss of this machine. Only those let phones forget.
    pub off_machine: bool,
}

/// The whole plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Hours between two backups, 1–168; 0 takes none by itself.
    pub every_hours: i64,
    /// Days between two restore drills, 1–90.
    pub drill_days: i64,
    /// The folder beside the database first.
    pub targets: Vec<Target>,
}

impl Default for Plan {
    fn default() -> Self {
        let own = Target { folder: PathBuf::from(OWN), keep: 7, off_machine: false };
        Self { every_hours: 24, drill_days: 7, targets: vec![own] }
    }
}

impl Plan {
    /// Read the table `[backup]`.
    pub(crate) fn read(fields: &Fields<'_>) -> Self {
        let mut plan = Self::default();
        let within = |least: i64, most: i64| move |number: &i64| (least..=most).contains(number);
        let hours = fields.optional_checked("every_hours", "0 to 168 is expected", within(0, 168));
        plan.every_hours = hours.unwrap_or(plan.every_hours);
        let days = fields.optional_checked("drill_days", "1 to 90 is expected", within(1, 90));
        plan.drill_days = days.unwrap_or(plan.drill_days);
        let keep = |fields: &Fields<'_>, without: usize| {
            let keep = fields.optional_checked("keep", "2 to 1000 is expected", within(2, 1_000));
            keep.and_then(|keep| usize::try_from(keep).ok()).unwrap_or(without)
        };
        let own = keep(fields, plan.targets[0].keep);
        plan.targets[0].keep = own;
        for target in fields.tables("target") {
            plan.targets.push(Target {
                folder: PathBuf::from(target.required::<String>("folder")),
                keep: keep(&target, own),
                off_machine: target.optional("off_machine").unwrap_or(false),
            });
            target.done();
        }
        fields.done();
        plan
    }

    /// The targets with their whole paths.
    pub fn targets(&self, dir: &Path) -> Vec<Target> {
        let whole = |target: &Target| Target { folder: dir.join(&target.folder), ..target.clone() };
        self.targets.iter().map(whole).collect()
    }

    /// Milliseconds between two backups; none when they are not taken by themselves.
    pub fn every_ms(&self) -> Option<i64> {
        (self.every_hours > 0).then_some(self.every_hours * HOUR_MS)
    }

    /// When no generation is left that was taken before a time, if backups are taken as planned; none when
    /// they are not taken by themselves.
    pub fn clean_by(&self, at: UtcMillis) -> Option<UtcMillis> {
        let keep = self.targets.iter().map(|target| target.keep).max()?;
        let keep = i64::try_from(keep).ok()?;
        Some(at.plus_ms(self.every_ms()?.saturating_mul(keep)))
    }

    /// Milliseconds between two drills.
    pub fn drill_ms(&self) -> i64 {
        self.drill_days * 24 * HOUR_MS
    }
}
