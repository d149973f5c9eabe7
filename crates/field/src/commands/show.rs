//! Answers as lines for people.

use client::Enrolment;
use client::view::{Count, Delivery, ObservationView, PictureSummary, PictureView, ReportView};
use domain::clock::UtcMillis;
use domain::gazetteer::{FoundPlace, Whereabouts};
use domain::observation::Observation;
use serde_json::{Value, json};

/// What a device is, without its token.
pub(super) fn enrolment(own: &Enrolment) -> Value {
    json!({
        "server": own.server,
        "device": own.device,
        "name": own.name,
        "organisation": own.organisation_name,
        "role": own.role,
        "municipality": own.configuration.municipality,
    })
}

pub(super) fn report(report: &ReportView) -> String {
    let state = match &report.delivery {
        Delivery::OnPhone { because: None, .. } => "on this device".to_owned(),
        Delivery::OnPhone { because: Some(code), .. } => format!("on this device ({code})"),
        Delivery::Received { .. } => "received".to_owned(),
        Delivery::Reviewed { .. } => {
            format!("reviewed: {}", report.observation.review.as_str())
        }
        Delivery::InPicture { .. } => "in the picture".to_owned(),
        Delivery::Quarantined { because } => format!("set aside ({because})"),
    };
    format!("{}  {state}", line(&report.observation))
}

pub(super) fn picture(view: &PictureView) -> Vec<String> {
    let mut lines: Vec<_> = view.observations.iter().map(observation).collect();
    lines.push(format!("{} of {}", view.observations.len(), view.total));
    lines
}

fn observation(view: &ObservationView) -> String {
    let observation = &view.observation;
    format!("{}  {}  {}", line(observation), observation.review.as_str(), view.organisation_name)
}

fn line(observation: &Observation) -> String {
    let place = match observation.position {
        Some(position) => format!("{:.5} {:.5}", position.lon(), position.lat()),
        None => "no place yet".to_owned(),
    };
    let at = moment(observation.when.latest());
    let (id, category) = (observation.id, observation.category.as_str());
    format!("{id}  {at}  {category}  {place}")
}

pub(super) fn summary(summary: &PictureSummary) -> Vec<String> {
    let counted = |title: &str, counts: &[Count]| {
        let counts: Vec<_> = counts.iter().map(|it| format!("{} {}", it.key, it.count)).collect();
        format!("{title}: {}", counts.join(", "))
    };
    let mut lines = vec![format!("{} observations", summary.total)];
    if let (Some(first), Some(last)) = (summary.first, summary.last) {
        lines.push(format!("from {} to {}", moment(first), moment(last)));
    }
    lines.push(counted("by tile", &summary.by_tile));
    lines.push(counted("by review", &summary.by_review));
    lines.push(counted("by organisation", &summary.by_organisation));
    lines
}

pub(super) fn status(status: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("–").to_owned();
    let device = &status["device"];
    let joined = if device.is_null() {
        "not joined".to_owned()
    } else {
        let (name, server) = (text(&device["name"]), text(&device["server"]));
        format!("{name}, {} ({}) at {server}", text(&device["organisation"]), text(&device["role"]))
    };
    let sync = &status["sync"];
    let received = sync["last_received_at"].as_i64().map(|at| moment(UtcMillis(at)));
    let compared = sync["compared_at"].as_i64().map(|at| moment(UtcMillis(at)));
    let mut lines = vec![
        joined,
        format!("{} observations here", status["observations"]),
        format!("{} waiting, {} set aside", sync["waiting"], status["quarantined"]),
        format!("read from the server {}", received.unwrap_or_else(|| "–".to_owned())),
        format!("compared with the server {}", compared.unwrap_or_else(|| "–".to_owned())),
    ];
    if let Some(problem) = sync["problem"].as_str() {
        let next = sync["next_attempt_at"].as_i64().map(|at| moment(UtcMillis(at)));
        lines.push(format!("last attempt: {problem}, next {}", next.unwrap_or_default()));
    }
    lines.push(
        match sync["at_rest"].as_str() {
            Some("key_in_system") => "encrypted, the key is in the system's key ring",
            Some("key_in_file") => "encrypted, the key lies beside the store in store.key",
            _ => "not encrypted yet: another program has the store open, or the disk is full",
        }
        .to_owned(),
    );
    lines.extend(status["hash"].as_str().map(|hash| format!("hash {hash}")));
    lines
}

/// UTC, to the minute.
fn moment(at: UtcMillis) -> String {
    chrono::DateTime::from_timestamp_millis(at.0)
        .map_or_else(|| at.0.to_string(), |at| at.format("%Y-%m-%d %H:%MZ").to_string())
}

pub(super) fn found(it: &FoundPlace) -> String {
    let area = if it.area.is_empty() { String::new() } else { format!(", {}", it.area) };
    let away = it.distance_m.map(|metres| format!("  {metres:.0} m")).unwrap_or_default();
    format!("{}{area}  {} {}{away}", it.name, it.lon, it.lat)
}

pub(super) fn whereabouts(here: &Whereabouts) -> Vec<String> {
    let near = [&here.place, &here.address].into_iter().flatten().map(found);
    let areas = here.areas.iter().map(|area| format!("in {} ({})", area.name, area.code));
    near.chain(areas).collect()
}
