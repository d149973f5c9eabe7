//! `municipality.toml`, key by key as `config/schema.md` lists them.

use protocol::municipality::{
    Area, AreaKind, Dwellings, InScope, Interval, LINE_HOURS, Municipality, Rhythm, SharedSpace,
};

use super::checks::{code, is_inside, is_municipality_code, label, refers, word};
use super::{
    Borders, Configuration, catalogue, gazetteer, measures, receivers, retention, shortcuts, texts,
};
use crate::fields::Fields;

const INTERVALS: &[&str] =
    &["week", "fortnight", "month", "quarter", "tertial", "year", "biennium"];

/// Read everything but who takes part. Returns the codes of the areas.
pub(super) fn read<'a>(fields: &Fields<'a>, to: &mut Configuration) -> Vec<String> {
    let _: i64 = fields.checked("schema", "1 is expected", |schema: &i64| *schema == 1);
    let own = &mut to.municipality;
    let is_slug = |slug: &String| slug.len() <= 30 && slug.bytes().all(|b| b.is_ascii_lowercase());
    own.slug = fields.checked("slug", "small letters a–z are expected", is_slug);
    own.name = fields.required("name");
    own.short_name = fields.required("short_name");
    own.code = fields
        .checked("code", "four digits are expected", |code: &String| is_municipality_code(code));
    own.practice = fields.optional("practice").unwrap_or(false);
    let is_zone = |zone: &String| zone.parse::<chrono_tz::Tz>().is_ok();
    own.zone = fields.checked("time_zone", "an IANA zone is expected", is_zone);
    let is_system = |system: &String| {
        let number = system.strip_prefix("EPSG:").and_then(|n| n.parse::<u32>().ok());
        number.is_some_and(|n| (3006..=3018).contains(&n))
    };
    let what = "EPSG:3006 to EPSG:3018 is expected";
    own.reference_system = fields.checked("reference_system", what, is_system);
    let areas = areas(fields, to);
    map(fields, to);
    gazetteer::read_table(fields, to);
    looks(fields, to);
    texts::read(fields, &mut to.municipality);
    rhythm_and_scope(fields, &mut to.municipality);
    patrol(fields, &mut to.municipality);
    if let Some(table) = fields.table("review", false) {
        to.reviews_by_itself = table.required("automatic");
        table.done();
    }
    if let Some(table) = fields.table("catalogue", true) {
        to.catalogue = catalogue::read(&table, &to.municipality.slug);
    }
    retention::read(fields, to);
    to.municipality.shortcuts = shortcuts::read(fields);
    let what = "an e-mail address or https://… is expected";
    let is_contact = |it: &String| {
        it.starts_with("https://") || (it.contains('@') && !it.contains([' ', '/', ':']))
    };
    to.municipality.accessibility_contact =
        fields.optional_checked("accessibility_contact", what, is_contact);
    to.municipality.measures = measures::read(fields);
    to.receivers = receivers::read(fields);
    let names = to.receivers.iter().map(|it| it.name.as_str().to_owned());
    to.municipality.receivers = names.collect();
    areas
}

fn areas(fields: &Fields<'_>, to: &mut Configuration) -> Vec<String> {
    let (mut codes, mut parents) = (Vec::new(), Vec::new());
    for table in fields.tables("area") {
        let kind = table.one_of("kind", &AreaKind::ALL.map(AreaKind::as_str));
        let all = |codes: &Vec<String>| codes.iter().all(|code| is_municipality_code(code));
        let covers = table.optional_checked("municipalities", "municipality codes expected", all);
        if matches!(kind.as_str(), "municipality" | "police_area") && covers.is_none() {
            table.fault("municipalities", "is missing");
        }
        let area = Area {
            code: code(&table, &mut codes),
            name: table.required("name"),
            kind: word(&kind).unwrap_or(AreaKind::District),
            parent: table.optional("parent"),
            municipalities: covers.unwrap_or_default(),
            source: table.optional("source"),
            vintage: table.optional("vintage"),
        };
        let what = "a file in the folder is expected";
        let file = table.optional_checked("file", what, |path: &String| is_inside(path));
        let name_field = table.optional("name_field");
        if let Some(file) = file {
            to.files.push(file.clone());
            to.borders.push(Borders { area: area.code.clone(), file, name_field });
        }
        table.done();
        parents.extend(area.parent.clone().map(|parent| (table, parent)));
        to.municipality.areas.push(area);
    }
    for (table, parent) in &parents {
        refers(table, "parent", (parent, &codes));
    }
    if !to.municipality.areas.iter().any(|area| area.kind == AreaKind::Municipality) {
        fields.fault("area", "one of kind municipality is needed");
    }
    codes
}

