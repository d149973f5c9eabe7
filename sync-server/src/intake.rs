//! Whether an operation may take part in the picture. A plain rule: it knows no SQL, and it never
//! loses anything, since what it refuses is set aside with the reason.

use domain::blob::Photo;
use domain::edition;
use domain::id::{DeviceId, OrganisationId, UserId};
use domain::incident::{DECISIONS, Share, is_decision, is_joining, says_what_fits};
use domain::observation::{ANSWERS, fits};
use domain::op::{BODY_MAX_BYTES, Body, DocType, Frozen, Kind};
use domain::patrol;
use domain::plan;
use domain::priority;
use domain::review::AUTOMATIC;
use domain::role::{Action, Author};
use domain::text::Note;
use protocol::sync::Reason;
use serde::Deserialize as _;
use serde_json::Value;

/// Who began a document, and as what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Began {
    /// The device that wrote its first operation.
    pub device: DeviceId,
    /// The user for whom the server wrote it.
    pub user: Option<UserId>,
    /// The organisation of that device or user.
    pub organisation: OrganisationId,
    /// What it is.
    pub of: DocType,
}

impl Began {
    fn is_by(&self, author: &Author) -> bool {
        self.device == author.device && self.user == author.user
    }
}

/// Decide about an operation. `began` is who began its document.
///
/// # Errors
/// Why it is set aside.
pub(crate) fn judge(
    (frozen, body): (&Frozen, &Body),
    author: &Author,
    began: Option<Began>,
) -> Result<(), Reason> {
    if frozen.body.len() > BODY_MAX_BYTES {
        return Err(Reason::TooLarge);
    }
    judge_body(body, author, began)
}

/// Decide about a body that could be read.
///
/// # Errors
/// Why it is set aside.
pub(crate) fn judge_body(body: &Body, author: &Author, began: Option<Began>) -> Result<(), Reason> {
    if body.kind == Kind::Unknown {
        // From a newer version: kept and passed on, never projected, so it can do no harm.
        return Ok(());
    }
    if began.is_some_and(|began| began.of != body.of) {
        return Err(Reason::BadValue);
    }
    if body.of == DocType::Priority {
        return judge_priority(body, author);
    }
    if body.of == DocType::Patrol {
        return judge_patrol(body, author, began);
    }
    if body.of == DocType::Feedback {
        // Only the server tells people what became of their reports.
        return judge_feedback(body, author);
    }
    if body.of == DocType::Share {
        require(author, Action::Share)?;
        return if Share::fits(body) { Ok(()) } else { Err(Reason::BadValue) };
    }
    if body.of == DocType::Edition {
        return judge_edition(body, author);
    }
    if plan::is_plan(body.of) {
        return judge_plan(body, author);
    }
    if body.kind == Kind::Remove && body.to.as_deref() == Some(DECISIONS) {
        require(author, Action::Join)?;
        return require(author, Action::Review);
    }
    if body.set.contains_key(AUTOMATIC) {
        // The server's own mark on what its rule decided.
        return Err(Reason::NotAllowed);
    }
    // Whatever a document says it is, the names of fields decide who may set them.
    let (decided, reported): (Vec<_>, Vec<_>) =
        body.set.iter().partition(|(field, _)| is_decision(field));
    for (field, _) in decided {
        require(author, if is_joining(field) { Action::Join } else { Action::Review })?;
    }
    if body.of == DocType::Incident {
        require(author, Action::Join)?;
    } else if !reported.is_empty() || body.kind != Kind::Set {
        let may_review_sets = body.kind != Kind::Set && author.role.may(Action::Review);
        match began {
            None if body.set.contains_key("source") => require(author, Action::Import)?,
            None => require(author, Action::Capture)?,
            Some(began) if began.is_by(author) => require(author, Action::AmendOwn)?,
            Some(_) if may_review_sets => {}
            // Whether the question has waited long enough is asked where it is shown: after a restore an
            // answer may come in before its question (decision 0260).
            Some(began) if is_answer(body) && began.organisation == author.organisation => {
                require(author, Action::AnswerForOrganisation)?;
            }
            Some(_) => return Err(Reason::NotAllowed),
        }
    }
    if body.of == DocType::Incident && !says_what_fits(body) {
        return Err(Reason::BadValue);
    }
    if body.of == DocType::Unknown { Ok(()) } else { check_values(body) }
}

fn is_answer(body: &Body) -> bool {
    body.kind == Kind::Add && body.to.as_deref() == Some(ANSWERS)
}

