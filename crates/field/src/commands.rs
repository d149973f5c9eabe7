//! One function a command: read, call the engine, answer.

mod show;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono_tz::Tz;
use client::Client;
use client::http::Http;
use client::session::Captured;
use client::view::{PictureFilter, PictureQuery};
use domain::catalogue::CategoryCode;
use domain::id::DocId;
use domain::observation::{Amendment, ObservationDraft};
use domain::position::{Position, PositionSource};
use domain::review::Review;
use domain::text::{Name, Note};
use domain::when::When;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::args::{self, Decision};
use crate::failure::{Failure, PARTLY, Told};
use crate::output::Output;
use crate::times::Times;

type Done = Result<ExitCode, Failure>;

pub(crate) fn enrol(client: &Client, output: &Output, link: &str) -> Done {
    let http = Http::new()?;
    let own = wait(client.enrol(link, &http))??;
    output.answer(&show::enrolment(&own), |_| {
        vec![format!(
            "joined {} as {} ({}, {})",
            own.server,
            own.name,
            own.organisation_name,
            own.role.as_str()
        )]
    })
}

pub(crate) fn capture(client: &Client, output: &Output, said: &args::Capture) -> Done {
    let times = times(client)?;
    let when = match (&said.when, &said.from, &said.to) {
        (Some(when), _, _) => Some(When::from(times.read(when)?)),
        (None, Some(from), Some(to)) => {
            Some(When::between(times.read(from)?.first(), times.read(to)?.last())?)
        }
        (None, _, _) => None,
    };
    let draft = ObservationDraft {
        id: said.id,
        source: None,
        attributes: Amendment {
            category: Some(said.category.clone()),
            severity: said.severity,
            when,
            position: position(said)?,
            place_name: said.place.clone(),
            discovered: coded(said.discovered.as_deref())?,
            certainty: coded(said.certainty.as_deref())?,
            note: said.note.clone(),
            ..Amendment::default()
        },
    };
    let captured = client.record(&draft)?;
    // The report is safe; what becomes of a photo is told beside it.
    let mut photos_refused = Vec::new();
    for file in &said.photo {
        let taken = std::fs::read(file).map_err(Failure::from).and_then(|bytes| {
            client.attach(captured.id, &bytes)?;
            Ok(())
        });
        if let Err(failure) = taken {
            photos_refused.push(PhotoRefused { file: file.clone(), error: failure.told() });
        }
    }
    let is_whole = photos_refused.is_empty();
    let is_known = client.catalogue()?.category(&said.category).is_some();
    let unknown_category = (!is_known).then(|| said.category.clone());
    output.answer(&Saved { captured, photos_refused, unknown_category }, |it| {
        let id = it.captured.id;
        let mut lines = vec![format!("{id} is saved on this device")];
        lines.extend(it.unknown_category.as_ref().map(|code| {
            let code = code.as_str();
            format!("{code} is not in the catalogue: kept as it stands, counted as unclassified")
        }));
        lines.extend(it.photos_refused.iter().map(|photo| {
            let (file, why) = (photo.file.display(), &photo.error.message);
            format!("without {file}: {why}. The same command with --id {id} tries it again")
        }));
        lines
    })?;
    Ok(partly(!is_whole))
}

/// What was saved, in one JSON object.
#[derive(serde::Serialize)]
struct Saved {
    #[serde(flatten)]
    captured: Captured,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    photos_refused: Vec<PhotoRefused>,
    /// The category, when the catalogue in force does not have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown_category: Option<CategoryCode>,
}

/// A photo that the report is saved without.
#[derive(serde::Serialize)]
struct PhotoRefused {
    file: PathBuf,
    error: Told,
}

