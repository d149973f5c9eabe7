//! What a method answers: a figure with the data and the method behind it, or what is missing and
//! how much would be enough. A figure below its least data cannot be made.

use serde::Serialize;

use crate::rates::Interval;
use crate::words::Words;

/// The methods, named as in the documentation of the analysis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Exposed places, shrunken rates.
    PlaceList,
    /// Exact local excess against own history or visits.
    LocalExcess,
    /// Quartic kernel density.
    DensityMap,
    /// Getis-Ord Gi*, for export.
    GiStar,
    /// DBSCAN as a finder of places without a name.
    NewPlaces,
    /// Aoristic weights by hour of the week.
    Hours,
    /// Weekly alarm, Bayes bound.
    WeeklyAlarm,
    /// Knox test of near repeats.
    NearRepeat,
    /// Ratio of ratios and weighted displacement difference.
    Effect,
    /// Buffer ratio.
    Displacement,
    /// Score of two reports being of one event.
    DoubleReports,
    /// Interrupted time series.
    LongTermEffect,
    /// Hit rate of the place list on the weeks after it.
    SelfCheck,
    /// Break in the mix of reporters.
    ReporterMix,
}

/// What a rule of least data counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// Events in the window.
    Events,
    /// Days with an event.
    Days,
    /// Weeks of history before the window.
    WeeksOfHistory,
    /// Weeks before a measure.
    WeeksBefore,
    /// Weeks before a measure that did not lead to its choice.
    WeeksBeforeNotChosenBy,
    /// Weeks after a measure began.
    WeeksAfter,
    /// Events expected after a measure had it done nothing.
    ExpectedAfter,
    /// Events in the comparison area, the smaller of before and after.
    ControlEvents,
    /// Events in the ring around the place.
    RingEvents,
    /// Pairs of events close in space and time.
    ClosePairs,
    /// Visits to the place.
    Visits,
    /// Pairs that a person has confirmed or refused.
    ConfirmedPairs,
    /// Organisations that reported in both windows.
    SteadyOrganisations,
    /// Points or series to look at.
    Candidates,
}

/// One rule of least data, and where the data stand.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Need {
    /// What is counted.
    pub what: Quantity,
    /// How much there is.
    pub have: f64,
    /// How much is enough.
    pub enough: f64,
    /// Further weeks at the present pace until it is enough; `None` where time will not tell.
    pub more_weeks: Option<u32>,
}

impl Need {
    /// `enough` of `what`, of which there is `have`; what cannot be computed counts as nothing.
    pub fn new(what: Quantity, have: f64, enough: f64) -> Self {
        let have = if have.is_finite() { have } else { 0.0 };
        Self { what, have, enough, more_weeks: None }
    }

    /// The same, for a quantity that grew to `have` in `weeks` weeks.
    #[must_use]
    pub fn at_the_pace_of(mut self, weeks: f64) -> Self {
        if self.have > 0.0 && weeks > 0.0 && !self.is_met() {
            let more = (self.enough - self.have) / (self.have / weeks);
            self.more_weeks = (more < 520.0).then(|| more.ceil() as u32);
        }
        self
    }

    /// Whether the rule is met.
    pub fn is_met(&self) -> bool {
        self.have >= self.enough
    }
}

/// One setting a figure was made with.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameter {
    /// English code name with its unit at the end, as `radius_m`.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
}

/// What a finding rests on: shown beside every figure and frozen with an edition.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Basis {
    /// The method.
    pub method: Method,
    /// Events counted.
    pub events: u64,
    /// Length of the window, weeks.
    pub weeks: f64,
    /// The settings, in the order of the documentation.
    pub parameters: Vec<Parameter>,
}

impl Basis {
    /// A basis without settings.
    pub fn new(method: Method, events: u64, weeks: f64) -> Self {
        Self { method, events, weeks, parameters: Vec::new() }
    }

    /// The same with one more setting.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: f64) -> Self {
        self.parameters.push(Parameter { name, value });
        self
    }
}

/// A figure, what it rests on, and the words it is told in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure<T> {
    value: T,
    basis: Basis,
    words: Vec<Words>,
}

impl<T> Figure<T> {
    /// The figure itself.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// What it rests on.
    pub fn basis(&self) -> &Basis {
        &self.basis
    }

    /// The words, in the order they are read.
    pub fn words(&self) -> &[Words] {
        &self.words
    }
}

/// The honest answer where data are too few: which rules failed, and by how much.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TooLittle {
    basis: Basis,
    missing: Vec<Need>,
    words: Vec<Words>,
}

impl TooLittle {
    /// The data there are.
    pub fn basis(&self) -> &Basis {
        &self.basis
    }

    /// The rules not met.
    pub fn missing(&self) -> &[Need] {
        &self.missing
    }

