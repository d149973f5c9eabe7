//! `[catalogue]`: what the municipality changes, checked against the catalogue that ships.

use std::collections::{BTreeMap, BTreeSet};

use domain::catalogue::{
    Catalogue, Category, CategoryCode, Changes, HandOver, ObservationType, Renamed,
};

use super::checks::{date, label, optional_label, word};
use crate::faults::Fault;
use crate::fields::Fields;

/// Kinds of reporters that have an order of tiles of their own.
pub(super) const REPORTERS: &[&str] = &["reporter", "guard", "caretaker", "police", "municipal"];
const TYPES: &[&str] = &["suspected_crime", "disorder", "physical_fault", "notice"];
const HAND_OVER: &[&str] =
    &["police_report", "emergency_112", "fault_report", "work_injury", "social_information"];

/// The catalogue as the municipality changes it.
pub(super) fn read(fields: &Fields<'_>, slug: &str) -> Catalogue {
    let shipped = Catalogue::est_se_default();
    let _: String =
        fields.checked("name", "no shipped catalogue has that name", |name: &String| {
            *name == shipped.catalogue
        });
    let _: i64 = fields.checked("version", "no shipped catalogue has that version", |v: &i64| {
        *v == i64::from(shipped.version)
    });
    let may_hide =
        |codes: &Vec<String>| codes.iter().all(|code| known(code).is_some_and(|c| !is_kept(&c)));
    let what = "codes of the catalogue are expected, but not calm and other";
    let hide: Vec<String> = fields.checked("hide", what, may_hide);
    let hide: Vec<CategoryCode> = hide.iter().filter_map(|code| known(code)).collect();
    let changes = Changes {
        slug: slug.to_owned(),
        rename: renamed(fields),
        add: added(fields, slug),
        tile_order: tile_orders(fields, &hide),
        hide,
    };
    fields.done();
    shipped.changed(&changes)
}

fn known(code: &str) -> Option<CategoryCode> {
    let code = CategoryCode::new(code).ok()?;
    Catalogue::est_se_default().category(&code).is_some().then_some(code)
}

fn is_kept(code: &CategoryCode) -> bool {
    matches!(code.as_str(), "calm" | "other")
}

fn renamed(fields: &Fields<'_>) -> Vec<Renamed> {
    let mut all: Vec<Renamed> = Vec::new();
    for table in fields.tables("rename") {
        let what = "a code of the catalogue is expected";
        let code: String = table.checked("code", what, |code: &String| known(code).is_some());
        let (label, short) = (label(&table, "label", true), optional_label(&table, "short"));
        let tile = optional_label(&table, "tile");
        if let Some(code) = known(&code) {
            if all.iter().any(|other| other.code == code) {
                table.fault("code", format!("`{}` is renamed already", code.as_str()));
            }
            all.push(Renamed { code, label, short, tile });
        }
        table.done();
    }
    all
}

fn added(fields: &Fields<'_>, slug: &str) -> Vec<Category> {
    let prefix = format!("x_{slug}.");
    let mut all: Vec<Category> = Vec::new();
    for table in fields.tables("add") {
        let is_own = |code: &String| {
            code.strip_prefix(&prefix).is_some_and(|rest| !rest.contains('.'))
                && CategoryCode::new(code).is_ok()
        };
        let code: String = table.checked("code", &format!("{prefix}… is expected"), is_own);
        let is_tile = |tile: &String| known(tile).is_some_and(|tile| tile.is_tile());
        let tile: String = table.checked("tile", "a tile of the catalogue is expected", is_tile);
        let one_to_four = |s: &i64| (1..=4).contains(s);
        let severity: i64 = table.checked("default_severity", "1 to 4 is expected", one_to_four);
        let words = |words: &Vec<String>| words.iter().all(|w| HAND_OVER.contains(&w.as_str()));
        let what = format!("some of {} are expected", HAND_OVER.join(", "));
        let hand_over: Vec<String> =
            table.optional_checked("hand_over", &what, words).unwrap_or_default();
        let entry = CategoryCode::new(&code).ok().map(|code| Category {
            code,
            label: label(&table, "label", true),
            tile: None,
            short: Some(label(&table, "short", true)),
            icon: None,
            hue: None,
            observation_type: word(&table.one_of("type", TYPES))
                .unwrap_or(ObservationType::Unclassified),
            default_severity: u8::try_from(severity).unwrap_or_default(),
            hand_over: hand_over.iter().filter_map(|text| word::<HandOver>(text)).collect(),
            emergency: false,
            under: known(&tile),
            hidden: false,
            valid_from: date(&table, "valid_from"),
            valid_to: date(&table, "valid_to"),
        });
        if entry.as_ref().is_some_and(|new| all.iter().any(|other| other.code == new.code)) {
            table.fault("code", format!("`{code}` is there already"));
        }
        all.extend(entry);
        table.done();
    }
    all
}

fn tile_orders(
    fields: &Fields<'_>,
    hidden: &[CategoryCode],
) -> BTreeMap<String, Vec<CategoryCode>> {
    let mut read = BTreeMap::new();
    let Some(orders) = fields.table("tile_order", false) else { return read };
    let shown: BTreeSet<&str> = Catalogue::est_se_default()
        .categories
        .iter()
        .filter(|category| category.code.is_tile() && !hidden.contains(&category.code))
        .map(|category| category.code.as_str())
        .collect();
    let names_each_once = |order: &Vec<String>| {
        order.len() == shown.len()
            && order.iter().map(String::as_str).collect::<BTreeSet<_>>() == shown
    };
    for reporter in REPORTERS {
        let what = "every shown tile is to be named once";
        if let Some(order) = orders.optional_checked(reporter, what, names_each_once) {
            let order = order.iter().filter_map(|code| known(code)).collect();
            read.insert((*reporter).to_owned(), order);
        }
    }
    orders.done();
    read
}

/// What may not change once it has been in force: an own code never goes away, never moves and never
/// means something else, because reports keep it.
pub(super) fn faults_of_change(before: &Catalogue, after: &Catalogue) -> Vec<Fault> {
    let mut faults = Vec::new();
    let own = before.categories.iter().filter(|category| category.under.is_some());
    for old in own {
        let what = match after.category(&old.code) {
            None => "has been in force: keep it, and give it `valid_to`",
            Some(new) if new.under != old.under => "has been in force: its tile stays",
            Some(new) if new.observation_type != old.observation_type => {
                "has been in force: its type stays"
            }
            Some(_) => continue,
        };
        faults.push(Fault {
            file: super::MUNICIPALITY.to_owned(),
            key: "catalogue.add".to_owned(),
            what: format!("`{}` {what}", old.code.as_str()),
        });
    }
    faults
}