pub(crate) fn import(
    client: &Client,
    output: &Output,
    (import, store): (&args::Import, &Path),
) -> Done {
    let mut told = |rejection: &crate::import::Rejection| {
        if !output.is_json {
            output.aside(&format!("line {}: {}", rejection.line, rejection.reason));
        }
    };
    let report = crate::import::run(client, (import, store), output.has_bar(), &mut told)?;
    client.index_words()?;
    output.answer(&report, |it| {
        let mut lines = vec![format!(
            "{} read, {} {}, {} already there, {} rejected",
            it.read,
            it.added,
            if it.preview.is_some() { "would be added" } else { "added" },
            it.already_there,
            it.rejected
        )];
        lines.extend(it.preview.iter().flat_map(crate::import::Preview::lines));
        lines.extend(it.unknown_categories.iter().map(|(code, rows)| {
            format!(
                "{code} is not in the catalogue: {rows} kept as it stands, counted as unclassified"
            )
        }));
        let file = it.rejected_file.as_ref().filter(|_| it.rejected > 0);
        lines.extend(file.map(|file| format!("rejected rows are in {}", file.display())));
        lines
    })?;
    Ok(partly(report.rejected > 0))
}

pub(crate) fn undo_import(
    client: &Client,
    output: &Output,
    (import, reason): (&Name, Option<&Note>),
) -> Done {
    let has_bar = output.has_bar();
    let mut told = |done: usize, of: usize| {
        if has_bar {
            output.aside(&format!("{done} of {of}"));
        }
    };
    let changed = client.withdraw_import(import, reason, &mut told)?;
    client.index_words()?;
    let word = if reason.is_some() { "withdrawn" } else { "back" };
    output.answer(&json!({ "import": import, "changed": changed, "state": word }), |_| {
        vec![format!("{changed} reports of {} are {word}", import.as_str())]
    })
}

pub(crate) fn sync(client: &Client, output: &Output) -> Done {
    let http = Http::new()?;
    let outcome = wait(client.sync(&http))??;
    if client.correct_earlier()? > 0 {
        wait(client.sync(&http))??;
    }
    client.index_words()?;
    wait(client.fetch_places(&http))??;
    let photos = wait(client.send_media(&http))??;
    output.answer(&Synced { outcome, photos }, |Synced { outcome: it, photos }| {
        let mut lines = vec![format!(
            "{} handed in, {} read, {} set aside, {} waiting",
            it.sent, it.received, it.quarantined, it.waiting
        )];
        if photos.sent + photos.refused > 0 {
            lines.push(format!("{} photo files sent, {} refused", photos.sent, photos.refused));
        }
        lines
    })?;
    Ok(partly(outcome.quarantined > 0))
}

/// What a sync did, in one JSON object.
#[derive(serde::Serialize)]
struct Synced {
    #[serde(flatten)]
    outcome: client::Outcome,
    photos: client::MediaOutcome,
}

pub(crate) fn places(client: &Client, output: &Output, asked: &args::Places) -> Done {
    let at = asked.lon.zip(asked.lat);
    if let Some(text) = &asked.text {
        let found = client.search_places(text, at)?;
        return output.answer(&found, |all| all.iter().map(show::found).collect());
    }
    let Some(at) = at else {
        let all = client.gazetteer()?;
        return output.answer(all.as_ref(), |all| {
            let (places, houses) = (all.places.len(), all.addresses());
            vec![format!("{places} places, {houses} addresses, {} borders", all.borders.len())]
        });
    };
    output.answer(&client.whereabouts(at)?, show::whereabouts)
}

pub(crate) fn list(client: &Client, output: &Output, limit: u32) -> Done {
    output.answer(&client.reports(limit)?, |reports| reports.iter().map(show::report).collect())
}

pub(crate) fn picture(client: &Client, output: &Output, asked: &args::Picture) -> Done {
    let times = times(client)?;
    let read = |text: &Option<String>| text.as_deref().map(|text| times.read(text)).transpose();
    let filter = PictureFilter {
        from: read(&asked.from)?.map(crate::times::Told::first),
        to: read(&asked.to)?.map(crate::times::Told::end),
        categories: asked.category.clone(),
        reviews: asked.review.clone(),
        text: asked.text.clone(),
        withdrawn: asked.withdrawn,
        ..PictureFilter::default()
    };
    if asked.summary {
        return output.answer(&client.summary(&filter)?, show::summary);
    }
    let query =
        PictureQuery { filter, skip: asked.skip, limit: asked.limit, ..PictureQuery::default() };
    output.answer(&client.picture(&query)?, show::picture)
}

