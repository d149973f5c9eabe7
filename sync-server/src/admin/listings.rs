//! `observations`, `incidents`, `suggestions`, `status`: what a coordinator's screen lists, for scripts.

use std::io::Write;

use domain::role::Scope;
use picture::view::{PictureFilter, SuggestionView};
use serde_json::json;

use super::{Admin, AdminError, Told, columns, time};
use crate::store::{ObservationRow, StoreError, holds, listing};

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// Every observation, or only those that concern *beredskap*.
    Observations {
        /// Only those.
        preparedness: bool,
    },
    /// How many observations there are.
    ObservationCount,
    /// Every incident, with its observations.
    Incidents,
    /// Every pair of reports that may tell of one event.
    Suggestions,
    /// How the server stands.
    Status,
}

/// Write a list; observations row by row, however many there are.
///
/// # Errors
/// When the database fails or the output is closed.
pub fn list(
    admin: &Admin,
    listing: Listing,
    (as_json, to): (bool, &mut impl Write),
) -> Result<(), AdminError> {
    let told = match listing {
        Listing::Observations { preparedness } => {
            return observations(admin, preparedness, (as_json, to));
        }
        Listing::ObservationCount => {
            let status = admin.store.read_now(listing::status)?;
            let count = status.observations;
            Told::new(count.to_string(), json!({ "observations": count }))
        }
        Listing::Incidents => incidents(admin)?,
        Listing::Suggestions => suggestions(admin)?,
        Listing::Status => status(admin)?,
    };
    Ok(told.write(as_json, to)?)
}

fn observations(
    admin: &Admin,
    preparedness: bool,
    (as_json, to): (bool, &mut impl Write),
) -> Result<(), AdminError> {
    let what = if preparedness { "list of reports on beredskap" } else { "list of every report" };
    admin
        .store
        .write_now(move |batch| holds::note_handed_out(batch, (what, "command line"), &[]))?;
    let mut first = true;
    if as_json {
        write!(to, "[")?;
    }
    // The error of the output leaves through here, since the store knows only its own.
    let mut broken = None;
    let read = admin.store.read_now(|conn| {
        listing::observations(conn, preparedness, |row| {
            let written = if as_json { write_json(&row, first, to) } else { write_line(&row, to) };
            first = false;
            written.map_err(|error| {
                broken = Some(error);
                StoreError::Closed
            })
        })
    });
    if let Some(error) = broken {
        return Err(error.into());
    }
    read?;
    if as_json {
        writeln!(to, "]")?;
    }
    Ok(())
}

fn write_json(row: &ObservationRow, is_first: bool, to: &mut impl Write) -> std::io::Result<()> {
    if !is_first {
        writeln!(to, ",")?;
    }
    serde_json::to_writer(&mut *to, row)?;
    Ok(())
}

fn write_line(row: &ObservationRow, to: &mut impl Write) -> std::io::Result<()> {
    let observation = &row.view.observation;
    let place = match (row.lon, row.lat) {
        (Some(lon), Some(lat)) => format!("{lon:.5} {lat:.5}"),
        _ => "–".to_owned(),
    };
    writeln!(
        to,
        "{}  {}  {:<28}  {}  {:<12}  {place:<18}  {}",
        observation.id,
        time(Some(observation.when.latest())),
        observation.category.as_str(),
        observation.severity,
        row.review_state,
        row.view.organisation_name
    )
}

fn incidents(admin: &Admin) -> Result<Told, AdminError> {
    let incidents =
        admin.store.read_now(|conn| Ok(picture::query::incidents(conn, &Scope::All)?))?;
    let rows: Vec<_> = incidents
        .iter()
        .map(|it| vec![it.incident.to_string(), it.observations.len().to_string()])
        .collect();
    Ok(Told::new(columns(&["incident", "reports"], &rows), json!(incidents)))
}

fn suggestions(admin: &Admin) -> Result<Told, AdminError> {
    let all = PictureFilter::default();
    let found =
        admin.store.read_now(|conn| Ok(picture::suggest::suggestions(conn, &Scope::All, &all)?))?;
    let words = |pair: &SuggestionView| -> Vec<String> {
        pair.reasons.iter().map(|reason| reason.because.in_words()).collect()
    };
    let rows: Vec<_> = found
        .iter()
        .map(|pair| {
            let [one, other] = pair.observations.map(|doc| doc.to_string());
            vec![one, other, format!("{:.1}", pair.score), words(pair).join(", ")]
        })
        .collect();
    let json: Vec<_> = found
        .iter()
        .map(|pair| {
            let reasons: Vec<_> = pair
                .reasons
                .iter()
                .map(
                    |reason| json!({ "words": reason.because.in_words(), "weight": reason.weight }),
                )
                .collect();
            json!({ "observations": pair.observations, "score": pair.score, "reasons": reasons })
        })
        .collect();
    Ok(Told::new(columns(&["report", "other", "score", "reasons"], &rows), json!(json)))
}

fn status(admin: &Admin) -> Result<Told, AdminError> {
    let status = admin.store.read_now(listing::status)?;
    let audit = if status.audit_holds { "holds" } else { "IS BROKEN" };
    let words = format!(
        "epoch         {}\nhead          {}\nobservations  {}\nset aside     {}\ndevices       {}\n\
         people        {}\norganisations {}\naudit         {} rows, the chain {audit}",
        status.epoch,
        status.head,
        status.observations,
        status.quarantined,
        status.devices,
        status.people,
        status.organisations,
        status.audit_rows
    );
    Ok(Told::new(words, json!(status)))
}
