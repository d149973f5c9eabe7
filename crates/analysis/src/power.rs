//! What a test could see before anybody runs it: the chance that a true change of some size shows as
//! *trolig* or more, by the normal approximation of the ratio of ratios that judges it later.

use serde::Serialize;

use crate::distribution::{normal_quantile, normal_two_sided};

/// What is known when a measure is planned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Planned {
    /// Events at the place in the weeks before.
    pub before: u64,
    /// Weeks before, at most 52.
    pub before_weeks: f64,
    /// Events in the comparison area in the same weeks; none where there is no such area.
    pub control_before: Option<u64>,
    /// Weeks after the start that will be looked at.
    pub after_weeks: f64,
    /// Events after over events without the measure, as it is hoped for.
    pub ratio: f64,
    /// Variance over mean of the weekly counts, at least 1.
    pub phi: f64,
}

/// What may be hoped to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Power {
    /// Events a year at the place.
    pub per_year: f64,
    /// Events expected after, had nothing been done.
    pub expected_after: f64,
    /// Chance that the change shows, 0 to 1.
    pub chance: f64,
    /// The change hoped for, percent; below 0 a decrease.
    pub percent: i32,
}

/// How surely a change shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shows {
    /// In at least 80 of 100 cases.
    Likely,
    /// In at least half.
    Perhaps,
    /// In fewer.
    Hardly,
}

impl Power {
    /// How surely the change shows.
    pub fn shows(&self) -> Shows {
        match self.chance {
            chance if chance >= 0.8 => Shows::Likely,
            chance if chance >= 0.5 => Shows::Perhaps,
            _ => Shows::Hardly,
        }
    }

    /// The sentence in Swedish.
    pub fn words_sv(&self) -> String {
        let (n, change) = (self.per_year.round(), change_sv(self.percent));
        let events = if n as u64 == 1 { "händelse" } else { "händelser" };
        match self.shows() {
            Shows::Likely => format!("Med {n} {events} om året syns troligen {change}."),
            Shows::Perhaps => format!("Med {n} {events} om året syns kanske {change}."),
            Shows::Hardly => format!("Med {n} {events} om året syns knappast {change}."),
        }
    }

    /// The sentence in English.
    pub fn words_en(&self) -> String {
        let (n, change) = (self.per_year.round(), change_en(self.percent));
        let events = if n as u64 == 1 { "event" } else { "events" };
        match self.shows() {
            Shows::Likely => format!("With {n} {events} a year {change} will likely show."),
            Shows::Perhaps => format!("With {n} {events} a year {change} will perhaps show."),
            Shows::Hardly => format!("With {n} {events} a year {change} will hardly show."),
        }
    }
}

fn change_sv(percent: i32) -> String {
    match percent {
        -50 => "en halvering".to_owned(),
        100 => "en fördubbling".to_owned(),
        less if less < 0 => format!("en minskning med {} procent", -less),
        more => format!("en ökning med {more} procent"),
    }
}

fn change_en(percent: i32) -> String {
    match percent {
        -50 => "a halving".to_owned(),
        100 => "a doubling".to_owned(),
        less if less < 0 => format!("a decrease of {} percent", -less),
        more => format!("an increase of {more} percent"),
    }
}

/// Φ(|ln r|/se − z₀.₉₅) with se² = φ(1/T₀ + 1/T₁ + 1/C₀ + 1/C₁) of the counts hoped for: the two-sided
/// test at 10 % of [`crate::effect::evaluate`], looked at from before.
///
/// Formula: Φ(|ln r|/se − z₀.₉₅), se² = φ Σ 1/n over the counts hoped for.
///
/// Units: events, weeks; the answer a chance, 0 to 1.
///
/// Reference: the normal approximation of Hauer 1997's ratio.
///
/// Least data: none: few events give a small chance, which is the answer.
pub fn power(planned: Planned) -> Power {
    let share = planned.after_weeks / planned.before_weeks.max(1.0);
    let before = (planned.before as f64).max(0.5);
    let expected_after = before * share;
    let after = (expected_after * planned.ratio).max(0.5);
    let control = planned.control_before.map_or(0.0, |n| {
        let before = (n as f64).max(0.5);
        1.0 / before + 1.0 / (before * share).max(0.5)
    });
    let se = (planned.phi.max(1.0) * (1.0 / before + 1.0 / after + control)).sqrt();
    let reach = planned.ratio.ln().abs() / se - normal_quantile(0.95);
    let tail = normal_two_sided(reach) / 2.0;
    Power {
        per_year: planned.before as f64 * 52.0 / planned.before_weeks.max(1.0),
        expected_after,
        chance: if reach > 0.0 { 1.0 - tail } else { tail },
        percent: ((planned.ratio - 1.0) * 100.0).round() as i32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chance(before: u64, control_before: Option<u64>, ratio: f64) -> f64 {
        let (before_weeks, after_weeks, phi) = (52.0, 52.0, 1.0);
        power(Planned { before, before_weeks, control_before, after_weeks, ratio, phi }).chance
    }

    #[test]
    fn the_chance_is_near_what_many_simulated_measures_saw() {
        // ANALYSIS §3: events before, ratio, seen without a comparison area and with one twice as large.
        for (before, ratio, alone, with_control) in [
            (20, 0.5, 0.58, 0.46),
            (40, 0.6, 0.66, 0.52),
            (80, 0.5, 0.98, 0.93),
            (80, 0.7, 0.66, 0.54),
            (160, 0.8, 0.60, 0.47),
        ] {
            assert!((chance(before, None, ratio) - alone).abs() < 0.06, "{before} {ratio}");
            let held = chance(before, Some(2 * before), ratio);
            assert!((held - with_control).abs() < 0.06, "{before} {ratio} {held}");
        }
    }

    #[test]
    fn fourteen_events_a_year_hardly_show_a_halving() {
        let planned = Planned {
            before: 14,
            before_weeks: 52.0,
            control_before: Some(400),
            after_weeks: 26.0,
            ratio: 0.5,
            phi: 1.0,
        };
        let found = power(planned);
        assert_eq!(found.shows(), Shows::Hardly);
        assert_eq!(found.words_sv(), "Med 14 händelser om året syns knappast en halvering.");
        let many = power(Planned { before: 200, ..planned });
        assert_eq!(many.words_sv(), "Med 200 händelser om året syns troligen en halvering.");
    }
}