/// Everybody who may choose writes to the same document, whoever began it.
fn judge_priority(body: &Body, author: &Author) -> Result<(), Reason> {
    require(author, Action::Prioritise)?;
    let is_fit = body.kind == Kind::Set
        && body.set.iter().all(|(field, value)| priority::fits(body.doc, field, value));
    if is_fit { Ok(()) } else { Err(Reason::BadValue) }
}

/// Whoever captures tells of own passes, and of nobody else's.
fn judge_patrol(body: &Body, author: &Author, began: Option<Began>) -> Result<(), Reason> {
    require(author, Action::Capture)?;
    if began.is_some_and(|began| !began.is_by(author)) {
        return Err(Reason::NotAllowed);
    }
    let is_fit = body.kind == Kind::Set
        && body.set.iter().all(|(field, value)| !is_decision(field) && patrol::fits(field, value));
    if is_fit { Ok(()) } else { Err(Reason::BadValue) }
}

/// Whoever plans writes to the same documents. What was said is never removed: it is history.
fn judge_plan(body: &Body, author: &Author) -> Result<(), Reason> {
    let is_masked = |field: &String| domain::masking::is_masking(field);
    if body.kind == Kind::Set && body.set.keys().any(is_masked) {
        require(author, Action::Review)?;
    }
    if body.kind != Kind::Set || !body.set.keys().all(is_masked) {
        require(author, Action::Plan)?;
    }
    if body.set.keys().any(|field| is_servers_own(field)) {
        // The server's own findings and receipts: nobody else writes them.
        return Err(Reason::NotAllowed);
    }
    if plan::misfit(body).is_none() { check_masks(body) } else { Err(Reason::BadValue) }
}

fn is_servers_own(field: &str) -> bool {
    domain::measure::is_review(field) || domain::measure::is_receipt(field)
}

/// The samordningsfunktion writes and fixes; the kommunikationschef approves that it is published. What was
/// fixed is never removed.
fn judge_edition(body: &Body, author: &Author) -> Result<(), Reason> {
    let is_masked = |field: &String| domain::masking::is_masking(field);
    match body.kind {
        Kind::Set if !body.set.is_empty() && body.set.keys().all(is_masked) => {
            require(author, Action::Review)?;
            return check_masks(body);
        }
        Kind::Add if edition::only_approves(body) => require(author, Action::Publish)?,
        Kind::Set | Kind::Add | Kind::Remove | Kind::Erase | Kind::Unknown => {
            require(author, Action::Edit)?;
        }
    }
    if plan::misfit(body).is_none() { check_masks(body) } else { Err(Reason::BadValue) }
}

/// A reviewer masks words in it; nobody else writes to it.
fn judge_feedback(body: &Body, author: &Author) -> Result<(), Reason> {
    let is_masked = |field: &String| domain::masking::is_masking(field);
    if body.kind != Kind::Set || !body.set.keys().all(is_masked) {
        return Err(Reason::NotAllowed);
    }
    require(author, Action::Review)?;
    check_masks(body)
}

fn check_masks(body: &Body) -> Result<(), Reason> {
    let fits = |(field, value): (&String, &Value)| !is_decision(field) || fits(field, value);
    if body.set.iter().all(fits) { Ok(()) } else { Err(Reason::BadValue) }
}

fn require(author: &Author, action: Action) -> Result<(), Reason> {
    if author.role.may(action) { Ok(()) } else { Err(Reason::NotAllowed) }
}

fn check_values(body: &Body) -> Result<(), Reason> {
    let is_note = |value: &Value| value.as_str().is_some_and(|text| Note::new(text).is_ok());
    let element_fits = match body.to.as_deref() {
        Some(ANSWERS) => body.value.as_ref().is_some_and(is_note),
        Some("photos") => body.value.as_ref().is_some_and(|photo| is_photo(photo, &body.blobs)),
        Some(_) | None => true,
    };
    if element_fits && body.set.iter().all(|(field, value)| fits(field, value)) {
        Ok(())
    } else {
        Err(Reason::BadValue)
    }
}

/// A photo names the attachments that its operation speaks of, so that nobody shows what another
/// device holds.
fn is_photo(value: &Value, spoken_of: &[String]) -> bool {
    let Ok(photo) = Photo::deserialize(value) else { return false };
    let names = std::iter::once(photo.blob).chain(photo.thumb);
    names.map(|name| name.to_string()).all(|name| spoken_of.contains(&name))
}

#[cfg(test)]
mod tests;
