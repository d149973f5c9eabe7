//! Is this week out of the ordinary? A Bayes bound on the weeks just before, made for small counts;
//! few alarms a week, the rest in a list.

use serde::Serialize;

use crate::change::overdispersion;
use crate::distribution::{binomial_at_least, negative_binomial_quantile};
use crate::finding::{Basis, Finding, Method, Need, Quantity};
use crate::multiple_testing::false_discovery_rate;
use crate::surveillance::{Farrington, FarringtonSettings, farrington};
use crate::words::Words;

/// Weeks the bound looks back.
pub const WEEKS_BACK: usize = 12;
/// Years Farrington flexible looks back, and weeks on either side of the same week of each.
const FARRINGTON_YEARS: usize = 3;
const FARRINGTON_HALF_WINDOW: usize = 3;
/// Weeks of history from which Farrington flexible takes over from the Bayes bound.
pub const FARRINGTON_WEEKS: usize = 52 * FARRINGTON_YEARS + FARRINGTON_HALF_WINDOW;
/// Share of ordinary weeks that may alarm.
pub const ALPHA: f64 = 0.005;
/// Events without which no week alarms.
pub const LEAST_EVENTS: u64 = 3;
/// People that must have reported independently.
pub const LEAST_REPORTERS: u64 = 2;
/// Alarms a week; the rest go to the list.
pub const BUDGET: usize = 3;

/// The largest count that is no alarm after the weeks `past`: the (1 − α) quantile of
/// NegBin(Σy + ½, w/(w+1)), w weeks, Jeffreys prior (Höhle & Riebler 2005).
///
/// Formula: the smallest k with P(X ≤ k) ≥ 1 − α, X ~ NegBin(Σy + ½, w/(w + 1)).
///
/// Units: events a week; α a chance, 0 to 1.
///
/// Reference: Höhle & Riebler 2005.
///
/// Least data: one earlier week; the method [`judge`] asks for more.
pub fn bayes_bound(past: &[u64], alpha: f64) -> u64 {
    let weeks = past.len() as f64;
    let size = past.iter().sum::<u64>() as f64 + 0.5;
    negative_binomial_quantile(1.0 - alpha, size, weeks / (weeks + 1.0))
}

/// The bound where counts vary more than chance (φ above 1): the (1 − α) quantile of the negative
/// binomial with the same mean μ = (Σy + ½)/w and variance φμ; never below [`bayes_bound`].
///
/// Formula: as [`bayes_bound`] with size μ/(φ − 1) and probability 1/φ.
///
/// Units: events a week; φ variance over mean, without a unit.
///
/// Reference: Höhle & Riebler 2005; Noufaily et al. 2013.
///
/// Least data: one earlier week; the method [`judge`] asks for more.
pub fn overdispersed_bound(past: &[u64], phi: f64, alpha: f64) -> u64 {
    let plain = bayes_bound(past, alpha);
    if phi <= 1.0 || past.is_empty() {
        return plain;
    }
    let mean = (past.iter().sum::<u64>() as f64 + 0.5) / past.len() as f64;
    plain.max(negative_binomial_quantile(1.0 - alpha, mean / (phi - 1.0), 1.0 / phi))
}

/// Cumulative sums of Rossi's transformed counts, z = (x − 3m + 2√(xm))/(2√m),
/// Sₜ = max(0, Sₜ₋₁ + z − k); never reset (Rossi, Lampugnani & Marchi 1999). For comparison.
///
/// Formula: Sₜ = max(0, Sₜ₋₁ + (x − 3m + 2√(xm))/(2√m) − k).
///
/// Units: events a period; z, k and S in standard deviations.
///
/// Reference: Rossi, Lampugnani & Marchi 1999.
///
/// Least data: one period and a mean above 0.
pub fn cusum_rossi(counts: &[u64], mean: f64, k: f64) -> Vec<f64> {
    let mut sum = 0.0_f64;
    counts
        .iter()
        .map(|x| {
            let x = *x as f64;
            let z = (x - 3.0 * mean + 2.0 * (x * mean).sqrt()) / (2.0 * mean.sqrt());
            sum = (sum + z - k).max(0.0);
            sum
        })
        .collect()
}

