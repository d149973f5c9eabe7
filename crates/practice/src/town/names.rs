//! Street names: a theme for each district, as Swedish towns have them. Generic words, no real town's list.

use std::collections::BTreeSet;

use super::Street;
use super::district::{District, Fabric, district_at};
use super::words::{CORE, THEMES, VILLAGE, WORKS};
use crate::shape::{length, point_at};

/// Names every street that has none yet; the longest in a district choose first.
pub(super) fn name(streets: &mut [Street], districts: &[District]) {
    let mut order: Vec<usize> =
        (0..streets.len()).filter(|it| streets[*it].name.is_empty()).collect();
    let long = |index: &usize| (length(&streets[*index].line) * 10.0) as i64;
    order.sort_by_key(|index| (-long(index), *index));
    let mut used: BTreeSet<String> = streets.iter().map(|street| street.name.clone()).collect();
    for index in order {
        let street = &streets[index];
        if street.kind != "residential" {
            continue;
        }
        let total = length(&street.line);
        let Some(district) = district_at(districts, point_at(&street.line, total / 2.0).0) else {
            continue;
        };
        let free = candidates(district, total).into_iter().find(|name| !used.contains(name));
        if let Some(name) = free {
            used.insert(name.clone());
            streets[index].name = name;
        }
    }
}

fn candidates(district: &District, total: f64) -> Vec<String> {
    let theme =
        THEMES.iter().find(|(name, _)| *name == district.name).map_or(VILLAGE, |(_, words)| words);
    let endings: &[&str] = match district.fabric {
        Fabric::Core => return CORE.split(", ").map(str::to_owned).collect(),
        Fabric::Works => return WORKS.split(", ").map(str::to_owned).collect(),
        Fabric::Flats => &["gatan", "gränd", "gården", "plan"],
        Fabric::Villas if total > 260.0 => &["vägen", "gatan", "stigen"],
        Fabric::Villas => &["stigen", "vägen", "gränd", "backen", "gatan"],
    };
    endings
        .iter()
        .flat_map(|ending| theme.split(", ").map(move |word| joined(word, ending)))
        .collect()
}

/// A compound keeps at most two equal letters in a row.
fn joined(word: &str, ending: &str) -> String {
    let tail: Vec<char> = word.chars().rev().take(2).collect();
    let doubled = matches!(tail[..], [a, b] if a == b) && ending.starts_with(tail[0]);
    format!("{}{ending}", if doubled { &word[..word.len() - tail[0].len_utf8()] } else { word })
}
