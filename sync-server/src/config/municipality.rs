//! `municipality.toml`, key by key as `config/schema.md` lists them.

use std::collections::BTreeSet;

use domain::catalogue::{Catalogue, CategoryCode};

use super::checks::{code, dates, is_inside, is_municipality_code, label, refers, texts, url};
use super::{Centre, Configuration, Map};
use crate::fields::Fields;

const AREA_KINDS: &[&str] =
    &["municipality", "police_area", "regso", "deso", "nyko", "est_area", "district"];
const INTERVALS: &[&str] =
    &["week", "fortnight", "month", "quarter", "tertial", "year", "biennium"];
const SHORTCUTS: [&str; 4] = ["emergency", "police", "fault_report", "child_concern"];
const DOCUMENTS: &[&str] = &["law", "policy", "guideline", "plan", "picture", "agreement"];
const REPORTERS: &[&str] = &["reporter", "guard", "caretaker", "police", "municipal"];
const TYPES: &[&str] = &["suspected_crime", "disorder", "physical_fault", "notice"];

/// Read everything but who takes part. Returns the codes of the areas.
pub(super) fn read<'a>(fields: &Fields<'a>, to: &mut Configuration) -> Vec<String> {
    let _: i64 = fields.checked("schema", "1 is expected", |schema: &i64| *schema == 1);
    let is_slug = |slug: &String| slug.bytes().all(|b| b.is_ascii_lowercase());
    to.slug = fields.checked("slug", "small letters a–z are expected", is_slug);
    to.name = fields.required("name");
    to.short_name = fields.required("short_name");
    let _: String = fields
        .checked("code", "four digits are expected", |code: &String| is_municipality_code(code));
    to.practice = fields.optional("practice").unwrap_or(false);
    let is_zone = |zone: &String| zone.parse::<chrono_tz::Tz>().is_ok();
    to.time_zone = fields.checked("time_zone", "an IANA zone is expected", is_zone);
    let is_system = |system: &String| {
        let number = system.strip_prefix("EPSG:").and_then(|n| n.parse::<u32>().ok());
        number.is_some_and(|n| (3006..=3018).contains(&n))
    };
    let what = "EPSG:3006 to EPSG:3018 is expected";
    to.reference_system = fields.checked("reference_system", what, is_system);
    let areas = areas(fields, to);
    places_on_the_map(fields, to);
    rest(fields, &to.slug);
    areas
}

fn areas(fields: &Fields<'_>, to: &mut Configuration) -> Vec<String> {
    let (mut codes, mut has_municipality, mut parents) = (Vec::new(), false, Vec::new());
    for area in fields.tables("area") {
        code(&area, &mut codes);
        let _: String = area.required("name");
        let kind = area.one_of("kind", AREA_KINDS);
        has_municipality |= kind == "municipality";
        let parent: Option<String> = area.optional("parent");
        let all = |codes: &Vec<String>| codes.iter().all(|code| is_municipality_code(code));
        let covers = area.optional_checked("municipalities", "municipality codes expected", all);
        if matches!(kind.as_str(), "municipality" | "police_area") && covers.is_none() {
            area.fault("municipalities", "is missing");
        }
        file(&area, to);
        texts(&area, &["name_field", "source", "vintage"]);
        area.done();
        parents.extend(parent.map(|parent| (area, parent)));
    }
    for (area, parent) in &parents {
        refers(area, "parent", (parent, &codes));
    }
    if !has_municipality {
        fields.fault("area", "one of kind municipality is needed");
    }
    codes
}

fn file(fields: &Fields<'_>, to: &mut Configuration) {
    let what = "a file in the folder is expected";
    to.files.extend(fields.optional_checked("file", what, |path: &String| is_inside(path)));
}

