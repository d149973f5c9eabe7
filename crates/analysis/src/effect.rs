//! Did a measure help? The change at the place against the change elsewhere, with an interval,
//! and a verdict only where the data carry one. The raw arithmetic is in `change`.

use serde::Serialize;

use crate::change::{Difference, Pair, Spans, comparable_wdd, overdispersion, ratio_of_ratios};
use crate::distribution::beta_quantile;
use crate::finding::{Basis, Finding, Method, Need, Quantity, Verdict};
use crate::rates::{Interval, Rate, compare};
use crate::words::Words;

/// Weeks before a measure without which nothing is said.
pub const LEAST_WEEKS_BEFORE: usize = 26;
/// Weeks after a measure without which nothing is said.
pub const LEAST_WEEKS_AFTER: usize = 12;
/// Events expected after from which a verdict may be given.
pub const ENOUGH_EXPECTED: f64 = 20.0;
/// Events expected after from which a tendency may be shown.
pub const TENDENCY_EXPECTED: f64 = 5.0;
/// Events in the comparison area, before and after each, from which a verdict may be given.
pub const ENOUGH_CONTROL: u64 = 40;

/// Weekly counts of one area on both sides of a measure's start, oldest week first.
#[derive(Debug, Clone, Copy)]
pub struct Weeks<'a> {
    /// Weeks before the start: all 52, at least 26.
    pub before: &'a [u64],
    /// Weeks from the start.
    pub after: &'a [u64],
}

impl Weeks<'_> {
    /// The sums of the two windows.
    pub fn pair(&self) -> Pair {
        Pair::new(self.before.iter().sum(), self.after.iter().sum())
    }

    /// The lengths of the two windows, weeks.
    pub fn spans(&self) -> Spans {
        Spans { before: self.before.len() as f64, after: self.after.len() as f64 }
    }
}

/// The effect of one measure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Effect {
    /// What may be said.
    pub verdict: Verdict,
    /// Events over events expected.
    pub ratio: f64,
    /// 90 % interval of the ratio.
    pub interval90: Interval,
    /// 95 % interval of the ratio.
    pub interval95: Interval,
    /// Two-sided p of no change; for the method's own page only, never in the main text.
    pub p: f64,
    /// Variance over mean that the standard errors carry.
    pub phi: f64,
    /// Events after, had the place followed the comparison area.
    pub expected_after: f64,
    /// Counts at the place.
    pub treated: Pair,
    /// Counts in the comparison area, where there is one.
    pub control: Option<Pair>,
    /// Events a week fewer or more, where there is a comparison area of a like size.
    pub wdd_per_week: Option<Difference>,
}

/// The effect of a measure at one place against the rest of the municipality (`control`; `None`
/// where there is none to compare with, which tells less). `chosen_by` is how many of the weeks
/// before led to the choice of the place: they may not be half of the baseline or more.
///
/// Formula: RR = (T₁/T₀)/(C₁/C₀), se(log) = √(φ(1/T₁+1/T₀+1/C₁+1/C₀)), +½ each if any is 0; φ =
/// max(1, Σ(y−μ)²/μ/(n−p)); without a control the mid-p of T₁ ~ Bin(T₀+T₁, t₁/(t₀+t₁)); WDD =
/// (T₁−T₀)−(C₁−C₀), variance φ Σ counts/t².
///
/// Units: ratio of ratios; events for WDD; weeks.
///
/// Reference: Wheeler & Ratcliffe 2018 for WDD; the ratio as in Hauer 1997.
///
/// Least data: 26 weeks before, 12 after; a verdict from 20 expected events and 40 in the
/// comparison area before and after each; a tendency from 5.
pub fn evaluate(
    treated: Weeks<'_>,
    control: Option<Weeks<'_>>,
    chosen_by: usize,
) -> Finding<Effect> {
    let effect = measure(treated, control);
    let spans = treated.spans();
    let basis = Basis::new(
        Method::Effect,
        effect.treated.before + effect.treated.after,
        spans.before + spans.after,
    )
    .with("before_weeks", spans.before)
    .with("after_weeks", spans.after)
    .with("chosen_by_weeks", chosen_by as f64)
    .with("phi", effect.phi);
    let smaller = effect.control.map(|pair| pair.before.min(pair.after));
    let mut needs = vec![
        Need::new(Quantity::WeeksBefore, spans.before, LEAST_WEEKS_BEFORE as f64),
        Need::new(
            Quantity::WeeksBeforeNotChosenBy,
            spans.before - chosen_by as f64,
            chosen_by as f64 + 1.0,
        ),
        weeks_after(spans.after),
    ];
    let firm = [
        Need::new(Quantity::ExpectedAfter, effect.expected_after, ENOUGH_EXPECTED)
            .at_the_pace_of(spans.after),
        Need::new(
            Quantity::ControlEvents,
            smaller.unwrap_or(ENOUGH_CONTROL) as f64,
            ENOUGH_CONTROL as f64,
        )
        .at_the_pace_of(spans.after),
    ];
    let verdict = verdict(&effect, firm.iter().all(Need::is_met));
    if verdict == Verdict::TooLittleData {
        needs.extend(firm);
        return Finding::settle(basis, &needs, || (Effect { verdict, ..effect }, Vec::new()));
    }
    let effect = Effect { verdict, ..effect };
    Finding::settle(basis, &needs, || (effect, tell(&effect, spans)))
}