pub(crate) fn status(client: &Client, output: &Output, with_hash: bool) -> Done {
    let total = client.summary(&PictureFilter { withdrawn: true, ..PictureFilter::default() })?;
    let mut status = json!({
        "enrolled": client.is_enrolled()?,
        "device": client.enrolment()?.map(|own| show::enrolment(&own)),
        "sync": client.state()?,
        "quarantined": client.quarantined()?,
        "observations": total.total,
    });
    if with_hash {
        let hash = client.state_hash()?;
        status["hash"] = Value::String(hash.iter().map(|byte| format!("{byte:02x}")).collect());
    }
    output.answer(&status, show::status)
}

pub(crate) fn token(client: &Client, output: &Output) -> Done {
    let token = client.read_token()?;
    let told = json!({ "token": token.token, "expires_at": token.expires_at });
    output.answer(&told, |_| vec![format!("Authorization: Bearer {}", token.token)])
}

pub(crate) fn pin(client: &Client, output: &Output, (before, new): (Option<&str>, &str)) -> Done {
    client.set_pin(before, new)?;
    output.answer(&json!({"pin": "set"}), |_| vec!["the PIN is set".to_owned()])
}

pub(crate) fn review(client: &Client, output: &Output, said: &args::Review) -> Done {
    let review = decided(&said.decision);
    client.review(&said.ids, &review)?;
    output.answer(&json!({"reviewed": said.ids, "review": review}), |_| {
        vec![format!("{} decided: {}", said.ids.len(), review.as_str())]
    })
}

pub(crate) fn withdraw(client: &Client, output: &Output, id: DocId, reason: &Note) -> Done {
    let withdrawn = Amendment { withdrawn: Some(reason.clone()), ..Amendment::default() };
    client.amend(id, &withdrawn)?;
    output.answer(&json!({"withdrawn": id}), |_| vec![format!("{id} is withdrawn")])
}

fn decided(decision: &Decision) -> Review {
    if decision.approve {
        return Review::Approved;
    }
    if decision.under_review {
        return Review::UnderReview;
    }
    let rejected = decision.reject.clone().map(|reason| Review::Rejected { reason });
    let asked = || decision.ask.clone().map(|question| Review::Asked { question });
    let duplicate = || decision.duplicate_of.map(|of| Review::Duplicate { of });
    rejected.or_else(asked).or_else(duplicate).unwrap_or(Review::New)
}

fn position(said: &args::Capture) -> Result<Option<Position>, Failure> {
    let (Some(lon), Some(lat)) = (said.lon, said.lat) else { return Ok(None) };
    let position = Position::new(lon, lat, PositionSource::Map)?;
    Ok(Some(match said.accuracy {
        Some(metres) => position.with_accuracy(metres)?,
        None => position,
    }))
}

fn coded<T: DeserializeOwned>(code: Option<&str>) -> Result<Option<T>, Failure> {
    let read = |code: &str| {
        serde_json::from_value(Value::String(code.to_owned()))
            .map_err(|_| Failure::Code(code.to_owned()))
    };
    code.map(read).transpose()
}

/// Local times are those of the municipality.
fn times(client: &Client) -> Result<Times, Failure> {
    let zone =
        client.enrolment()?.and_then(|own| own.configuration.municipality.zone.parse::<Tz>().ok());
    Ok(Times::of(zone.unwrap_or(chrono_tz::Europe::Stockholm)))
}

pub(crate) fn partly(is_partly: bool) -> ExitCode {
    if is_partly { ExitCode::from(PARTLY) } else { ExitCode::SUCCESS }
}

pub(crate) fn wait<F: Future>(work: F) -> Result<F::Output, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(runtime.block_on(work))
}
