//! `editions`: which there are and what is due, and one of them as a file. As JSON the very answer of the screen.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use domain::day::Day;
use domain::edition::{Cut, EditionKind, Period};
use domain::role::Words;
use domain::text::Name;
use picture::edition::{EditionList, EditionState};
use picture::study::StudyError;
use report::{EditionPage, Form, Language};
use serde_json::json;

use super::{Admin, AdminError, Told, columns, not_found, time};
use crate::app::StartError;
use crate::{config, editions};

/// For whom an edition is.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Kind {
    /// The area group's
    Operative,
    /// The steering group's
    Strategic,
    /// Of lag (2023:196)
    Statutory,
}

/// How much of it.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Much {
    /// Everything
    Whole,
    /// Without small counts and exact points
    Shared,
    /// As shared, with the text for everybody only
    Public,
}

/// In which form.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum As {
    /// PDF/A-2a and PDF/UA-1
    Pdf,
    /// A web page
    Html,
    /// Figures and texts
    Json,
    /// The figures as a table
    Csv,
}

/// Which edition is written to a file.
#[derive(Debug, Args)]
pub struct Wanted {
    /// Write one edition to this file instead of listing them
    #[arg(long, value_name = "FILE", requires = "kind")]
    pub to: Option<PathBuf>,
    /// For whom
    #[arg(long, value_enum)]
    pub kind: Option<Kind>,
    /// A day in its period, 2026-11-22; the newest period that has ended when not said
    #[arg(long, value_name = "DAY")]
    pub day: Option<String>,
    /// How much of it
    #[arg(long, value_enum, default_value = "whole")]
    pub cut: Much,
    /// In which form
    #[arg(long = "as", value_enum, default_value = "pdf")]
    pub form: As,
}

impl Admin {
    /// The editions; or one, the newest version of it or its draft, as a file.
    ///
    /// # Errors
    /// When the folder cannot be read or the file not written.
    pub fn editions(&self, wanted: &Wanted) -> Result<Told, AdminError> {
        let configuration = config::read(&self.dir.join("config")).map_err(StartError::from)?;
        let (municipality, ground) = (configuration.municipality, self.ground()?);
        let Some(file) = &wanted.to else {
            let read = |conn: &_| editions::list(conn, &municipality, (&Words::All, &ground));
            let list = self.store.read_now(read)?;
            let json = serde_json::to_value(&list).map_err(StudyError::from)?;
            return Ok(Told::new(words(&list), json));
        };
        let kind = wanted.kind.map_or(EditionKind::Operative, EditionKind::from);
        let day = match &wanted.day {
            Some(day) => day.parse::<Day>().map_err(|_| not_found(format!("no day {day}")))?,
            None => municipality.period(kind, ground.day()).from.plus_days(-1),
        };
        let period = municipality.period(kind, day);
        let draft = |conn: &_| Ok(picture::edition::draft(conn, &ground, period, &Words::All));
        let draft = self.store.read_now(draft)??;
        let by = Name::new("–").map_err(|_| not_found("no name".to_owned()))?;
        let (fixed, fixed_at, publication) = match draft.edition.newest() {
            Some(version) => (version.fixed.clone(), Some(version.at), version.publication.clone()),
            None => (draft.as_if_fixed(by, municipality.rests_on()), None, None),
        };
        let sender = editions::sender(&municipality);
        let (cut, lang) = (Cut::from(wanted.cut), Language::Sv);
        let page = EditionPage {
            sender: &sender,
            period,
            fixed: &fixed,
            fixed_at,
            publication: publication.as_ref(),
            cut,
            lang,
        };
        let bytes = page.made(wanted.form.into())?;
        let hash = blake3::hash(&bytes).to_hex().to_string();
        std::fs::write(file, &bytes)?;
        let Period { from, until, .. } = period;
        let told = format!("Wrote {} ({from} to {until}), BLAKE3 {hash}.", file.display());
        Ok(Told::new(told, json!({ "file": file, "from": from, "until": until, "blake3": hash })))
    }
}

impl From<Kind> for EditionKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Operative => Self::Operative,
            Kind::Strategic => Self::Strategic,
            Kind::Statutory => Self::Statutory,
        }
    }
}

impl From<Much> for Cut {
    fn from(much: Much) -> Self {
        match much {
            Much::Whole => Self::Whole,
            Much::Shared => Self::Shared,
            Much::Public => Self::Public,
        }
    }
}

impl From<As> for Form {
    fn from(form: As) -> Self {
        match form {
            As::Pdf => Self::Pdf,
            As::Html => Self::Html,
            As::Json => Self::Json,
            As::Csv => Self::Csv,
        }
    }
}

fn words(list: &EditionList) -> String {
    let state = |state| match state {
        EditionState::Offered => "offered",
        EditionState::Draft => "draft",
        EditionState::Fixed => "fixed",
    };
    let mut rows = Vec::new();
    for it in &list.editions {
        let newest = it.versions.last();
        rows.push(vec![
            it.period.kind.as_str().to_owned(),
            it.period.from.to_string(),
            it.period.until.to_string(),
            state(it.state).to_owned(),
            newest.map_or_else(String::new, |it| it.version.to_string()),
            newest.map_or_else(String::new, |it| time(Some(it.at))),
        ]);
    }
    let editions = columns(&["edition", "from", "until", "state", "version", "fixed"], &rows);
    let day = |day: Option<Day>| day.map_or_else(|| "–".to_owned(), |day| day.to_string());
    let rows: Vec<Vec<String>> = list
        .deadlines
        .iter()
        .map(|it| {
            let due = format!("{:?}", it.due).to_lowercase();
            vec![it.label.en.clone(), day(it.done_on), day(it.due_on), due]
        })
        .collect();
    format!("{editions}\n\n{}", columns(&["to be done again", "last", "due", "stands"], &rows))
}
