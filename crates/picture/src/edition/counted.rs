//! Everything an edition counts, with what people have decided beside it.

use domain::assessment::Assessment;
use domain::edition::{EditionKind, Figures, MeasureFigure, Period, PriorityFigure};
use domain::priority::Quarter;
use domain::role::{Scope, Words};
use rusqlite::Connection;

use crate::catalogue;
use crate::query::{assessments, measures, priorities, year};
use crate::study::{Ground, StudyError, figures, snapshot};
use crate::view::MeasureView;

/// Measures that are listed; the open ones first.
const MEASURES: usize = 40;

/// Everything that is counted, with what people have decided.
pub(super) fn counted(
    conn: &Connection,
    ground: &Ground,
    period: Period,
    words: &Words,
) -> Result<Figures, StudyError> {
    let ground = &ground.of_one_kind();
    let catalogue = catalogue::current(conn)?;
    let snapshot = snapshot(conn, &Scope::All)?;
    let mut found = figures(&snapshot, ground, period, &catalogue)?;
    drop(snapshot);
    // What was decided for days within the period; the newest of each area.
    let after = (period.until.plus_days(1), period.until.plus_days(7));
    let statuses = assessments(conn, (ground, &ground.areas), after, words)?;
    for area in &mut found.areas {
        let of_area = statuses.iter().find(|it| it.area == area.row.key);
        let newest = of_area.and_then(|it| it.earlier.first());
        if let Some(decided) = newest.filter(|it| it.until >= period.from) {
            let Assessment { colour, reason, decided_by, .. } = decided.clone();
            area.colour = Some(colour);
            area.reason = reason.map(String::from);
            area.decided_by = decided_by.map(String::from);
        }
    }
    let all = measures(conn, words, ground.day().min(period.until))?;
    found.outcomes = match period.kind {
        EditionKind::Operative => None,
        EditionKind::Strategic | EditionKind::Statutory => {
            let words = year(&all, period.until.parts().0).words;
            (!words.sv.is_empty()).then_some(words)
        }
    };
    found.measures = measured(&all, period);
    found.priorities = prioritised(conn, period)?;
    Ok(found)
}

fn measured(all: &[MeasureView], period: Period) -> Vec<MeasureFigure> {
    let mut rows: Vec<MeasureFigure> = all
        .iter()
        .filter(|it| {
            let measure = &it.measure;
            let has_ended = measure.until.is_some_and(|until| until < period.from);
            measure.status.is_open() || !has_ended && measure.until.is_some()
        })
        .map(|it| MeasureFigure {
            key: it.measure.id.to_string(),
            title: it.measure.title.as_str().to_owned(),
            place: it.measure.place.as_ref().map(|place| place.name.as_str().to_owned()),
            organisation: it.measure.organisation.as_ref().map(|name| name.as_str().to_owned()),
            status: it.measure.status,
            from: it.measure.from,
            due: it.measure.due,
            is_overdue: it.is_overdue,
            verdict: it.measure.reviews.last().map(|review| review.verdict),
        })
        .collect();
    rows.sort_by(|a, b| {
        let order = |it: &MeasureFigure| (!it.status.is_open(), !it.is_overdue, it.due, it.from);
        order(a).cmp(&order(b)).then_with(|| a.key.cmp(&b.key))
    });
    rows.truncate(MEASURES);
    rows
}

fn prioritised(conn: &Connection, period: Period) -> Result<Vec<PriorityFigure>, StudyError> {
    let (year, month, _) = period.until.parts();
    let quarter = u16::try_from(year).ok().zip(u8::try_from((month - 1) / 3 + 1).ok());
    let Some(quarter) = quarter.and_then(|(year, quarter)| Quarter::new(year, quarter).ok()) else {
        return Ok(Vec::new());
    };
    let chosen = priorities(conn, &Scope::All, quarter)?;
    let row = |slot: &domain::priority::PrioritySlot| PriorityFigure {
        name: slot.area.name().to_owned(),
        need: slot.area.need(),
        influence: slot.area.influence(),
    };
    Ok(chosen.areas.iter().map(row).collect())
}
