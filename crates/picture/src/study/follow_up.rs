//! *Uppföljning*: what became of a declared test. Which weeks, place, ring and comparison area are counted
//! follows from the declaration alone; who asks cannot choose a baseline.

mod counted;

use analysis::finding::{Finding, Verdict as Found};
use analysis::power::{Planned, power};
use analysis::words::Words;
use analysis::{Displacement, Effect, LongTerm, displacement, evaluate, long_term};
use chrono::NaiveDate;
use domain::catalogue::Label;
use domain::day::Day;
use domain::measure::{Declared, DeclaredTest, Measure, TESTS, Verdict};
use domain::plan::PlanEntry;
use serde::{Deserialize as _, Serialize};

use super::events::{HISTORY_WEEKS, gather};
use super::ground::Ground;
use super::snapshot::Snapshot;
use super::told::{Answer, label};
use super::{StudyError, StudyQuestion};
use counted::{Counted, Reporters};

/// Weeks of one bar of the drawing.
const BAR_WEEKS: usize = 4;

/// Counts, verdict and words of one comparison.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct EffectFigure {
    /// In the fixed words.
    pub verdict: Verdict,
    /// Events at the place before.
    pub before: u32,
    /// After.
    pub after: u32,
    /// Events after, had the place followed the comparison area, rounded.
    pub expected: u32,
    /// What came, give or take chance, on the scale of what was expected: the low end of the 90 %
    /// interval of the ratio, times expected, rounded.
    pub low: u32,
    /// The high end.
    pub high: u32,
    /// Events in the comparison area before.
    pub control_before: u32,
    /// After.
    pub control_after: u32,
}

/// What happened in the ring.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct RingFigure {
    /// In the fixed words; an increase speaks for displacement.
    pub verdict: Verdict,
    /// Events before.
    pub before: u32,
    /// After.
    pub after: u32,
}

/// The long view.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct LongFigure {
    /// In the fixed words.
    pub verdict: Verdict,
}

/// Four weeks of the drawing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct FollowBar {
    /// The first day.
    pub from: Day,
    /// Weeks in it: four, fewer at the end.
    pub weeks: u32,
    /// Events at the place.
    pub events: u32,
    /// After the start.
    pub is_after: bool,
}

/// One declared test and what became of it.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct FollowUp {
    /// The declaration.
    pub declared: Declared,
    /// Declared before its first day; else nothing is counted.
    pub is_in_time: bool,
    /// A later declaration took its place before it began.
    pub is_replaced: bool,
    /// BLAKE3 of the snapshot, in hexadecimal.
    pub snapshot: String,
    /// Whole weeks before the start, 52 at the most.
    pub before_weeks: u32,
    /// Whole weeks after it.
    pub after_weeks: u32,
    /// Since the start.
    pub effect: Answer<EffectFigure>,
    /// The verdict of it, said once more for lists.
    pub verdict: Verdict,
    /// Since the review before.
    pub lately: Option<Verdict>,
    /// The ring around the place.
    pub ring: Answer<RingFigure>,
    /// The long view, from 52 weeks before and 26 after.
    pub long_term: Option<Answer<LongFigure>>,
    /// Whether who reports changed.
    pub reporters: Label,
    /// Only organisations that reported all the time were counted.
    pub is_steady_only: bool,
    /// Events at the place in the same weeks a year before.
    pub same_season: Option<u32>,
    /// Place by four weeks, oldest first.
    pub bars: Vec<FollowBar>,
}

/// What a test could see, as it stands before the start.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct PlannedPower {
    /// Events at the place in the weeks before.
    pub events: u32,
    /// Whole weeks before.
    pub before_weeks: u32,
    /// Chance of 100 that the change shows.
    pub chance_of_100: u32,
    /// In the fixed words.
    pub words: Label,
}

/// What can be seen of a test that is about to be declared, counting up to today.
///
/// # Errors
/// When the picture cannot be counted.
pub fn planned_power(
    snapshot: &Snapshot,
    ground: &Ground,
    test: &DeclaredTest,
) -> Result<PlannedPower, StudyError> {
    let ground = &ground.for_reports_of(snapshot);
    let counted = count(snapshot, ground, (test, ground.today(), 0))?;
    let control = &counted.all().control;
    let found = power(Planned {
        before: counted.all().treated.before.iter().sum(),
        before_weeks: counted.before_weeks as f64,
        control_before: Some(control.before.iter().sum()),
        after_weeks: f64::from(test.horizon_weeks()),
        ratio: test.expected_ratio(),
        phi: 1.0,
    });
    Ok(PlannedPower {
        events: counted.all().treated.before.iter().sum::<u64>() as u32,
        before_weeks: counted.before_weeks as u32,
        chance_of_100: (found.chance * 100.0).round() as u32,
        words: Label { sv: found.words_sv(), en: found.words_en() },
    })
}