/// One place and category group up to and with the week looked at.
#[derive(Debug, Clone, Copy)]
pub struct Week<'a> {
    /// Counts of the weeks before, oldest first.
    pub past: &'a [u64],
    /// Events this week.
    pub events: u64,
    /// People who reported them.
    pub reporters: u64,
}

/// A judged week.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Alarm {
    /// Events this week.
    pub events: u64,
    /// The largest count that is no alarm.
    pub bound: u64,
    /// Chance of at least as many in an ordinary week; orders the list.
    pub p: f64,
    /// Whether the count is above the bound, from enough events and people.
    pub is_alarm: bool,
}

/// Judges one week of one series: by the Bayes bound of the 12 weeks before; from three years and
/// three weeks of history by Farrington flexible (b 3, w 3; Noufaily et al. 2013) on the same weeks of
/// those years, where the last four weeks hold the 5 events that it asks for.
///
/// Formula: U = the (1 − α) quantile of NegBin(Σy + ½, w/(w+1)) over the last w weeks, α = .005, w
/// = 12; with φ above 1 of NegBin with mean μ and variance φμ; alarm if y > U and y ≥ 3 from 2
/// reporters.
///
/// Units: events a week.
///
/// Reference: Höhle & Riebler 2005; Noufaily et al. 2013.
///
/// Least data: 12 weeks reported before.
pub fn judge(week: Week<'_>) -> Finding<Alarm> {
    let n = week.past.len();
    let past = &week.past[n.saturating_sub(WEEKS_BACK)..];
    let phi = overdispersion(&[past]);
    let seasonal = seasonal(week);
    let basis = Basis::new(Method::WeeklyAlarm, week.events, 1.0).with("alpha", ALPHA);
    let basis = match seasonal {
        Some(found) => basis.with("years_back", FARRINGTON_YEARS as f64).with("phi", found.phi),
        None => basis.with("weeks_back", WEEKS_BACK as f64).with("phi", phi),
    };
    let mut need = Need::new(Quantity::WeeksOfHistory, n as f64, WEEKS_BACK as f64);
    if !need.is_met() {
        need.more_weeks = Some((WEEKS_BACK - n) as u32);
    }
    Finding::settle(basis, &[need], || {
        let events = week.events;
        let (bound, p) = match seasonal {
            Some(found) => (found.upper, found.at_least(events)),
            None => (overdispersed_bound(past, phi, ALPHA), predictive_tail(past, phi, events)),
        };
        let is_alarm =
            events > bound && events >= LEAST_EVENTS && week.reporters >= LEAST_REPORTERS;
        let alarm = Alarm { events, bound, p, is_alarm };
        let words = if is_alarm {
            Words::Alarm { events, bound }
        } else {
            Words::NoAlarm { events, bound }
        };
        (alarm, vec![words])
    })
}

/// The threshold by the same weeks of three years, where they and five recent events are there.
fn seasonal(week: Week<'_>) -> Option<Farrington> {
    if week.past.len() < FARRINGTON_WEEKS {
        return None;
    }
    let counts: Vec<u64> = week.past.iter().copied().chain([week.events]).collect();
    let settings = FarringtonSettings {
        years: FARRINGTON_YEARS,
        half_window: FARRINGTON_HALF_WINDOW,
        alpha: ALPHA,
    };
    farrington(&counts, week.past.len(), settings)
}

/// P(Y ≥ y) under the distribution of the bound.
fn predictive_tail(past: &[u64], phi: f64, events: u64) -> f64 {
    if events == 0 {
        return 1.0;
    }
    let weeks = past.len() as f64;
    let total = past.iter().sum::<u64>() as f64 + 0.5;
    let above =
        |size: f64, prob: f64| crate::distribution::beta_cdf(1.0 - prob, events as f64, size);
    let plain = above(total, weeks / (weeks + 1.0));
    if phi <= 1.0 {
        return plain;
    }
    plain.max(above(total / weeks / (phi - 1.0), 1.0 / phi))
}

