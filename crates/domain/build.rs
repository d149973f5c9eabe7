//! Checks the catalogue that ships, so that a faulty one never builds.

use std::collections::BTreeSet;
use std::error::Error;

use serde_json::Value;

const FILE: &str = "catalogue/est-se-default.json";
const MEASURES: &str = "measures/library.json";
const TYPES: [&str; 6] =
    ["unclassified", "suspected_crime", "disorder", "physical_fault", "notice", "nil_report"];
const HAND_OVER: [&str; 5] =
    ["police_report", "emergency_112", "fault_report", "work_injury", "social_information"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={FILE}");
    println!("cargo::rerun-if-changed={MEASURES}");
    println!("cargo::rerun-if-changed=catalogue/attributes.json");
    let catalogue: Value = serde_json::from_str(&std::fs::read_to_string(FILE)?)?;
    let categories = catalogue["categories"].as_array().ok_or("no `categories`")?;
    let mut codes = BTreeSet::new();
    for category in categories {
        let code = category["code"].as_str().ok_or("a category without a code")?;
        check(code, category, &codes).map_err(|fault| format!("{FILE}: {code}: {fault}"))?;
        codes.insert(code);
    }
    let tiles = codes.iter().filter(|code| !code.contains('.')).count();
    if tiles != 12 {
        return Err(format!("{FILE}: {tiles} tiles; there are twelve on the screen").into());
    }
    for (role, order) in catalogue["tile_order"].as_object().ok_or("no `tile_order`")? {
        let order = order.as_array().ok_or("no list")?;
        let order: BTreeSet<_> = order.iter().filter_map(Value::as_str).collect();
        if order.len() != 12 || !order.is_subset(&codes) {
            return Err(format!("{FILE}: tile_order.{role} does not name the twelve tiles").into());
        }
    }
    for pair in catalogue["neighbours"].as_array().ok_or("no `neighbours`")? {
        if pair.as_array().is_none_or(|p| p.len() != 2)
            || pair
                .as_array()
                .into_iter()
                .flatten()
                .any(|c| !codes.contains(c.as_str().unwrap_or("")))
        {
            return Err(format!("{FILE}: neighbours: {pair} is not a pair of codes").into());
        }
    }
    check_measures().map_err(|fault| format!("{MEASURES}: {fault}"))?;
    let attributes: Value =
        serde_json::from_str(&std::fs::read_to_string("catalogue/attributes.json")?)?;
    attributes.as_object().ok_or("attributes.json is no object")?;
    Ok(())
}

fn check(code: &str, category: &Value, before: &BTreeSet<&str>) -> Result<(), String> {
    if before.contains(code) {
        return Err("appears twice".into());
    }
    for language in ["sv", "en"] {
        if category["label"][language].as_str().is_none_or(str::is_empty) {
            return Err(format!("no label in {language}"));
        }
    }
    if !TYPES.contains(&category["type"].as_str().unwrap_or("")) {
        return Err("unknown type".into());
    }
    if category["default_severity"].as_u64().is_none_or(|severity| severity > 4) {
        return Err("default_severity is not 0 to 4".into());
    }
    let hand_over = category["hand_over"].as_array().ok_or("no hand_over")?;
    if hand_over.iter().any(|to| !HAND_OVER.contains(&to.as_str().unwrap_or(""))) {
        return Err("unknown hand_over".into());
    }
    match code.split_once('.') {
        Some((tile, _)) if !before.contains(tile) => Err(format!("its tile `{tile}` is missing")),
        Some(_) => Ok(()),
        None if category["tile"]["sv"].as_str().is_none()
            || category["icon"].as_str().is_none() =>
        {
            Err("a tile needs a short name and an icon".into())
        }
        None => Ok(()),
    }
}

/// The library of measures reads as one, in both languages.
fn check_measures() -> Result<(), Box<dyn Error>> {
    let library: Value = serde_json::from_str(&std::fs::read_to_string(MEASURES)?)?;
    for entry in library["entries"].as_array().ok_or("no `entries`")? {
        let code = entry["code"].as_str().ok_or("an entry without a code")?;
        for (part, language) in [("title", "sv"), ("title", "en"), ("note", "sv"), ("note", "en")] {
            if entry[part][language].as_str().is_none_or(str::is_empty) {
                return Err(format!("{code}: no {part} in {language}").into());
            }
        }
        if !["strong", "some", "mixed", "little"]
            .contains(&entry["evidence"].as_str().unwrap_or(""))
        {
            return Err(format!("{code}: unknown evidence").into());
        }
    }
    Ok(())
}
