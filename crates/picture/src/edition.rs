//! Editions: which there are, what a draft of one says today, and what is frozen when it is fixed. The same on
//! the server and on a desk without a network.

mod counted;

use std::collections::BTreeMap;

use domain::catalogue::Label;
use domain::clock::UtcMillis;
use domain::day::Day;
use domain::edition::{
    Deadline, Edition, EditionError, EditionKind, Figures, Fixed, Period, Publication, Shared,
    Statutory, Version, changes, shared, summary,
};
use domain::id::{DocId, OpId, OrganisationId};
use domain::op::{Body, DocType};
use domain::role::Words;
use domain::text::{Name, Note, Prose};
use rusqlite::Connection;
use serde::Serialize;

use crate::query::documents;
use crate::study::{Ground, StudyError};
use crate::{PictureError, masking};
use counted::counted;

/// How far an edition has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum EditionState {
    /// Offered by the rhythm, and nobody has written on it.
    Offered,
    /// Being written.
    Draft,
    /// Fixed at least once.
    Fixed,
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct EditionView {
    /// Its id.
    pub id: DocId,
    /// For whom, and which days.
    #[serde(flatten)]
    pub period: Period,
    /// How far it has come.
    pub state: EditionState,
    /// What was fixed, oldest first.
    pub versions: Vec<VersionView>,
}

/// What a list says of a version.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct VersionView {
    /// The operation that fixed it.
    pub op: OpId,
    /// 1, 2, 3 …
    pub version: u32,
    /// When.
    pub at: UtcMillis,
    /// The function or body that fixed it.
    pub by: Name,
    /// BLAKE3 of the snapshot its figures were counted from.
    pub snapshot: String,
    /// That it may be published, when somebody approved it.
    pub publication: Option<Publication>,
    /// Who was given it, and when first.
    pub sent_to: Vec<SentTo>,
    /// The day the åtgärdsplan it led to was decided.
    pub plan_decided_on: Option<Day>,
    /// That another version bears the same number: two desks fixed it without having seen each other's.
    pub is_doubled: bool,
}

/// An organisation that was given a version.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct SentTo {
    /// Which.
    pub organisation: OrganisationId,
    /// When.
    pub at: UtcMillis,
}

/// What a draft says today.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct DraftView {
    /// The edition as far as people have written it.
    pub edition: Edition,
    /// What the texts begin with where nobody has written, by section.
    pub suggested: BTreeMap<String, String>,
    /// The figures today.
    pub figures: Figures,
    /// What has changed since the edition before.
    pub changes: Vec<Label>,
    /// The last day of the edition before; none: this is the first.
    pub before: Option<Day>,
}

/// What *Utgåvor* shows first.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct EditionList {
    /// The editions, the newest period first.
    pub editions: Vec<EditionView>,
    /// Who may be given one; none for whoever gives none.
    pub recipients: Vec<Recipient>,
    /// What is to be done again, and by when.
    pub deadlines: Vec<Deadline>,
}

/// What is known of the statutory picture and of the plan that rests on it.
pub fn statutory(editions: &[Edition], ground: &Ground) -> Statutory {
    let of_kind = editions.iter().filter(|it| it.kind == EditionKind::Statutory);
    let versions: Vec<&Version> = of_kind.flat_map(|it| &it.versions).collect();
    let plans = versions.iter().filter_map(|it| it.fixed.plan.clone());
    Statutory {
        fixed_on: versions.iter().map(|it| ground.day_at(it.at)).max(),
        plan: plans.max_by_key(|plan| plan.decided_on),
    }
}

/// An organisation that may be given a version.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct Recipient {
    /// Which.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
}

/// Who may be given a version, by name.
///
/// # Errors
/// When the database fails.
pub fn recipients(conn: &Connection) -> Result<Vec<Recipient>, PictureError> {
    let names = crate::organisation::names(conn)?;
    let mut all: Vec<Recipient> =
        names.into_iter().map(|(organisation, name)| Recipient { organisation, name }).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}

/// Every edition, as somebody reads it, the newest period first.
///
/// # Errors
/// When the database fails.
pub fn editions(conn: &Connection, words: &Words) -> Result<Vec<Edition>, PictureError> {
    let mut found: Vec<Edition> =
        documents(conn, words, DocType::Edition)?.iter().filter_map(Edition::read).collect();
    found.sort_by_key(|it| (std::cmp::Reverse(it.from), it.kind, it.id));
    Ok(found)
}

/// One edition.
///
/// # Errors
/// When the database fails.
pub fn edition(
    conn: &Connection,
    words: &Words,
    id: DocId,
) -> Result<Option<Edition>, PictureError> {
    Ok(masking::document(conn, words, id)?.as_ref().and_then(Edition::read))
}

/// The list: what was begun, and what the rhythm offers besides.
pub fn listed(editions: &[Edition], offered: &[Period]) -> Vec<EditionView> {
    let mut rows: Vec<EditionView> = editions.iter().map(EditionView::of).collect();
    for period in offered {
        if rows.iter().all(|row| row.id != period.document()) {
            rows.push(EditionView {
                id: period.document(),
                period: *period,
                state: EditionState::Offered,
                versions: Vec::new(),
            });
        }
    }
    rows.sort_by_key(|row| (std::cmp::Reverse(row.period.from), row.period.kind, row.id));
    rows
}

