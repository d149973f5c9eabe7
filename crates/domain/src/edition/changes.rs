//! *Vad har ändrats*: what is different from the edition before, in sentences with the counts in them. No percent
//! below twenty, and nothing about chance: that is the analysis' to say.

use super::figures::{Figures, PlaceFigure};
use crate::assessment::Colour;
use crate::catalogue::Label;

/// A smaller difference is told of no row.
const LEAST_DIFFERENCE: u32 = 3;
/// Sentences about categories, places and measures, each.
const MOST: usize = 4;

fn label(sv: String, en: String) -> Label {
    Label { sv, en }
}

/// What is different, the most important first. None: no edition before.
pub fn changes(now: &Figures, before: Option<&Figures>) -> Vec<Label> {
    let Some(before) = before else { return Vec::new() };
    let mut all = Vec::new();
    if let (Some(now), Some(then)) = (now.events, before.events) {
        all.push(match now == then {
            true => label(
                format!("Lika många händelser som förra gången: {now}."),
                format!("As many incidents as last time: {now}."),
            ),
            false => label(
                format!("Händelser: från {then} till {now}."),
                format!("Incidents: from {then} to {now}."),
            ),
        });
    }
    areas(now, before, &mut all);
    tiles(now, before, &mut all);
    places(now, before, &mut all);
    measures(now, before, &mut all);
    all
}

fn areas(now: &Figures, before: &Figures, all: &mut Vec<Label>) {
    for area in &now.areas {
        let then = before.areas.iter().find(|it| it.row.key == area.row.key);
        let (Some(colour), Some(then)) = (area.colour, then.and_then(|it| it.colour)) else {
            continue;
        };
        if colour != then {
            let name = &area.row.label;
            all.push(label(
                format!("{}: från {} till {}.", name.sv, colour_sv(then), colour_sv(colour)),
                format!("{}: from {} to {}.", name.en, colour_en(then), colour_en(colour)),
            ));
        }
    }
}

fn tiles(now: &Figures, before: &Figures, all: &mut Vec<Label>) {
    let mut found: Vec<(u32, Label)> = Vec::new();
    for row in &now.tiles {
        let then = before.tiles.iter().find(|it| it.key == row.key);
        let (Some(count), Some(then)) = (row.count, then.and_then(|it| it.count)) else { continue };
        let difference = count.abs_diff(then);
        if difference >= LEAST_DIFFERENCE {
            let sentence = label(
                format!("{}: från {then} till {count}.", row.label.sv),
                format!("{}: from {then} to {count}.", row.label.en),
            );
            found.push((difference, sentence));
        }
    }
    found.sort_by_key(|(difference, _)| std::cmp::Reverse(*difference));
    all.extend(found.into_iter().take(MOST).map(|(_, sentence)| sentence));
}

fn places(now: &Figures, before: &Figures, all: &mut Vec<Label>) {
    let is_in = |figures: &Figures, place: &PlaceFigure| {
        figures.places.iter().any(|it| it.key == place.key)
    };
    let new = now.places.iter().filter(|place| !is_in(before, place));
    for place in new.filter(|place| place.count >= Some(LEAST_DIFFERENCE)).take(MOST) {
        let count = place.count.unwrap_or(0);
        all.push(label(
            format!("Ny bland platserna: {} ({count} händelser).", place.name.sv),
            format!("New among the places: {} ({count} incidents).", place.name.en),
        ));
    }
}

fn measures(now: &Figures, before: &Figures, all: &mut Vec<Label>) {
    let ended = now.measures.iter().filter(|measure| {
        let then = before.measures.iter().find(|it| it.key == measure.key);
        !measure.status.is_open() && then.is_none_or(|it| it.status.is_open())
    });
    for measure in ended.take(MOST) {
        all.push(label(
            format!("Avslutad åtgärd: {}.", measure.title),
            format!("Measure ended: {}.", measure.title),
        ));
    }
    let is_new = |key: &str| before.measures.iter().all(|it| it.key != key);
    let new = now.measures.iter().filter(|it| it.status.is_open() && is_new(&it.key));
    for measure in new.take(MOST) {
        all.push(label(
            format!("Ny åtgärd: {}.", measure.title),
            format!("New measure: {}.", measure.title),
        ));
    }
}

/// What a draft begins with: the counts in a few sentences, for people to write on.
pub fn summary(figures: &Figures, before: Option<&Figures>) -> String {
    let mut sentences = Vec::new();
    if let (Some(events), Some(reports)) = (figures.events, figures.reports) {
        sentences.push(format!("{events} händelser har rapporterats i {reports} rapporter."));
    }
    let most: Vec<String> = figures
        .tiles
        .iter()
        .filter_map(|row| Some(format!("{} ({})", row.label.sv.to_lowercase(), row.count?)))
        .take(3)
        .collect();
    if !most.is_empty() {
        sentences.push(format!("Vanligast: {}.", most.join(", ")));
    }
    if let Some(place) = figures.places.first().filter(|it| it.count >= Some(LEAST_DIFFERENCE)) {
        let count = place.count.unwrap_or(0);
        sentences.push(format!("Flest händelser: {} ({count}).", place.name.sv));
    }
    sentences.extend(changes(figures, before).into_iter().take(3).map(|it| it.sv));
    if !figures.silent.is_empty() {
        sentences.push(format!("Har inte rapporterat: {}.", figures.silent.join(", ")));
    }
    sentences.join(" ")
}

/// The status in one word.
fn colour_sv(colour: Colour) -> &'static str {
    match colour {
        Colour::Green => "grön",
        Colour::Yellow => "gul",
        Colour::Orange => "orange",
        Colour::Red => "röd",
    }
}

fn colour_en(colour: Colour) -> &'static str {
    match colour {
        Colour::Green => "green",
        Colour::Yellow => "yellow",
        Colour::Orange => "orange",
        Colour::Red => "red",
    }
}
