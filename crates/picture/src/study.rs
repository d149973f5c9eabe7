//! What the analysis says of the picture, as the screens and the scripts read it: a snapshot without
//! persons, one question, one answer. The same snapshot and question give the same bytes.

mod answer;
mod area;
mod cache;
mod events;
mod flow;
mod follow_up;
mod ground;
mod outline;
mod period;
mod places;
mod presence;
mod snapshot;
mod standing;
mod told;
mod watch;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::PictureError;

pub use answer::{
    Answer, AttentionWhy, DayPart, Density, EffortCell, ExcessCell, ExcessMap, Findings, GiCell,
    Holds, Hours, ListCheck, NewPlace, PlaceRow, Places, RepeatRow, Repeats, Sensitivity,
    SourceRow, Sources, Tallied, Trend, TrendWeek, WeeklyAlarm, Why,
};
pub use cache::Cache;
pub use follow_up::{
    EffectFigure, FollowBar, FollowUp, LongFigure, PlannedPower, RingFigure, follow_up, in_force,
    may_declare, planned_power, review,
};
pub use ground::{Ground, Spot};
pub use period::figures;
pub use snapshot::{Snapshot, snapshot};
pub use standing::{StandingFindings, StandingKind, StandingRun, standing};

use domain::catalogue::CategoryCode;
use domain::gazetteer::AreaHere;

/// Which part of the analysis is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum StudyPart {
    /// Place list, weekly alarms, suggested places, self-check.
    #[default]
    Places,
    /// Exact local excess.
    Map,
    /// Density, with one legend for all periods.
    Density,
    /// Weekday and hour.
    Hours,
    /// Week by week.
    Trend,
    /// Near repeats.
    Repeats,
    /// Who reports, and how.
    Sources,
    /// Gi* for an export.
    GiStar,
}

/// What is asked of the picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct StudyQuestion {
    /// Which part.
    #[ts(as = "Option<StudyPart>")]
    pub part: StudyPart,
    /// The last day of the window, `2026-11-22`, in the municipality's zone; today when not said.
    pub until: Option<String>,
    /// Length of the window: 4, 12 or 52 weeks.
    #[ts(as = "Option<u32>")]
    pub weeks: u32,
    /// Codes; a tile's code stands for all of its subcategories. None: all.
    #[ts(as = "Option<Vec<CategoryCode>>")]
    pub categories: Vec<CategoryCode>,
    /// West, south, east, north in degrees, WGS 84.
    pub within: Option<[f64; 4]>,
    /// The code of an area of the municipality.
    pub area: Option<String>,
    /// The name of an organisation or claimed source.
    pub source: Option<String>,
    /// Approved reports only.
    #[ts(as = "Option<bool>")]
    pub reviewed: bool,
    /// Tallied every report, not events that several told of.
    #[ts(as = "Option<bool>")]
    pub reports: bool,
}

impl Default for StudyQuestion {
    fn default() -> Self {
        Self {
            part: StudyPart::Places,
            until: None,
            weeks: 12,
            categories: Vec::new(),
            within: None,
            area: None,
            source: None,
            reviewed: false,
            reports: false,
        }
    }
}

/// What was counted, and what was left out of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct StudyCounts {
    /// Events in the window.
    pub events: u32,
    /// Reports that tell of them.
    pub reports: u32,
    /// Events with no approved report.
    pub unreviewed: u32,
    /// Events without a position, or far from all others: counted in time, not on the map.
    pub without_position: u32,
    /// Events of the 52 weeks before the window.
    pub history: u32,
    /// Calm rounds, visits and passes in the window.
    pub visits: u32,
    /// Their hours, whole: of passes by their squares, of the others where they say how long they lasted.
    pub patrol_hours: u32,
    /// Whole weeks the picture goes back before the window, 52 at the most.
    pub history_weeks: u32,
}

/// An answer with all that it takes to make it again.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct Study {
    /// BLAKE3 of the snapshot, in hexadecimal.
    pub snapshot: String,
    /// The question, with the day filled in.
    pub question: StudyQuestion,
    /// The first day of the window.
    pub from: String,
    /// The day of the newest event that answers the question's filter, in or after the window.
    pub newest: Option<String>,
    /// The sources that occur, for a choice among them.
    pub sources: Vec<String>,
    /// The areas of the municipality, by name, for a choice among them.
    pub areas: Vec<AreaHere>,
    /// What was counted.
    pub counts: StudyCounts,
    /// The answer.
    pub findings: Findings,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// The question makes no sense.
    #[error("{0}")]
    Question(&'static str),
    /// Somebody does not want to know any more.
    #[error("the analysis was stopped")]
    Stopped,
    /// The picture could not be read.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// The answer could not be written.
    #[error("the answer cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// Told after each step how many of how many are done; answers whether to go on.
pub type Progress<'a> = dyn FnMut(u32, u32) -> bool + 'a;

/// The answer to `question`, of a snapshot and the ground it lies on. The one entry to the figures: screens in
/// browser and app, the command line, standing runs, editions and exports ask here, so that a figure is the same
/// wherever it is read. Whoever freezes figures keeps the answer: it names its snapshot and its question, and
/// the same two give the same bytes again ([`Cache`] holds them by that name).
///
/// # Errors
/// When the question makes no sense, or `progress` says no.
pub fn study(
    snapshot: &Snapshot,
    ground: &Ground,
    question: &StudyQuestion,
    progress: &mut Progress<'_>,
) -> Result<Study, StudyError> {
    let ground = &ground.for_reports_of(snapshot);
    let question = ground.settled(question)?;
    let events = events::gather(snapshot, ground, &question)?;
    let mut steps = Steps { done: 0, of: steps_of(question.part), progress };
    steps.next()?;
    let findings = match question.part {
        StudyPart::Places => places::answer(snapshot, ground, &question, (&events, &mut steps))?,
        StudyPart::Map => area::map(snapshot, ground, &question, (&events, &mut steps))?,
        StudyPart::Density => Findings::Density(area::density(&events)),
        StudyPart::Hours => Findings::Hours(flow::hours(&events, ground)),
        StudyPart::Trend => Findings::Trend(flow::trend(&events, ground)),
        StudyPart::Repeats => Findings::Repeats(flow::repeats(&events, &mut steps)?),
        StudyPart::Sources => Findings::Sources(flow::sources(&events)),
        StudyPart::GiStar => Findings::GiStar(area::gi_star(&events)),
    };
    Ok(Study {
        snapshot: snapshot.hash(ground),
        from: events.window.from_day.to_string(),
        newest: events.newest_day(ground),
        sources: events.sources.clone(),
        areas: ground.areas(),
        counts: events.counts(),
        question,
        findings,
    })
}

fn steps_of(part: StudyPart) -> u32 {
    match part {
        StudyPart::Places => 5,
        StudyPart::Map => 5,
        StudyPart::Repeats => 1 + flow::REPEAT_SERIES as u32,
        StudyPart::Density
        | StudyPart::Hours
        | StudyPart::Trend
        | StudyPart::Sources
        | StudyPart::GiStar => 2,
    }
}

/// Counts the steps and asks whether to go on.
pub(super) struct Steps<'a, 'b> {
    done: u32,
    of: u32,
    progress: &'a mut Progress<'b>,
}

impl Steps<'_, '_> {
    fn next(&mut self) -> Result<(), StudyError> {
        self.done = (self.done + 1).min(self.of);
        if (self.progress)(self.done, self.of) { Ok(()) } else { Err(StudyError::Stopped) }
    }
}