fn places_on_the_map(fields: &Fields<'_>, to: &mut Configuration) {
    if let Some(centre) = fields.table("centre", true) {
        let between = |low: f64, high: f64| move |x: &f64| (low..=high).contains(x);
        to.centre = Centre {
            lon: centre.checked("lon", "-180 to 180 degrees are expected", between(-180.0, 180.0)),
            lat: centre.checked("lat", "-90 to 90 degrees are expected", between(-90.0, 90.0)),
            zoom: centre.checked("zoom", "0 to 22 is expected", between(0.0, 22.0)),
        };
        centre.done();
    }
    if let Some(map) = fields.table("map", true) {
        let what = "a file in the folder is expected";
        let file: String = map.checked("file", what, |path: &String| is_inside(path));
        to.files.push(file.clone());
        let is_box = |b: &Vec<f64>| b.len() == 4 && b[0] < b[2] && b[1] < b[3];
        let what = "west, south, east, north are expected";
        let bounds = map.optional_checked("bounds", what, is_box);
        to.map = Map { file, bounds: bounds.and_then(|bounds| bounds.try_into().ok()) };
        map.done();
    }
    if let Some(theme) = fields.table("theme", true) {
        let _: f64 =
            theme.checked("hue", "0 to 359 is expected", |hue: &f64| (0.0..360.0).contains(hue));
        let what = "a file in the folder is expected";
        to.files.extend(theme.optional_checked("logo", what, |path: &String| is_inside(path)));
        theme.done();
    }
}

fn rest(fields: &Fields<'_>, slug: &str) {
    if let Some(languages) = fields.table("texts", false) {
        for language in ["sv", "en"] {
            if let Some(words) = languages.table(language, false) {
                for (key, value) in words.free() {
                    if value.as_str().is_none_or(str::is_empty) {
                        words.fault(key, "a text that is not empty is expected");
                    }
                }
            }
        }
        languages.done();
    }
    if let Some(rhythm) = fields.table("rhythm", true) {
        read_rhythm(&rhythm);
    }
    if let Some(scope) = fields.table("scope", true) {
        let _: bool = scope.required("outdoors");
        let _ = scope.one_of("dwellings", &["blocked", "snapped"]);
        let is_space = |code: &String| code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        for space in scope.tables("shared_spaces") {
            let _: String = space.checked("code", "small letters and _ are expected", is_space);
            label(&space, "label", true);
            space.done();
        }
        scope.done();
    }
    if let Some(catalogue) = fields.table("catalogue", true) {
        read_catalogue(&catalogue, slug);
    }
    shortcuts(fields);
}

fn read_rhythm(rhythm: &Fields<'_>) {
    for key in ["operative", "strategic", "statutory", "priorities"] {
        let _ = rhythm.one_of(key, INTERVALS);
    }
    let _ = rhythm.optional_one_of("yearly", INTERVALS);
    let most = |n: &i64| (1..=10).contains(n);
    let _: i64 = rhythm.checked("max_priority_areas", "1 to 10 is expected", most);
    let is_rising = |m: &Vec<i64>| m.windows(2).all(|w| w[0] < w[1]) && m.iter().all(|n| *n > 0);
    let _: Vec<i64> = rhythm.checked("effect_review_months", "rising months expected", is_rising);
    let _: i64 = rhythm.checked("meeting_minutes", "a length is expected", |n: &i64| *n > 0);
    let _ = rhythm.optional_checked("meeting_weekday", "1 to 7 is expected", |day: &i64| {
        (1..=7).contains(day)
    });
    rhythm.done();
}