fn weeks_after(have: f64) -> Need {
    let mut need = Need::new(Quantity::WeeksAfter, have, LEAST_WEEKS_AFTER as f64);
    if !need.is_met() {
        need.more_weeks = Some((need.enough - have).ceil() as u32);
    }
    need
}

/// The raw figures, whatever the data; `evaluate` decides whether anyone sees them.
fn measure(treated: Weeks<'_>, control: Option<Weeks<'_>>) -> Effect {
    let (pair, spans) = (treated.pair(), treated.spans());
    let mut series = vec![treated.before];
    series.extend(control.map(|weeks| weeks.before));
    let phi = overdispersion(&series);
    let base = Effect {
        verdict: Verdict::TooLittleData,
        ratio: f64::NAN,
        interval90: Interval::new(f64::NAN, f64::NAN),
        interval95: Interval::new(f64::NAN, f64::NAN),
        p: f64::NAN,
        phi,
        expected_after: pair.before as f64 * spans.after / spans.before,
        treated: pair,
        control: None,
        wdd_per_week: None,
    };
    let Some(control) = control.map(|weeks| weeks.pair()) else {
        return without_control(base, spans);
    };
    let rr = ratio_of_ratios(pair, control, phi);
    Effect {
        ratio: rr.ratio,
        interval90: rr.interval(0.10),
        interval95: rr.interval(0.05),
        p: rr.p(),
        expected_after: pair.before as f64 * control.after as f64 / control.before.max(1) as f64,
        control: Some(control),
        wdd_per_week: comparable_wdd(pair, control, spans, phi),
        ..base
    }
}

/// Without a comparison area: mid-p of T₁ ~ Bin(T₀+T₁, t₁/(t₀+t₁)), and Jeffreys' interval of the
/// share, which the mid-p test all but inverts, on counts over φ.
fn without_control(base: Effect, spans: Spans) -> Effect {
    let (before, after) = (base.treated.before as f64, base.treated.after as f64);
    let odds = |share: f64| share / (1.0 - share) * spans.before / spans.after;
    let interval = |alpha: f64| {
        let (a, b) = (after / base.phi + 0.5, before / base.phi + 0.5);
        Interval::new(
            odds(beta_quantile(alpha / 2.0, a, b)),
            odds(beta_quantile(1.0 - alpha / 2.0, a, b)),
        )
    };
    let thin = |n: f64| (n / base.phi).round() as u64;
    let test =
        compare(Rate::new(thin(after), spans.after), Rate::new(thin(before), spans.before), 0.05);
    Effect {
        ratio: (after / spans.after) / (before / spans.before),
        interval90: interval(0.10),
        interval95: interval(0.05),
        p: test.mid_p,
        ..base
    }
}

/// The verdict by the intervals; `is_firm` when the data carry more than a tendency.
fn verdict(effect: &Effect, is_firm: bool) -> Verdict {
    let smaller = effect.control.map(|pair| pair.before.min(pair.after));
    let carries_tendency = effect.expected_after >= TENDENCY_EXPECTED
        && smaller.is_none_or(|n| n as f64 >= TENDENCY_EXPECTED);
    let narrow = effect.interval90;
    match () {
        () if is_firm => Verdict::from_intervals(effect.interval95, narrow),
        () if carries_tendency && narrow.is_below(1.0) => Verdict::TendencyDecrease,
        () if carries_tendency && narrow.is_above(1.0) => Verdict::TendencyIncrease,
        () => Verdict::TooLittleData,
    }
}

