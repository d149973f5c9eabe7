//! Who reports, and did that change? A new guard company doubles the counts; across such a break
//! no verdict is given.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::distribution::chi_square_above;
use crate::finding::{Basis, Finding, Method, Need, Quantity};
use crate::multiple_testing::{false_discovery_rate, fisher};
use crate::words::Words;

/// How a report came about. Discovered events feed back on patrols; each way is ranked and tested
/// alone once there are enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FoundBy {
    /// *Upptäckt under rond.*
    Patrol,
    /// *Anmält av någon.*
    Report,
    /// *Polisanmälan.*
    Police,
}

/// Whether a measure that itself brings more patrols may be judged by events found this way.
///
/// Formula: no for what was found on patrol, yes for the rest.
///
/// Units: none.
///
/// Reference: a rule of this project: more patrols find more.
///
/// Least data: none.
pub fn may_judge_more_patrols(found: FoundBy) -> bool {
    match found {
        FoundBy::Patrol => false,
        FoundBy::Report | FoundBy::Police => true,
    }
}

/// Reports of one organisation in two windows, and the weeks it reported in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reporting {
    /// The organisation.
    pub organisation: u64,
    /// Reports before.
    pub before: u64,
    /// Reports after.
    pub after: u64,
}

/// Whether the mix of reporters changed between two windows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReporterMix {
    /// p of the same mix: Fisher's exact test for two organisations, else χ².
    pub p: f64,
    /// Organisations that began between the windows.
    pub began: Vec<u64>,
    /// Organisations that ended between the windows.
    pub ended: Vec<u64>,
    /// Organisations present in both: a verdict may be given on theirs alone.
    pub steady: Vec<u64>,
}

impl ReporterMix {
    /// Whether a line must be drawn in every series and verdicts refused; `q` is the mix's p
    /// adjusted over everything tested, see [`breaks`].
    pub fn is_break(&self, q: f64) -> bool {
        q < 0.05 || !self.began.is_empty() || !self.ended.is_empty()
    }
}

/// Compares who reported before and after. An organisation with fewer than 5 reports in both
/// windows together neither began nor ended.
///
/// Formula: Fisher's exact test for two organisations, else χ² = Σ (seen − expected)²/expected over
/// organisation × window.
///
/// Units: reports.
///
/// Reference: Fisher 1934; Pearson 1900.
///
/// Least data: 20 reports in each window.
pub fn reporter_mix(reporting: &[Reporting], weeks: f64) -> Finding<ReporterMix> {
    let mut rows = reporting.to_vec();
    rows.sort_by_key(|row| row.organisation);
    rows.retain(|row| row.before + row.after > 0);
    let before: u64 = rows.iter().map(|row| row.before).sum();
    let after: u64 = rows.iter().map(|row| row.after).sum();
    let basis = Basis::new(Method::ReporterMix, before + after, weeks)
        .with("organisations", rows.len() as f64);
    let least = before.min(after) as f64;
    let need = Need::new(Quantity::Events, least, 20.0).at_the_pace_of(weeks);
    Finding::settle(basis, &[need], || {
        let named = |is: fn(&Reporting) -> bool| {
            rows.iter().filter(|row| is(row)).map(|row| row.organisation).collect::<Vec<u64>>()
        };
        let mix = ReporterMix {
            p: same_mix(&rows, before, after),
            began: named(|row| row.before == 0 && row.after >= 5),
            ended: named(|row| row.after == 0 && row.before >= 5),
            steady: named(|row| row.before > 0 && row.after > 0),
        };
        let words = if mix.is_break(mix.p) { Words::ReporterBreak } else { Words::ReportersSteady };
        (mix, vec![words])
    })
}

/// Fisher's exact test for two organisations; Pearson's χ² for more; 1 for one alone.
fn same_mix(rows: &[Reporting], before: u64, after: u64) -> f64 {
    match rows {
        [] | [_] => 1.0,
        [a, b] => fisher([a.before, a.after], [b.before, b.after]).two_sided,
        _ => {
            let all = (before + after) as f64;
            let cell = |seen: u64, row: &Reporting, column: u64| {
                let expected = (row.before + row.after) as f64 * column as f64 / all;
                (seen as f64 - expected).powi(2) / expected
            };
            let sum: f64 = rows
                .iter()
                .map(|row| cell(row.before, row, before) + cell(row.after, row, after))
                .sum();
            chi_square_above(sum, rows.len() as f64 - 1.0)
        }
    }
}

/// Which of many compared mixes are breaks, corrected for looking at all of them.
///
/// Formula: q of every mix's p by Benjamini–Hochberg, and organisations that began or ended.
///
/// Units: chances, 0 to 1.
///
/// Reference: Benjamini & Hochberg 1995.
///
/// Least data: none; the mixes' own rules hold.
pub fn breaks(mixes: &[ReporterMix]) -> Vec<bool> {
    let p: Vec<f64> = mixes.iter().map(|mix| mix.p).collect();
    mixes.iter().zip(false_discovery_rate(&p)).map(|(mix, q)| mix.is_break(q)).collect()
}

/// The organisations whose reports alone may be compared across two windows.
///
/// Formula: the organisations with reports in both windows.
///
/// Units: organisations.
///
/// Reference: a rule of this project: nobody is compared with a window in which they did not
/// report.
///
/// Least data: one organisation present in both.
pub fn steady_organisations(mix: &ReporterMix) -> Finding<BTreeSet<u64>> {
    let n = mix.steady.len();
    let basis = Basis::new(Method::ReporterMix, n as u64, 0.0);
    let need = Need::new(Quantity::SteadyOrganisations, n as f64, 1.0);
    Finding::settle(basis, &[need], || {
        (mix.steady.iter().copied().collect(), vec![Words::ReporterBreak])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mix(rows: &[[u64; 2]]) -> Finding<ReporterMix> {
        let rows: Vec<Reporting> = rows
            .iter()
            .zip(1..)
            .map(|([before, after], organisation)| Reporting {
                organisation,
                before: *before,
                after: *after,
            })
            .collect();
        reporter_mix(&rows, 12.0)
    }

    #[test]
    fn a_new_guard_company_draws_a_line() {
        let finding = mix(&[[40, 42], [30, 28], [0, 60]]);
        assert_eq!(finding.value().unwrap().began, [3]);
        assert_eq!(finding.words(), [Words::ReporterBreak]);
    }

    #[test]
    fn the_same_people_reporting_more_is_no_break() {
        assert_eq!(mix(&[[40, 60], [30, 45], [20, 31]]).words(), [Words::ReportersSteady]);
        assert_eq!(mix(&[[40, 60], [30, 45]]).words(), [Words::ReportersSteady]);
    }

    #[test]
    fn a_handful_of_reports_says_nothing_of_the_mix() {
        assert!(mix(&[[10, 90], [9, 90]]).value().is_none());
    }
}
