//! Did the events only move? The ring around a treated place against the comparison area, and the
//! older quotients for those who ask for them by name.

use serde::Serialize;

use crate::change::{Difference, Pair, comparable_wdd, overdispersion, ratio_of_ratios};
use crate::effect::Weeks;
use crate::finding::{Basis, Finding, Method, Need, Quantity, Verdict};
use crate::rates::Interval;
use crate::words::Words;

/// Events in the ring before the measure, without which nothing is said of it.
pub const LEAST_RING_EVENTS: u64 = 20;

/// Gross and net effect, weighted displacement quotient and total net effect, from raw counts as
/// published (Bowers & Johnson 2003; Guerette 2009, appendix B): no correction for time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Quotients {
    /// T₀ − T₁.
    pub gross_effect: f64,
    /// T₀/C₀ − T₁/C₁.
    pub net_effect: f64,
    /// T₁/C₁ − T₀/C₀; below 0 where the place did better than the comparison area.
    pub success_measure: f64,
    /// D₁/C₁ − D₀/C₀, where there is a ring.
    pub buffer_measure: Option<f64>,
    /// Buffer measure over success measure: may only be read where the latter is below 0, and is
    /// mostly noise on small counts.
    pub wdq: Option<f64>,
    /// Events prevented in place and ring together: (T₀·C₁/C₀ − T₁) + (D₀·C₁/C₀ − D₁).
    pub total_net_effect: Option<f64>,
}

impl Quotients {
    /// Whether the displacement quotient may be read at all.
    pub fn is_wdq_readable(&self) -> bool {
        self.success_measure < 0.0
    }
}

/// The published quotients; counts of 0 in the comparison area give infinities.
///
/// Formula: gross T₀ − T₁; net T₀/C₀ − T₁/C₁; buffer D₁/C₁ − D₀/C₀; WDQ buffer over success.
///
/// Units: events; quotients without a unit.
///
/// Reference: Bowers & Johnson 2003; Guerette 2009.
///
/// Least data: a comparison area with events in both windows; [`displacement`] holds the rule.
pub fn quotients(treated: Pair, control: Pair, ring: Option<Pair>) -> Quotients {
    let share = |pair: Pair| {
        (pair.before as f64 / control.before as f64, pair.after as f64 / control.after as f64)
    };
    let (treated_before, treated_after) = share(treated);
    let success_measure = treated_after - treated_before;
    let buffer_measure = ring.map(share).map(|(before, after)| after - before);
    let elsewhere = control.after as f64 / control.before as f64;
    let prevented = |pair: Pair| pair.before as f64 * elsewhere - pair.after as f64;
    Quotients {
        gross_effect: treated.before as f64 - treated.after as f64,
        net_effect: -success_measure,
        success_measure,
        buffer_measure,
        wdq: buffer_measure.map(|buffer| buffer / success_measure),
        total_net_effect: ring.map(|ring| prevented(treated) + prevented(ring)),
    }
}

/// What happened in the ring around a treated place.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Displacement {
    /// What may be said of the ring: an increase speaks for displacement, a decrease for benefit.
    pub verdict: Verdict,
    /// (D₁/D₀)/(C₁/C₀).
    pub ratio: f64,
    /// 90 % interval of the ratio.
    pub interval90: Interval,
    /// 95 % interval of the ratio.
    pub interval95: Interval,
    /// Events a week fewer or more in place and ring together, where the comparison area is of a
    /// like size.
    pub wdd_total_per_week: Option<Difference>,
    /// The quotients; the displacement quotient only where the measure clearly reduced.
    pub quotients: Quotients,
    /// Counts in the ring.
    pub ring: Pair,
}