/// Counts first, then the verdict, then what chance does, then what it is no proof of.
fn tell(effect: &Effect, spans: Spans) -> Vec<Words> {
    let mut words = vec![Words::BeforeAfter {
        before: effect.treated.before,
        before_weeks: spans.before as u32,
        after: effect.treated.after,
        after_weeks: spans.after as u32,
    }];
    words.extend(
        effect.control.map(|pair| Words::Elsewhere { before: pair.before, after: pair.after }),
    );
    let is_large = effect.expected_after >= 20.0 && effect.treated.before >= 20;
    words.push(match effect.verdict {
        Verdict::NoCertainChange | Verdict::TooLittleData => Words::Verdict(effect.verdict),
        verdict if !is_large => Words::FromTo {
            verdict,
            expected: effect.expected_after.round() as u64,
            after: effect.treated.after,
        },
        verdict => percent(effect, verdict),
    });
    words.push(Words::ByChance((effect.p * 100.0).round() as u32));
    words.push(Words::NotCause);
    words
}

fn percent(effect: &Effect, verdict: Verdict) -> Words {
    let interval = match verdict {
        Verdict::ClearDecrease | Verdict::ClearIncrease => effect.interval95,
        _ => effect.interval90,
    };
    let whole = |ratio: f64| ((ratio - 1.0).abs() * 100.0).round() as u32;
    let (one, two) = (whole(interval.low), whole(interval.high));
    Words::Percent { verdict, least: one.min(two).max(1), most: one.max(two) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `total` events spread as evenly as can be over `weeks` weeks.
    fn spread(total: u64, weeks: u64) -> Vec<u64> {
        (0..weeks).map(|i| (i + 1) * total / weeks - i * total / weeks).collect()
    }

    fn judge(treated: [u64; 2], control: [u64; 2]) -> Finding<Effect> {
        let series = [spread(treated[0], 52), spread(treated[1], 26)];
        let rest = [spread(control[0], 52), spread(control[1], 26)];
        let treated = Weeks { before: &series[0], after: &series[1] };
        evaluate(treated, Some(Weeks { before: &rest[0], after: &rest[1] }), 12)
    }

    #[test]
    fn the_worked_example_reads_as_it_is_printed() {
        let finding = judge([41, 12], [310, 162]);
        let text: Vec<String> = finding.words().iter().map(Words::words_sv).collect();
        assert_eq!(text[0], "Före: 41 händelser på 52 veckor. Efter: 12 på 26 veckor.");
        assert_eq!(text[1], "Övriga kommunen: 310 → 162.");
        assert_eq!(text[2], "Trolig minskning: mellan 2 och 68 procent färre än väntat.");
        assert!(finding.value().is_some_and(|effect| effect.verdict == Verdict::LikelyDecrease));
    }

    #[test]
    fn few_events_on_one_side_are_a_tendency_in_plain_counts() {
        let finding = judge([16, 1], [310, 162]);
        let text: String = finding.words().iter().map(Words::words_sv).collect();
        assert!(text.contains("Tendens – tolka försiktigt: 8 väntade, 1 inträffade."), "{text}");
        assert!(!text.contains("procent"));
    }

    #[test]
    fn too_few_events_say_how_long_to_wait() {
        let finding = judge([16, 8], [310, 162]);
        assert!(finding.value().is_none());
        let text = finding.words()[0].words_sv();
        assert_eq!(
            text,
            "För lite underlag: 8 av 20 väntade händelser efter, behöver ungefär 37 veckor till."
        );
    }

    #[test]
    fn the_weeks_that_led_to_the_choice_cannot_be_the_baseline() {
        let (before, after) = (spread(90, 30), spread(20, 26));
        let weeks = Weeks { before: &before, after: &after };
        let finding = evaluate(weeks, None, 15);
        assert!(finding.value().is_none());
    }

    #[test]
    fn without_a_comparison_area_a_halving_of_many_is_still_seen() {
        let (before, after) = (spread(160, 52), spread(40, 26));
        let finding = evaluate(Weeks { before: &before, after: &after }, None, 0);
        let effect = finding.value().unwrap();
        assert_eq!(effect.verdict, Verdict::ClearDecrease);
        assert!((effect.ratio - 0.5).abs() < 1e-12 && effect.control.is_none());
    }
}