    /// The words, in the order they are read.
    pub fn words(&self) -> &[Words] {
        &self.words
    }
}

/// The answer of a method.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Finding<T> {
    /// There is enough to say something.
    Figure(Figure<T>),
    /// There is not.
    TooLittle(TooLittle),
}

impl<T> Finding<T> {
    /// The only way to a figure: `figure` is not called unless every need is met.
    pub(crate) fn settle(
        basis: Basis,
        needs: &[Need],
        figure: impl FnOnce() -> (T, Vec<Words>),
    ) -> Self {
        let missing: Vec<Need> = needs.iter().copied().filter(|need| !need.is_met()).collect();
        if missing.is_empty() {
            let (value, words) = figure();
            return Self::Figure(Figure { value, basis, words });
        }
        Self::too_little(basis, missing)
    }

    /// Refuses, although or because nothing more precise can be said.
    pub(crate) fn too_little(basis: Basis, missing: Vec<Need>) -> Self {
        let words = missing.iter().map(|need| Words::TooLittle(*need)).collect();
        Self::TooLittle(TooLittle { basis, missing, words })
    }

    /// The figure's value, where there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Figure(figure) => Some(&figure.value),
            Self::TooLittle(_) => None,
        }
    }

    /// What the answer rests on.
    pub fn basis(&self) -> &Basis {
        match self {
            Self::Figure(figure) => &figure.basis,
            Self::TooLittle(short) => &short.basis,
        }
    }

    /// The words, in the order they are read; never empty.
    pub fn words(&self) -> &[Words] {
        match self {
            Self::Figure(figure) => &figure.words,
            Self::TooLittle(short) => &short.words,
        }
    }
}

/// What may be said of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The 95 % interval lies below 1.
    ClearDecrease,
    /// The 95 % interval lies above 1.
    ClearIncrease,
    /// The 90 % interval lies below 1.
    LikelyDecrease,
    /// The 90 % interval lies above 1.
    LikelyIncrease,
    /// Enough data, and no interval on one side.
    NoCertainChange,
    /// 5 to 20 events expected and the 90 % interval below 1.
    TendencyDecrease,
    /// 5 to 20 events expected and the 90 % interval above 1.
    TendencyIncrease,
    /// Below the rule of least data.
    TooLittleData,
}

impl Verdict {
    /// The verdict of a ratio by its 95 % and 90 % intervals, where the data rule is met.
    pub fn from_intervals(interval95: Interval, interval90: Interval) -> Self {
        match () {
            () if interval95.is_below(1.0) => Self::ClearDecrease,
            () if interval95.is_above(1.0) => Self::ClearIncrease,
            () if interval90.is_below(1.0) => Self::LikelyDecrease,
            () if interval90.is_above(1.0) => Self::LikelyIncrease,
            () => Self::NoCertainChange,
        }
    }

    /// Whether fewer events are claimed than expected.
    pub fn is_decrease(self) -> bool {
        matches!(self, Self::ClearDecrease | Self::LikelyDecrease | Self::TendencyDecrease)
    }

    /// Whether the verdict is *tydlig* or *trolig*, in either direction.
    pub fn is_claim(self) -> bool {
        match self {
            Self::ClearDecrease
            | Self::ClearIncrease
            | Self::LikelyDecrease
            | Self::LikelyIncrease => true,
            Self::NoCertainChange
            | Self::TendencyDecrease
            | Self::TendencyIncrease
            | Self::TooLittleData => false,
        }
    }
}

/// How many measures got which verdict, the list that shows null results as proudly as success.
///
/// Formula: the number of each verdict.
///
/// Units: measures.
///
/// Reference: none: a count.
///
/// Least data: none: too little data is a verdict that is counted.
pub fn tally(verdicts: &[Verdict]) -> Vec<(Verdict, usize)> {
    let mut sorted = verdicts.to_vec();
    sorted.sort_unstable();
    let mut counts: Vec<(Verdict, usize)> = Vec::new();
    for verdict in sorted {
        match counts.last_mut() {
            Some((last, n)) if *last == verdict => *n += 1,
            _ => counts.push((verdict, 1)),
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_below_its_least_data_is_never_computed() {
        let basis = Basis::new(Method::DensityMap, 12, 4.0);
        let need = Need::new(Quantity::Events, 12.0, 30.0).at_the_pace_of(4.0);
        let finding: Finding<f64> =
            Finding::settle(basis, &[need], || unreachable!("the figure was computed"));
        assert!(finding.value().is_none());
        let text = finding.words()[0].words_sv();
        assert!(text.starts_with("För lite underlag") && text.contains("6 veckor till"), "{text}");
    }

    #[test]
    fn nothing_seen_gives_no_promise_of_when() {
        let need = Need::new(Quantity::Events, 0.0, 30.0).at_the_pace_of(4.0);
        assert_eq!(need.more_weeks, None);
    }
}
