//! A row is a report or a reason, and the same row is the same report.

use domain::clock::UtcMillis;
use domain::observation::Discovered;
use proptest::prelude::*;
use serde_json::json;

use super::*;

fn row(value: Value) -> Row {
    serde_json::from_value(value).unwrap()
}

fn read(mapping: &Mapping, value: Value) -> Result<ObservationDraft, String> {
    Rows::new(mapping, Name::new("prov").unwrap()).draft(&row(value))
}

fn plain(value: Value) -> Result<ObservationDraft, String> {
    read(&Mapping::plain(), value)
}

fn generated() -> Value {
    json!({
        "id": "0197c1a0-1111-7abc-8def-0123456789ab", "observed_at": "2025-07-01T07:00:00+02:00",
        "observed_from": "2025-06-30T18:00:00+02:00", "lon": 12.5331, "lat": 57.9301,
        "accuracy_m": 8, "category": "vandalism.graffiti", "severity": 4,
        "text": "Klotter på gaveln", "org": "Vaktbolaget", "actor": "guard"
    })
}

#[test]
fn the_fields_of_the_generator_need_no_mapping() {
    let draft = plain(generated()).unwrap();
    assert_eq!(draft.id.unwrap().to_string(), "0197c1a0-1111-7abc-8def-0123456789ab");
    let said = &draft.attributes;
    assert_eq!(said.severity, Some(4));
    assert!(
        draft.fields(domain::catalogue::Catalogue::est_se_default()).is_ok(),
        "an import keeps severity as given"
    );
    assert_eq!(
        said.when,
        Some(When::Interval {
            from: UtcMillis(1_751_299_200_000),
            to: UtcMillis(1_751_346_000_000)
        })
    );
    assert_eq!(said.position.unwrap().accuracy_m(), Some(8.0));
    let source = draft.source.unwrap();
    assert_eq!(source.organisation.unwrap().as_str(), "Vaktbolaget");
    assert_eq!(source.import.as_str(), "prov");
}

#[test]
fn without_a_place_or_an_interval_it_is_still_a_report() {
    let draft = plain(json!({
        "id": "a", "observed_at": "2025-07-01T07:00:00+02:00", "observed_from": null,
        "category": "calm", "discovered": "patrol"
    }))
    .unwrap();
    assert_eq!(draft.attributes.position, None);
    assert_eq!(draft.attributes.discovered, Some(Discovered::Patrol));
    assert_eq!(draft.attributes.when, Some(When::Exact { at: UtcMillis(1_751_346_000_000) }));
}

#[test]
fn a_row_that_does_not_hold_together_says_why() {
    let with = |name: &str, value: Value| {
        let mut row = generated();
        row[name] = value;
        plain(row).unwrap_err()
    };
    assert_eq!(with("severity", json!(5)), "severity `5` is not 0 to 4");
    assert_eq!(with("lat", json!(91)), "latitude 91 is not between -90 and 90 degrees");
    assert_eq!(with("lat", Value::Null), "one coordinate without the other");
    assert_eq!(with("lon", json!("öster")), "`öster` is not a number");
    assert_eq!(with("category", json!("Klotter")).split(' ').next(), Some("`Klotter`"));
    assert_eq!(with("category", Value::Null), "there is no category");
    assert_eq!(with("observed_from", json!("2025-07-02")), "the interval ends before it begins");
    assert_eq!(with("discovered", json!("slump")), "`slump` is not a code of its list");
    assert!(with("text", json!("x".repeat(501))).contains("501"));
    assert_eq!(with("org", json!(["a"])), "`org` is not one value");
    assert_eq!(with("accuracy_m", json!(-1)), "accuracy -1 m is not a distance");
}

#[test]
fn an_id_that_is_no_uuid_and_a_row_without_one_get_the_same_id_each_time() {
    let id = |value: Value| plain(value).unwrap().id.unwrap();
    let mut named = generated();
    named["id"] = json!("ZH000034");
    assert_eq!(id(named.clone()), id(named.clone()));
    assert_eq!(id(named.clone()).0.get_version_num(), 8);
    let mut other = named.clone();
    other["id"] = json!("ZH000035");
    assert_ne!(id(named.clone()), id(other));
    let mut nameless = generated();
    nameless["id"] = Value::Null;
    assert_eq!(id(nameless.clone()), id(nameless.clone()));
    let mut moved = nameless.clone();
    moved["lat"] = json!(57.931);
    assert_ne!(id(nameless.clone()), id(moved));
    let elsewhere = Rows::new(&Mapping::plain(), Name::new("annan").unwrap())
        .draft(&row(nameless.clone()))
        .unwrap();
    assert_ne!(elsewhere.id.unwrap(), id(nameless));
}

#[test]
fn a_mapped_row_has_its_zone_its_plane_and_its_words() {
    let mapping = Mapping::read(
        r#"
        zone = "Europe/Stockholm"
        epsg = 3007
        formats = ["%d.%m.%Y"]
        [columns]
        category = "Typ"
        when = "Datum"
        x = "E"
        y = "N"
        [constants]
        organisation = "Lindbyhem"
        [categories]
        "Klotter" = "vandalism.graffiti"
        "#,
    )
    .unwrap();
    let told =
        json!({"Typ": "Klotter", "Datum": "01.07.2025", "E": "181 624,5", "N": "6423000,25"});
    let draft = read(&mapping, told).unwrap();
    let position = draft.attributes.position.unwrap();
    let plane = domain::crs::ReferenceSystem::from_epsg(3007)
        .unwrap()
        .to_plane(position.lon(), position.lat());
    assert!((plane.easting_m - 181_624.5).abs() < 0.001);
    assert!((plane.northing_m - 6_423_000.25).abs() < 0.001);
    assert!(matches!(draft.attributes.when, Some(When::Interval { .. })));
    let told = json!({"Typ": "Graffiti", "Datum": "01.07.2025"});
    assert!(read(&mapping, told).unwrap_err().contains("Graffiti"));
}

#[test]
fn where_the_end_is_unknown_the_beginning_and_the_midpoint_tell_the_time() {
    let mapping = Mapping::read(include_str!("../../../mappings/new-york.toml")).unwrap();
    let when = |start: &str, end: &str, single: &str| {
        let told = json!({"uid": 1, "date_start": start, "date_end": end, "date_single": single});
        read(&mapping, told).unwrap().attributes.when.unwrap()
    };
    assert!(when("2014-01-01 03:45", "", "2014-01-01 03:45").is_exact());
    assert!(!when("2014-01-01 03:45", "2014-01-01 03:58", "2014-01-01 03:51").is_exact());
}

proptest! {
    #[test]
    fn no_value_brings_it_down(
        name in prop::sample::select(vec![
            "id", "observed_at", "observed_from", "lon", "lat", "accuracy_m", "category",
            "severity", "text", "org", "actor", "discovered", "ongoing",
        ]),
        text in "\\PC{0,60}|[-+.,eE0-9 ]{0,20}",
        number in any::<f64>(),
        is_text in any::<bool>(),
    ) {
        let mut row = generated();
        row[name] = if is_text { json!(text) } else { json!(number) };
        if let Ok(draft) = plain(row) {
            let fields = draft.fields(domain::catalogue::Catalogue::est_se_default()).unwrap();
            for (field, value) in &fields {
                prop_assert!(domain::observation::fits(field, value), "{} {}", field, value);
            }
        }
    }
}
