//! The made-up year as files, one for each organisation, as it would hand them in.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use practice::town::Town;
use practice::year::{Settings, Year};

use crate::steps::{Failed, Tried};

/// How many reports the year of the demonstration has.
pub(crate) const PRACTICE_REPORTS: usize = 5_000;
/// The same year on every machine that starts on the same day.
const SEED: u64 = 1;
const SECONDS_OF_A_DAY: u64 = 86_400;
/// The year's last day ends at six in the morning, local time; by then that is surely past.
const SURELY_PAST: u64 = 8 * 3_600;

/// Writes the year that ends today, one file for each organisation; returns the files by its name.
///
/// # Errors
/// When a file cannot be written.
pub(crate) fn write_by_organisation(folder: &Path) -> Result<BTreeMap<String, PathBuf>, Failed> {
    let mut files: BTreeMap<String, (PathBuf, BufWriter<File>)> = BTreeMap::new();
    for report in year(PRACTICE_REPORTS)? {
        let path = folder.join(format!("{}.ndjson", report.org));
        let (_, file) = match files.entry(report.org.clone()) {
            std::collections::btree_map::Entry::Occupied(there) => there.into_mut(),
            std::collections::btree_map::Entry::Vacant(free) => {
                let file = File::create(&path).tried(format_args!("write {}", path.display()))?;
                free.insert((path, BufWriter::new(file)))
            }
        };
        writeln!(file, "{}", report.to_ndjson_line()).tried("write the made-up year")?;
    }
    let mut written = BTreeMap::new();
    for (organisation, (path, mut file)) in files {
        file.flush().tried(format_args!("write {}", path.display()))?;
        written.insert(organisation, path);
    }
    Ok(written)
}

/// Writes `count` made-up reports into one file.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn write_all(path: &Path, count: usize) -> Result<(), Failed> {
    let mut file =
        BufWriter::new(File::create(path).tried(format_args!("write {}", path.display()))?);
    for report in year(count)? {
        writeln!(file, "{}", report.to_ndjson_line()).tried("write the made-up year")?;
    }
    file.flush().tried(format_args!("write {}", path.display()))
}

fn year(count: usize) -> Result<Year, Failed> {
    let settings = Settings::new(SEED, count, &last_day());
    let none = || Failed::because("The made-up year takes no such last day.");
    Year::new(&Town::new(practice::SEED), settings).ok_or_else(none)
}

#[expect(clippy::disallowed_methods, reason = "here at the edge: the made-up year ends today")]
fn last_day() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    date(now.saturating_sub(SURELY_PAST) / SECONDS_OF_A_DAY)
}

/// The date a number of days after 1 January 1970, by counting them off.
pub(crate) fn date(mut days: u64) -> String {
    let is_leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let mut year = 1970;
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let february = 28 + u64::from(is_leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", days + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::fill::DEVICES;

    #[test]
    fn days_become_dates_over_leap_years_and_ends_of_months() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(11_016), "2000-02-29");
        assert_eq!(date(11_017), "2000-03-01");
        assert_eq!(date(20_453), "2025-12-31");
        assert_eq!(date(20_779), "2026-11-22");
    }

    #[test]
    fn the_files_hold_the_whole_year_of_every_organisation_that_has_a_device() {
        let folder = std::env::temp_dir().join(format!("xtask-year-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();

        let files = write_by_organisation(&folder).unwrap();

        let mut devices: Vec<&str> = DEVICES.iter().map(|it| it.organisation).collect();
        devices.sort_unstable();
        assert_eq!(files.keys().collect::<Vec<_>>(), devices);
        let lines = |path: &PathBuf| std::fs::read_to_string(path).unwrap().lines().count();
        assert_eq!(files.values().map(lines).sum::<usize>(), PRACTICE_REPORTS);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