/// Every declared test of a measure, oldest first; the horizon of each is the most that is counted.
///
/// # Errors
/// When the picture cannot be counted.
pub fn follow_up(
    snapshot: &Snapshot,
    ground: &Ground,
    measure: &Measure,
) -> Result<Vec<FollowUp>, StudyError> {
    let each = |n: usize| one(snapshot, ground, (measure, n, None));
    (0..measure.tests.len()).map(each).collect()
}

/// The test in force as it stood so many weeks after its start; none when no test is in force, or those
/// weeks have not passed.
///
/// # Errors
/// When the picture cannot be counted.
pub fn review(
    snapshot: &Snapshot,
    ground: &Ground,
    (measure, weeks): (&Measure, u8),
) -> Result<Option<FollowUp>, StudyError> {
    let Some(n) = in_force(measure, &ground.for_reports_of(snapshot)) else { return Ok(None) };
    let found = one(snapshot, ground, (measure, n, Some(weeks)))?;
    Ok((found.after_weeks >= u32::from(weeks)).then_some(found))
}

/// The number of the newest test that has begun and was declared before its first day.
pub fn in_force(measure: &Measure, ground: &Ground) -> Option<usize> {
    let has_begun = |it: &Declared| it.test.from() <= ground.day();
    measure.tests.iter().rposition(|it| has_begun(it) && is_in_time(it, ground))
}

fn is_in_time(declared: &Declared, ground: &Ground) -> bool {
    declared.at.0 < ground.start_of(date(declared.test.from())).saturating_mul(1_000)
}

pub(super) fn date(day: Day) -> NaiveDate {
    let (year, month, of_month) = day.parts();
    NaiveDate::from_ymd_opt(year, month, of_month).unwrap_or_default()
}

fn count(
    snapshot: &Snapshot,
    ground: &Ground,
    (test, from, after): (&DeclaredTest, NaiveDate, usize),
) -> Result<Counted, StudyError> {
    let until = from + chrono::Days::new(7 * after as u64);
    let question = StudyQuestion {
        until: Some(until.to_string()),
        categories: test.categories().to_vec(),
        ..StudyQuestion::default()
    };
    let events = gather(snapshot, ground, &question)?;
    let known = events.weeks_known(ground.start_of(from)).min(HISTORY_WEEKS) as usize;
    Ok(Counted::new(&events, ground, (test, from, known, after)))
}

fn one(
    snapshot: &Snapshot,
    ground: &Ground,
    (measure, n, weeks): (&Measure, usize, Option<u8>),
) -> Result<FollowUp, StudyError> {
    let ground = &ground.for_reports_of(snapshot);
    let declared = &measure.tests[n];
    let test = &declared.test;
    let from = date(test.from());
    let is_in_time = is_in_time(declared, ground);
    let next = measure.tests[n + 1..].iter().find(|it| self::is_in_time(it, ground));
    let is_replaced = next.is_some_and(|it| it.at.0 < ground.start_of(from).saturating_mul(1_000));
    // A later test ends the weeks that this one may look at.
    let until = next.filter(|_| !is_replaced).map_or(ground.today(), |it| date(it.test.from()));
    let passed = (until.min(ground.today()) - from).num_days().max(0) / 7;
    let limit = weeks.unwrap_or(test.horizon_weeks());
    let after = (passed as usize).min(usize::from(limit));
    let after = if is_in_time && !is_replaced { after } else { 0 };
    let counted = count(snapshot, ground, (test, from, after))?;
    let chosen_by = usize::from(test.chosen_by_weeks());
    let since = |first: usize| match &counted.reporters {
        Reporters::Broken => None,
        Reporters::Same | Reporters::Steady => {
            let kept = counted.kept();
            let (treated, control) = (kept.treated.since(first), kept.control.since(first));
            Some(evaluate(treated, Some(control), chosen_by))
        }
    };
    let whole = since(0);
    let effect = whole.as_ref().map_or_else(|| refused(&counted), effect_of);
    let before_this = [26, 12].into_iter().find(|weeks| *weeks < after);
    let lately = before_this.and_then(since).map(|finding| verdict_of(&finding));
    let kept = counted.kept();
    let (treated, ring) = (kept.treated.since(0), kept.ring.since(0));
    let ring =
        Answer::of(&displacement(treated, ring, kept.control.since(0)), |it: &Displacement| {
            RingFigure {
                verdict: verdict(it.verdict),
                before: it.ring.before as u32,
                after: it.ring.after as u32,
            }
        });
    let is_long = counted.before_weeks >= 52 && after >= 26;
    let long_term = (is_long && whole.is_some()).then(|| {
        let series = kept.treated.series();
        Answer::of(&long_term(&series, counted.before_weeks), |it: &LongTerm| LongFigure {
            verdict: verdict(it.verdict),
        })
    });
    let season = &kept.treated.before;
    Ok(FollowUp {
        is_in_time,
        is_replaced,
        snapshot: snapshot.hash(ground),
        before_weeks: counted.before_weeks as u32,
        after_weeks: after as u32,
        verdict: whole.as_ref().map_or(Verdict::ReporterBreak, verdict_of),
        effect,
        lately,
        ring,
        long_term,
        reporters: label(match counted.reporters {
            Reporters::Same => &Words::ReportersSteady,
            Reporters::Steady | Reporters::Broken => &Words::ReporterBreak,
        }),
        is_steady_only: counted.reporters == Reporters::Steady,
        same_season: (season.len() >= 52 && after > 0)
            .then(|| season.iter().take(after).sum::<u64>() as u32),
        bars: bars(kept.treated.series().as_slice(), (counted.before_weeks, test.from())),
        declared: declared.clone(),
    })
}