/// The numbers of the series that may alarm this week: above their bound, Benjamini–Hochberg
/// q ≤ .05 over all series judged, at most `BUDGET`, the least likely first; equals go by more
/// events, then by number.
///
/// Formula: q₍ᵢ₎ = min over j ≥ i of n p₍ⱼ₎/j over the n series judged.
///
/// Units: series, by their place in the list.
///
/// Reference: Benjamini & Hochberg 1995.
///
/// Least data: one series that [`judge`] could judge; the list is empty else.
pub fn within_budget(series: &[Alarm]) -> Vec<usize> {
    let p: Vec<f64> = series.iter().map(|alarm| alarm.p).collect();
    let q = false_discovery_rate(&p);
    let mut numbers: Vec<usize> =
        (0..series.len()).filter(|i| series[*i].is_alarm && q[*i] <= 0.05).collect();
    numbers.sort_by(|&a, &b| {
        p[a].total_cmp(&p[b]).then(series[b].events.cmp(&series[a].events)).then(a.cmp(&b))
    });
    numbers.truncate(BUDGET);
    numbers
}

/// Chance that `alarms` or more of `weeks` ordinary weeks alarm, to judge the alarm itself.
///
/// Formula: P(X ≥ alarms) for X ~ Bin(weeks, chance of an alarm in an ordinary week).
///
/// Units: weeks; the answer a chance, 0 to 1.
///
/// Reference: a plain binomial tail.
///
/// Least data: one week.
pub fn chance_of_alarms(alarms: u64, weeks: u64) -> f64 {
    binomial_at_least(alarms, weeks, ALPHA)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(past: &[u64], events: u64, reporters: u64) -> Finding<Alarm> {
        judge(Week { past, events, reporters })
    }

    #[test]
    fn eleven_weeks_are_too_few_to_alarm() {
        let finding = week(&[1; 11], 50, 5);
        assert!(finding.value().is_none());
        assert!(finding.words()[0].words_sv().contains("1 vecka till"));
    }

    #[test]
    fn from_three_years_on_a_season_is_no_alarm_and_more_than_a_season_is() {
        // Every year the same: quiet, and twenty a week in weeks 20 to 30. Judged is the first of them.
        let at = |week: usize| if (20..31).contains(&(week % 52)) { 20 } else { 2 };
        let past: Vec<u64> = (0..52 * 3 + 20).map(at).collect();
        let bayes = week(&past[past.len() - 12..], 21, 5);
        let seasonal = week(&past, 21, 5);
        assert!(bayes.value().unwrap().is_alarm && !seasonal.value().unwrap().is_alarm);
        assert!(week(&past, 90, 5).value().unwrap().is_alarm);
        assert!(seasonal.basis().parameters.iter().any(|it| it.name == "years_back"));
        // One week too little of it, and the twelve weeks before decide.
        let short = &past[past.len() + 1 - FARRINGTON_WEEKS..];
        assert!(week(short, 21, 5).basis().parameters.iter().any(|it| it.name == "weeks_back"));
    }

    #[test]
    fn one_person_alone_raises_no_alarm() {
        assert!(!week(&[0; 12], 9, 1).value().unwrap().is_alarm);
        assert!(week(&[0; 12], 9, 2).value().unwrap().is_alarm);
    }

    #[test]
    fn restless_series_need_more_to_alarm() {
        let calm = [3; 12];
        let restless = [0, 9, 0, 9, 0, 0, 9, 0, 0, 9, 0, 0];
        let bound = |past: &[u64]| week(past, 1, 2).value().unwrap().bound;
        assert!(bound(&restless) > bound(&calm));
    }

    #[test]
    fn no_more_alarms_than_people_can_look_at() {
        let alarms: Vec<Alarm> =
            (5..15).map(|events| *week(&[0; 12], events, 2).value().unwrap()).collect();
        assert_eq!(within_budget(&alarms), [9, 8, 7]);
    }
}
