//! `places`, `analysis`, `priorities`: what the analysis screens show, for scripts. As JSON the very answer.

use clap::{Args, ValueEnum};
use domain::catalogue::CategoryCode;
use domain::priority::{Priorities, Quarter};
use domain::role::Scope;
use picture::standing;
use picture::study::{
    Findings, Ground, PlaceRow, Places, StandingKind, Study, StudyError, StudyPart, StudyQuestion,
};
use serde_json::Value;

use super::{Admin, AdminError, Told, columns};
use crate::app::StartError;
use crate::current::Version;

/// Runs of each kind that are listed.
const RUNS: u32 = 53;

/// What is asked of the analysis.
#[derive(Debug, Args)]
pub struct Question {
    /// The last day, 2026-11-22; today when not said
    #[arg(long, value_name = "DAY")]
    pub until: Option<String>,
    /// 4, 12 or 52
    #[arg(long, default_value_t = 12)]
    pub weeks: u32,
    /// A category's code; may be repeated
    #[arg(long, value_name = "CODE")]
    pub category: Vec<String>,
    /// The code of an area of the municipality
    #[arg(long, value_name = "CODE")]
    pub area: Option<String>,
    /// The name of an organisation or claimed source
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// Approved reports only
    #[arg(long)]
    pub reviewed: bool,
    /// Count reports, not events
    #[arg(long)]
    pub reports: bool,
}

/// A part of the analysis.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Part {
    /// Place list, alarms, suggestions, self-check
    Places,
    /// Exact local excess
    Map,
    /// Density
    Density,
    /// Weekday and hour
    Hours,
    /// Week by week
    Trend,
    /// Near repeats
    Repeats,
    /// Who reports
    Sources,
    /// Gi* for an export
    GiStar,
}

impl From<Part> for StudyPart {
    fn from(part: Part) -> Self {
        match part {
            Part::Places => Self::Places,
            Part::Map => Self::Map,
            Part::Density => Self::Density,
            Part::Hours => Self::Hours,
            Part::Trend => Self::Trend,
            Part::Repeats => Self::Repeats,
            Part::Sources => Self::Sources,
            Part::GiStar => Self::GiStar,
        }
    }
}