impl EditionView {
    /// What a list says of it.
    pub fn of(edition: &Edition) -> Self {
        let is_doubled = |number: u32| {
            edition.versions.iter().filter(|it| it.fixed.version == number).count() > 1
        };
        let sent_to = |version: OpId| {
            let mut found: Vec<SentTo> = Vec::new();
            for it in edition.sent.iter().filter(|it| it.sending.version == version) {
                let organisation = it.sending.organisation;
                if found.iter().all(|known| known.organisation != organisation) {
                    found.push(SentTo { organisation, at: it.at });
                }
            }
            found
        };
        let version = |it: &Version| VersionView {
            op: it.op,
            version: it.fixed.version,
            at: it.at,
            by: it.fixed.by.clone(),
            snapshot: it.fixed.figures.snapshot.clone(),
            publication: it.publication.clone(),
            sent_to: sent_to(it.op),
            plan_decided_on: it.fixed.plan.as_ref().map(|plan| plan.decided_on),
            is_doubled: is_doubled(it.fixed.version),
        };
        Self {
            id: edition.id,
            period: edition.period(),
            state: if edition.versions.is_empty() {
                EditionState::Draft
            } else {
                EditionState::Fixed
            },
            versions: edition.versions.iter().map(version).collect(),
        }
    }
}

/// What is fixed last of the edition of the same kind before a period.
fn before(editions: &[Edition], period: Period) -> Option<(&Edition, &Version)> {
    let is_before = |it: &&Edition| it.kind == period.kind && it.until < period.from;
    let newest = editions.iter().filter(is_before).filter(|it| !it.versions.is_empty());
    let newest = newest.max_by_key(|it| it.until)?;
    Some((newest, newest.newest()?))
}

/// A draft as the picture and its writers tell it today.
///
/// # Errors
/// When the database fails or a day is out of range.
pub fn draft(
    conn: &Connection,
    ground: &Ground,
    period: Period,
    words: &Words,
) -> Result<DraftView, StudyError> {
    let editions = editions(conn, words)?;
    let begun = editions.iter().find(|it| it.id == period.document()).cloned();
    let edition = begun.unwrap_or_else(|| Edition {
        id: period.document(),
        kind: period.kind,
        from: period.from,
        until: period.until,
        texts: BTreeMap::new(),
        plan: None,
        versions: Vec::new(),
        sent: Vec::new(),
        is_contested: false,
    });
    let figures = counted(conn, ground, period, words)?;
    let before = before(&editions, period);
    let then = before.map(|(_, version)| &version.fixed.figures);
    let suggested = BTreeMap::from([("summary".to_owned(), summary(&figures, then))]);
    Ok(DraftView {
        suggested,
        changes: changes(&figures, then),
        before: before.map(|(edition, _)| edition.until),
        edition,
        figures,
    })
}

/// The operations that fix an edition as it is now: by whom, and which policies and guidelines it rests on.
///
/// # Errors
/// When the database fails, a day is out of range, or there is too much to hold.
pub fn fix(
    conn: &Connection,
    ground: &Ground,
    period: Period,
    (by, rests_on): (Name, Vec<Note>),
) -> Result<Vec<Body>, FixError> {
    let draft = draft(conn, ground, period, &Words::All)?;
    let editions = editions(conn, &Words::All)?;
    let fixed = editions.iter().flat_map(|it| it.versions.iter().map(move |version| (it, version)));
    let mut told: Vec<(&Edition, &Version)> = fixed.collect();
    told.sort_by_key(|(_, version)| version.at);
    let told: Vec<Shared<'_>> = told
        .iter()
        .map(|(edition, version)| Shared {
            days: (edition.from, edition.until),
            figures: &version.fixed.shared,
        })
        .collect();
    let texts = draft.texts();
    let shared = shared(&draft.figures, (period.from, period.until), &told);
    let then = before(&editions, period).map(|(_, version)| &version.fixed.shared);
    let version = draft.edition.versions.iter().map(|it| it.fixed.version).max().unwrap_or(0) + 1;
    let fixed = Fixed {
        version,
        by,
        texts,
        plan: draft.edition.plan,
        rests_on,
        changes: draft.changes,
        shared_changes: changes(&shared, then),
        figures: draft.figures,
        shared,
    };
    Ok(fixed.bodies(period)?)
}

impl DraftView {
    /// The texts as they would be fixed: what nobody has written is what was suggested.
    fn texts(&self) -> BTreeMap<String, Prose> {
        let mut texts = self.edition.texts.clone();
        for (section, text) in &self.suggested {
            if let (false, Ok(text)) = (texts.contains_key(section), Prose::new(text)) {
                texts.insert(section.clone(), text);
            }
        }
        texts
    }

    /// The draft in the shape of a version, to be looked at: nothing is told of it to others.
    pub fn as_if_fixed(&self, by: Name, rests_on: Vec<Note>) -> Fixed {
        let days = (self.edition.from, self.edition.until);
        Fixed {
            version: self.edition.versions.len() as u32 + 1,
            by,
            texts: self.texts(),
            plan: self.edition.plan.clone(),
            rests_on,
            changes: self.changes.clone(),
            shared: shared(&self.figures, days, &[]),
            shared_changes: Vec::new(),
            figures: self.figures.clone(),
        }
    }
}

/// Why an edition could not be fixed.
#[derive(Debug, thiserror::Error)]
pub enum FixError {
    /// It could not be counted.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// The picture could not be read.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// It cannot be written.
    #[error(transparent)]
    Edition(#[from] EditionError),
}