fn effect_of(finding: &Finding<Effect>) -> Answer<EffectFigure> {
    Answer::of(finding, |it: &Effect| {
        let of = |ratio: f64| (it.expected_after * ratio).round().max(0.0) as u32;
        let control = it.control.unwrap_or(analysis::Pair::new(0, 0));
        EffectFigure {
            verdict: verdict(it.verdict),
            before: it.treated.before as u32,
            after: it.treated.after as u32,
            expected: it.expected_after.round() as u32,
            low: of(it.interval90.low),
            high: of(it.interval90.high),
            control_before: control.before as u32,
            control_after: control.after as u32,
        }
    })
}

/// Who reports has changed and nobody reported all the time alike: the words, and no figure.
fn refused(counted: &Counted) -> Answer<EffectFigure> {
    let nothing = evaluate(counted.all().treated.since(0), None, 0);
    let basis = nothing.basis().clone();
    Answer::TooLittle { basis, missing: Vec::new(), words: vec![label(&Words::ReporterBreak)] }
}

fn verdict_of(finding: &Finding<Effect>) -> Verdict {
    finding.value().map_or(Verdict::TooLittleData, |it| verdict(it.verdict))
}

fn verdict(found: Found) -> Verdict {
    match found {
        Found::ClearDecrease => Verdict::ClearDecrease,
        Found::ClearIncrease => Verdict::ClearIncrease,
        Found::LikelyDecrease => Verdict::LikelyDecrease,
        Found::LikelyIncrease => Verdict::LikelyIncrease,
        Found::NoCertainChange => Verdict::NoCertainChange,
        Found::TendencyDecrease => Verdict::TendencyDecrease,
        Found::TendencyIncrease => Verdict::TendencyIncrease,
        Found::TooLittleData => Verdict::TooLittleData,
    }
}

/// Bars of four weeks counted from the start, so that none stands on both sides of it.
fn bars(series: &[u64], (before, from): (usize, Day)) -> Vec<FollowBar> {
    let first = before % BAR_WEEKS;
    let mut edges: Vec<usize> = (first..series.len()).step_by(BAR_WEEKS).collect();
    edges.push(series.len());
    edges.dedup();
    let bar = |pair: &[usize]| FollowBar {
        from: from.plus_days((pair[0] as i32 - before as i32) * 7),
        weeks: (pair[1] - pair[0]) as u32,
        events: series[pair[0]..pair[1]].iter().sum::<u64>() as u32,
        is_after: pair[0] >= before,
    };
    edges.windows(2).map(bar).collect()
}

/// Whether an entry declares no test, or one that begins after today: what has begun is frozen.
pub fn may_declare(entry: &PlanEntry, ground: &Ground) -> bool {
    let declared = entry.value.as_ref().filter(|_| entry.to.as_deref() == Some(TESTS));
    declared.is_none_or(|value| {
        DeclaredTest::deserialize(value).is_ok_and(|test| test.from() > ground.day())
    })
}

#[cfg(test)]
mod tests;