impl Admin {
    /// One part of the analysis of the whole picture.
    ///
    /// # Errors
    /// When the question makes no sense or the folder cannot be read.
    pub fn study(&self, part: Part, asked: Question) -> Result<Told, AdminError> {
        let categories = asked
            .category
            .iter()
            .map(|code| CategoryCode::new(code))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| StudyError::Question("a category is not a code"))?;
        let question = StudyQuestion {
            part: part.into(),
            until: asked.until,
            weeks: asked.weeks,
            categories,
            within: None,
            area: asked.area,
            source: asked.source,
            reviewed: asked.reviewed,
            reports: asked.reports,
        };
        let snapshot =
            self.store.read_now(|conn| Ok(picture::study::snapshot(conn, &Scope::All)?))?;
        let ground = self.ground()?;
        let study = picture::study::study(&snapshot, &ground, &question, &mut |_, _| true)?;
        let json = serde_json::to_value(&study).map_err(StudyError::from)?;
        Ok(Told::new(words(&study), json))
    }

    /// What the server ran by itself.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn standing(&self) -> Result<Told, AdminError> {
        let mut runs = Vec::new();
        for kind in StandingKind::ALL {
            let found = self.store.read_now(|conn| Ok(standing::newest(conn, kind, RUNS)?))?;
            for run in found {
                runs.push(serde_json::from_str::<Value>(&run).map_err(StudyError::from)?);
            }
        }
        let word = |run: &Value, at: &str| {
            run.pointer(at).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let rows: Vec<Vec<String>> = runs
            .iter()
            .map(|run| {
                let alarms =
                    run.pointer("/findings/alarms").and_then(Value::as_array).map(Vec::len);
                let holds = run.pointer("/findings/check/value/holds").and_then(Value::as_bool);
                let said = match (alarms, holds) {
                    (Some(n), _) => format!("{n} alarms"),
                    (None, Some(true)) => "the list holds".to_owned(),
                    (None, Some(false)) => "the list finds no more than chance".to_owned(),
                    (None, None) => "too little data".to_owned(),
                };
                vec![word(run, "/due"), word(run, "/findings/kind"), said]
            })
            .collect();
        Ok(Told::new(columns(&["due", "run", "result"], &rows), Value::Array(runs)))
    }

    /// The priority areas of a quarter, the present one when none is named.
    ///
    /// # Errors
    /// When there is no such quarter or the folder cannot be read.
    pub fn priorities(&self, quarter: Option<&str>) -> Result<Told, AdminError> {
        let quarter = match quarter {
            Some(text) => {
                text.parse().map_err(|_| StudyError::Question("a quarter is written as 2026-Q4"))?
            }
            None => self.present_quarter()?,
        };
        let read = |conn: &_| Ok(picture::query::priorities(conn, &Scope::All, quarter)?);
        let found = self.store.read_now(read)?;
        let json = serde_json::to_value(&found).map_err(StudyError::from)?;
        Ok(Told::new(areas(&found), json))
    }

    fn present_quarter(&self) -> Result<Quarter, AdminError> {
        let today = self.ground()?.today();
        let number = chrono::Datelike::month0(&today) as u8 / 3 + 1;
        let year = u16::try_from(chrono::Datelike::year(&today)).unwrap_or_default();
        let unknown = |_| StudyError::Question("the clock is out of range");
        Ok(Quarter::new(year, number).map_err(unknown)?)
    }

    pub(super) fn ground(&self) -> Result<Ground, AdminError> {
        let folder = self.dir.join("config");
        let version = Version::read(&folder).map_err(StartError::from)?;
        let configuration = self.store.read_now(|conn| version.in_force(conn))?.configuration;
        Ok(Ground::of(&configuration.municipality.zone, self.now(), &configuration.gazetteer))
    }
}

fn words(study: &Study) -> String {
    let counts = &study.counts;
    let head = format!(
        "{} to {}  {} events, {} reports, {} without a position, {} visits\nsnapshot {}",
        study.from,
        study.question.until.as_deref().unwrap_or_default(),
        counts.events,
        counts.reports,
        counts.without_position,
        counts.visits,
        study.snapshot
    );
    match &study.findings {
        Findings::Places(places) => format!("{head}\n{}", list(places)),
        Findings::Map(_)
        | Findings::Density(_)
        | Findings::Hours(_)
        | Findings::Trend(_)
        | Findings::Repeats(_)
        | Findings::Sources(_)
        | Findings::GiStar(_) => format!("{head}\n(the figures are in --json)"),
    }
}

fn areas(found: &Priorities) -> String {
    let rows: Vec<Vec<String>> = found
        .areas
        .iter()
        .map(|it| vec![it.slot.to_string(), it.area.name().to_owned(), it.product.to_string()])
        .collect();
    let head = ["slot", "area", "need × influence"];
    format!("{}\n{}", found.quarter, columns(&head, &rows))
}

fn list(places: &Places) -> String {
    let name = |row: &PlaceRow| match (&row.name, &row.near) {
        (Some(name), _) => name.clone(),
        (None, Some(near)) => format!("{} near {near}", row.key),
        (None, None) => row.key.clone(),
    };
    let Some(rows) = places.list.value() else {
        return "too little to list a place".to_owned();
    };
    let cells: Vec<Vec<String>> = rows
        .iter()
        .enumerate()
        .map(|(n, row)| {
            let counts = [row.events, row.days, row.organisations].map(|n| n.to_string());
            [vec![(n + 1).to_string(), name(row)], counts.to_vec()].concat()
        })
        .collect();
    columns(&["rank", "place", "events", "days", "organisations"], &cells)
}