fn map(fields: &Fields<'_>, to: &mut Configuration) {
    if let Some(centre) = fields.table("centre", true) {
        let between = |low: f64, high: f64| move |x: &f64| (low..=high).contains(x);
        let own = &mut to.municipality;
        own.lon = centre.checked("lon", "-180 to 180 degrees are expected", between(-180.0, 180.0));
        own.lat = centre.checked("lat", "-90 to 90 degrees are expected", between(-90.0, 90.0));
        own.zoom = centre.checked("zoom", "0 to 22 is expected", between(0.0, 22.0));
        centre.done();
    }
    if let Some(map) = fields.table("map", true) {
        let what = "a file in the folder is expected";
        to.map = map.checked("file", what, |path: &String| is_inside(path));
        to.files.push(to.map.clone());
        let is_box = |b: &Vec<f64>| b.len() == 4 && b[0] < b[2] && b[1] < b[3];
        let what = "west, south, east, north are expected";
        let bounds = map.optional_checked("bounds", what, is_box);
        to.municipality.bounds = bounds.and_then(|bounds| bounds.try_into().ok());
        map.done();
    }
}

fn looks(fields: &Fields<'_>, to: &mut Configuration) {
    let Some(theme) = fields.table("theme", true) else { return };
    let hue = theme.checked("hue", "0 to 359 is expected", |hue: &f64| (0.0..360.0).contains(hue));
    to.municipality.hue = Some(hue);
    let what = "a file in the folder is expected";
    to.logo = theme.optional_checked("logo", what, |path: &String| is_inside(path));
    to.files.extend(to.logo.clone());
    theme.done();
}

fn rhythm_and_scope(fields: &Fields<'_>, own: &mut Municipality) {
    own.rhythm = fields.table("rhythm", true).map(|table| rhythm(&table));
    own.scope = fields.table("scope", true).map(|table| scope(&table));
}

/// At most a week: what is kept longer of where somebody has walked is no memory of one's own any more.
fn patrol(fields: &Fields<'_>, own: &mut Municipality) {
    let Some(table) = fields.table("patrol", false) else { return };
    let what = "1 to 168 hours are expected";
    let hours = table.checked("line_hours", what, |hours: &i64| (1..=168).contains(hours));
    own.line_hours = u16::try_from(hours).unwrap_or(LINE_HOURS);
    table.done();
}

fn rhythm(table: &Fields<'_>) -> Rhythm {
    let interval = |key| word(&table.one_of(key, INTERVALS)).unwrap_or(Interval::Week);
    let small = |number: i64| u16::try_from(number).unwrap_or_default();
    let yearly = table.optional_one_of("yearly", INTERVALS);
    let most = |n: &i64| (1..=10).contains(n);
    let is_rising =
        |m: &Vec<i64>| m.windows(2).all(|w| w[0] < w[1]) && m.iter().all(|n| (1..=600).contains(n));
    let months = table.checked("effect_review_months", "rising months expected", is_rising);
    let length = |n: &i64| (1..=600).contains(n);
    let weekday = table.optional_checked("meeting_weekday", "1 to 7 is expected", |day: &i64| {
        (1..=7).contains(day)
    });
    let number: i64 = table.checked("max_priority_areas", "1 to 10 is expected", most);
    let rhythm = Rhythm {
        operative: interval("operative"),
        strategic: interval("strategic"),
        yearly: yearly.and_then(|text| word(&text)),
        statutory: interval("statutory"),
        priorities: interval("priorities"),
        max_priority_areas: u8::try_from(number).unwrap_or_default(),
        effect_review_months: months.into_iter().map(small).collect(),
        meeting_minutes: small(table.checked("meeting_minutes", "1 to 600 is expected", length)),
        meeting_weekday: weekday.and_then(|day| u8::try_from(day).ok()),
    };
    table.done();
    rhythm
}

fn scope(table: &Fields<'_>) -> InScope {
    let is_space = |code: &String| code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let mut shared_spaces: Vec<SharedSpace> = Vec::new();
    for space in table.tables("shared_spaces") {
        let code = space.checked("code", "small letters and _ are expected", is_space);
        if shared_spaces.iter().any(|known| known.code == code) {
            space.fault("code", format!("`{code}` is there already"));
        }
        shared_spaces.push(SharedSpace { code, label: label(&space, "label", true) });
        space.done();
    }
    let dwellings = table.one_of("dwellings", &["blocked", "snapped"]);
    let scope = InScope {
        outdoors: table.required("outdoors"),
        dwellings: word(&dwellings).unwrap_or(Dwellings::Blocked),
        shared_spaces,
    };
    table.done();
    scope
}