fn read_catalogue(fields: &Fields<'_>, slug: &str) {
    let shipped = Catalogue::est_se_default();
    let _: String =
        fields.checked("name", "no shipped catalogue has that name", |name: &String| {
            *name == shipped.catalogue
        });
    let _: i64 = fields.checked("version", "no shipped catalogue has that version", |v: &i64| {
        *v == i64::from(shipped.version)
    });
    let is_known =
        |code: &str| CategoryCode::new(code).is_ok_and(|code| shipped.category(&code).is_some());
    let hides = |codes: &Vec<String>| {
        codes.iter().all(|code| is_known(code) && !matches!(code.as_str(), "calm" | "other"))
    };
    let what = "codes of the catalogue are expected, but not calm and other";
    let hidden: Vec<String> = fields.checked("hide", what, hides);
    for renamed in fields.tables("rename") {
        let what = "a code of the catalogue is expected";
        let _: String = renamed.checked("code", what, |code: &String| is_known(code));
        label(&renamed, "label", true);
        label(&renamed, "short", false);
        label(&renamed, "tile", false);
        renamed.done();
    }
    let prefix = format!("x_{slug}.");
    for added in fields.tables("add") {
        let is_own = |code: &String| code.starts_with(&prefix) && CategoryCode::new(code).is_ok();
        let _: String = added.checked("code", &format!("{prefix}… is expected"), is_own);
        let is_tile = |tile: &String| is_known(tile) && !tile.contains('.');
        let _: String = added.checked("tile", "a tile of the catalogue is expected", is_tile);
        label(&added, "label", true);
        label(&added, "short", true);
        let _ = added.one_of("type", TYPES);
        let _: i64 =
            added.checked("default_severity", "1 to 4 is expected", |s: &i64| (1..=4).contains(s));
        let _: Option<Vec<String>> = added.optional("hand_over");
        dates(&added, &["valid_from", "valid_to"]);
        added.done();
    }
    tile_orders(fields, &hidden);
    fields.done();
}

fn tile_orders(fields: &Fields<'_>, hidden: &[String]) {
    let Some(orders) = fields.table("tile_order", false) else { return };
    let shown: BTreeSet<String> = Catalogue::est_se_default()
        .categories
        .iter()
        .filter(|category| category.code.is_tile())
        .map(|category| category.code.as_str().to_owned())
        .filter(|code| !hidden.contains(code))
        .collect();
    let names_each_once = |order: &Vec<String>| {
        order.len() == shown.len() && order.iter().cloned().collect::<BTreeSet<_>>() == shown
    };
    for reporter in REPORTERS {
        let what = "every shown tile is to be named once";
        let _ = orders.optional_checked(reporter, what, names_each_once);
    }
    orders.done();
}

fn shortcuts(fields: &Fields<'_>) {
    let mut codes: Vec<String> = Vec::new();
    for shortcut in fields.tables("shortcut") {
        let is_code =
            |code: &String| SHORTCUTS.contains(&code.as_str()) || super::checks::is_code(code);
        codes.push(shortcut.checked("code", "a code is expected", is_code));
        label(&shortcut, "label", true);
        let is_number = |phone: &String| phone.bytes().all(|b| b.is_ascii_digit());
        let _ = shortcut.optional_checked("phone", "digits are expected", is_number);
        url(&shortcut);
        shortcut.done();
    }
    if codes.len() < SHORTCUTS.len() || codes[..SHORTCUTS.len()] != SHORTCUTS {
        fields.fault("shortcut", format!("{} come first, in this order", SHORTCUTS.join(", ")));
    }
}

/// Read the steering documents, once the organisations that decide on them are known.
pub(super) fn check_deciders(fields: &Fields<'_>, configuration: &Configuration) {
    let known: Vec<String> =
        configuration.organisations.iter().map(|org| org.code.clone()).collect();
    let mut codes = Vec::new();
    for document in fields.tables("steering_document") {
        code(&document, &mut codes);
        let _: String = document.required("title");
        let _ = document.one_of("kind", DOCUMENTS);
        if let Some(decider) = document.optional::<String>("decided_by") {
            refers(&document, "decided_by", (&decider, &known));
        }
        dates(&document, &["decided_on", "revised_on", "valid_from", "valid_to"]);
        let _ = document.optional_checked("review_months", "months are expected", |n: &i64| *n > 0);
        texts(&document, &["reference", "note"]);
        url(&document);
        document.done();
    }
}
