//! What is typed finds what people mean, and a point is told in words.

use super::*;

fn place(name: &str, aliases: &[&str], lon: f64) -> Place {
    let aliases = aliases.iter().map(|&alias| alias.to_owned()).collect();
    Place { name: name.to_owned(), aliases, lon, lat: 57.93, ..Place::default() }
}

fn town() -> Gazetteer {
    let json = r#"{
      "streets": [
        {"street": "Storgatan", "district": "Centrum", "numbers": [[1, 12.53, 57.93], [12, 12.531, 57.93], ["12 B", 12.5311, 57.93], [121, 12.54, 57.93]]},
        {"street": "Lilla Storgatan", "district": "Strand", "numbers": [[12, 12.50, 57.93]]}
      ],
      "borders": [
        {"area": "c", "name": "Centrum", "polygons": [[[[12.52,57.92],[12.55,57.92],[12.55,57.94],[12.52,57.94],[12.52,57.92]],[[12.53,57.925],[12.535,57.925],[12.535,57.928],[12.53,57.925]]]]},
        {"area": "b", "name": "Hela", "polygons": [[[[12,57],[13,57],[13,58],[12,58]]]]}
      ]}"#;
    let read: Gazetteer = serde_json::from_str(json).unwrap();
    let places = vec![
        place("Stora torget", &["Torget"], 12.532),
        place("Torghallen", &[], 12.53),
        place("Fårtorpet", &[], 12.54),
        place("Farstorp", &[], 12.54),
        place("Idé-huset", &[], 12.54),
    ];
    Gazetteer { places, ..read }
}

fn names(typed: &str, near: Option<(f64, f64)>) -> Vec<String> {
    town().search(typed, near, 10).into_iter().map(|it| it.name).collect()
}

#[test]
fn a_place_is_found_by_the_beginnings_of_its_words_and_by_its_other_names() {
    assert_eq!(names("torg", None), ["Stora torget", "Torghallen"]);
    assert_eq!(names("tor sto", None), ["Stora torget"]);
    assert_eq!(names("TORGET", None), ["Stora torget"]);
    assert_eq!(names("  ", None), Vec::<String>::new());
    assert_eq!(names("orget", None), Vec::<String>::new());
}

#[test]
fn far_does_not_find_far_with_a_ring_and_an_accent_need_not_be_typed() {
    assert_eq!(names("far", None), ["Farstorp"]);
    assert_eq!(names("får", None), ["Fårtorpet"]);
    assert_eq!(names("ide", None), ["Idé-huset"]);
    // The same letter in two pieces, as some keyboards send it.
    assert_eq!(names("fa\u{30a}r", None), ["Fårtorpet"]);
}

#[test]
fn an_address_is_found_by_street_and_number_and_twelve_is_not_a_hundred_and_twenty_one() {
    assert_eq!(names("storgatan", None), ["Storgatan", "Lilla Storgatan"]);
    assert_eq!(
        names("Storgatan 12", None),
        ["Storgatan 12", "Lilla Storgatan 12", "Storgatan 12 B"]
    );
    assert_eq!(names("storg 12b", None), ["Storgatan 12 B"]);
    let found = town().search("storgatan 121", None, 1);
    assert_eq!((found[0].kind, found[0].area.as_str()), (FoundKind::Address, "Centrum"));
}

#[test]
fn what_fits_as_well_comes_nearest_first_with_its_distance() {
    let near = Some((12.501, 57.93));
    assert_eq!(names("stor", near)[0], "Storgatan");
    let found = town().search("lilla storgatan 12", near, 1);
    let metres = found[0].distance_m.unwrap();
    assert!((metres - 59.0).abs() < 1.0, "{metres}");
}

#[test]
fn a_point_is_told_by_place_address_and_every_area_around_it() {
    let here = town().whereabouts((12.5309, 57.9301));
    assert_eq!(here.place.unwrap().name, "Torghallen");
    assert_eq!(here.address.unwrap().name, "Storgatan 12");
    let codes: Vec<_> = here.areas.iter().map(|area| area.code.as_str()).collect();
    assert_eq!(codes, ["b", "c"]);
    let hole = town().areas_at((12.534, 57.926));
    assert_eq!(hole.len(), 1);
    assert_eq!(town().whereabouts((20.0, 60.0)), Whereabouts::default());
}

#[test]
fn a_place_store_reads_back_as_it_was_written() {
    let json = serde_json::to_string(&town()).unwrap();
    assert_eq!(serde_json::from_str::<Gazetteer>(&json).unwrap(), town());
    assert_eq!(town().addresses(), 5);
    assert!(!town().is_empty() && Gazetteer::default().is_empty());
}