/// The ring of a measure (by default 0 to 200 m around the place, 200 to 400 m as a check)
/// against the comparison area, which must hold neither place nor ring.
///
/// Formula: (D₁/D₀)/(C₁/C₀), se(log) = √(φ(1/D₁+1/D₀+1/C₁+1/C₀)); place and ring together WDD =
/// (T₁+D₁−T₀−D₀) − (C₁−C₀) per week, variance φ Σ counts/t²; WDQ = (D₁/C₁ − D₀/C₀)/(T₁/C₁ − T₀/C₀),
/// only on demand.
///
/// Units: ratios, and events for WDD.
///
/// Reference: Bowers & Johnson 2003; Wheeler & Ratcliffe 2018; Guerette 2009.
///
/// Least data: 20 events in the ring before, and the windows of [`crate::effect::evaluate`].
pub fn displacement(
    treated: Weeks<'_>,
    ring: Weeks<'_>,
    control: Weeks<'_>,
) -> Finding<Displacement> {
    let phi = overdispersion(&[treated.before, ring.before, control.before]);
    let (place, around, elsewhere) = (treated.pair(), ring.pair(), control.pair());
    let spans = treated.spans();
    let basis =
        Basis::new(Method::Displacement, around.before + around.after, spans.before + spans.after)
            .with("before_weeks", spans.before)
            .with("after_weeks", spans.after)
            .with("phi", phi);
    let needs = [
        Need::new(Quantity::RingEvents, around.before as f64, LEAST_RING_EVENTS as f64),
        Need::new(Quantity::WeeksBefore, spans.before, crate::effect::LEAST_WEEKS_BEFORE as f64),
        Need::new(Quantity::WeeksAfter, spans.after, crate::effect::LEAST_WEEKS_AFTER as f64),
        Need::new(
            Quantity::ControlEvents,
            elsewhere.before.min(elsewhere.after) as f64,
            crate::effect::ENOUGH_CONTROL as f64,
        )
        .at_the_pace_of(spans.after),
    ];
    Finding::settle(basis, &needs, || {
        let rr = ratio_of_ratios(around, elsewhere, phi);
        let both = Pair::new(place.before + around.before, place.after + around.after);
        let figure = Displacement {
            verdict: Verdict::from_intervals(rr.interval(0.05), rr.interval(0.10)),
            ratio: rr.ratio,
            interval90: rr.interval(0.10),
            interval95: rr.interval(0.05),
            wdd_total_per_week: comparable_wdd(both, elsewhere, spans, phi),
            quotients: guarded(place, elsewhere, around, phi),
            ring: around,
        };
        let words = vec![Words::Ring {
            before: around.before,
            after: around.after,
            verdict: figure.verdict,
        }];
        (figure, words)
    })
}

/// The quotients, with the displacement quotient only where the place itself clearly improved:
/// elsewhere it divides by noise.
fn guarded(treated: Pair, control: Pair, ring: Pair, phi: f64) -> Quotients {
    let all = quotients(treated, control, Some(ring));
    let is_proved = ratio_of_ratios(treated, control, phi).interval(0.05).is_below(1.0);
    Quotients { wdq: all.wdq.filter(|_| is_proved && all.is_wdq_readable()), ..all }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_displacement_prevents_nothing() {
        let found = quotients(Pair::new(100, 50), Pair::new(100, 100), Some(Pair::new(100, 150)));
        assert_eq!(found.wdq, Some(-1.0));
        assert_eq!(found.total_net_effect, Some(0.0));
    }

    #[test]
    fn a_quotient_without_a_proved_effect_is_not_given() {
        let ring = Pair::new(20, 20);
        assert_eq!(guarded(Pair::new(20, 18), Pair::new(60, 60), ring, 1.0).wdq, None);
        assert!(guarded(Pair::new(200, 60), Pair::new(600, 600), ring, 1.0).wdq.is_some());
    }

    #[test]
    fn a_ring_with_few_events_is_not_judged() {
        let weeks = |n: u64| -> Vec<u64> { vec![n; 52] };
        let (place, ring, rest) = (weeks(2), vec![0; 52], weeks(9));
        let of = |weeks| Weeks { before: weeks, after: weeks };
        assert!(displacement(of(&place), of(&ring), of(&rest)).value().is_none());
    }
}
