//! Who sees what, and where: the places reports gather at, and the made-up organisations that send them.

use super::kinds::Kind;
use crate::places::spots;
use crate::rng::Rng;
use crate::shape::Point;
use crate::town::Town;
use crate::town::district::district_at;

/// How many places carry most of the year.
const HOT_PLACES: usize = 52;

/// A place that reports gather at.
#[derive(Debug, Clone)]
pub struct HotPlace {
    /// Its name.
    pub name: String,
    /// What people call it: its name, its other names, the word for its kind.
    pub words: Vec<String>,
    /// Where it is, in metres of the town.
    pub point: Point,
    /// How far its reports spread, in metres.
    pub spread_m: f64,
    /// Its share of the year (not normalised).
    pub weight: f64,
    /// The chance that somebody is there to see an event.
    pub seen: f64,
    /// Three kinds that the place leans to, as indexes.
    pub(super) lean: [usize; 3],
}

/// The reporters of one kind.
pub(super) struct Actor {
    pub(super) name: &'static str,
    pub(super) organisations: &'static [&'static str],
    /// Best and worst usual accuracy in metres.
    pub(super) accuracy: (f64, f64),
    /// Share as the first reporter.
    pub(super) share: f64,
}

/// The reporters. All organisations but the police and the rescue service by kind are made up.
pub(super) const ACTORS: &[Actor] = &[
    Actor {
        name: "guard",
        organisations: &["Vaktbolaget Norr", "Åbevakningen"],
        accuracy: (4.0, 15.0),
        share: 0.40,
    },
    Actor {
        name: "caretaker",
        organisations: &["Lindbyhem", "Ånäs Fastigheter"],
        accuracy: (5.0, 25.0),
        share: 0.28,
    },
    Actor {
        name: "police",
        organisations: &["Polisen lokalpolisområde"],
        accuracy: (15.0, 80.0),
        share: 0.15,
    },
    Actor {
        name: "municipal",
        organisations: &["Park och gata", "Fritid och skola", "Fältgruppen"],
        accuracy: (5.0, 40.0),
        share: 0.14,
    },
    Actor {
        name: "rescue",
        organisations: &["Räddningstjänsten"],
        accuracy: (8.0, 40.0),
        share: 0.03,
    },
];

/// The places of the year and the streets between them.
pub(super) struct World {
    pub(super) places: Vec<HotPlace>,
    /// Street names with a point by a house: reports from anywhere, never a house number.
    pub(super) elsewhere: Vec<(String, Point)>,
    /// The same along the roads of the countryside.
    pub(super) countryside: Vec<(String, Point)>,
}

impl World {
    pub(super) fn new(town: &Town, seed: u64, kinds: &[Kind]) -> Self {
        let mut rng = Rng::new(seed, "places of the year");
        let mut ranked: Vec<(f64, HotPlace)> = spots(town)
            .into_iter()
            .filter(|spot| draw_of(spot.kind) > 0.0)
            .map(|spot| {
                let rank = draw_of(spot.kind) * rng.between(0.4, 1.6);
                let mut words = vec![spot.name.clone()];
                words
                    .extend(spot.aliases.split('|').filter(|it| !it.is_empty()).map(str::to_owned));
                words.push(word_of(spot.kind).to_owned());
                let lean = [0; 3].map(|_| rng.weighted(kinds.iter().map(|kind| kind.share)));
                let place = HotPlace {
                    name: spot.name,
                    words,
                    point: spot.point,
                    spread_m: rng.between(16.0, 55.0),
                    weight: 0.0,
                    seen: rng.between(0.45, 0.95),
                    lean,
                };
                (rank, place)
            })
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut places: Vec<HotPlace> =
            ranked.into_iter().take(HOT_PLACES).map(|it| it.1).collect();
        for (index, place) in places.iter_mut().enumerate() {
            place.weight = 1.0 / (index as f64 + 1.8);
        }
        let named = |house: &crate::town::House| {
            let street = town.streets.get(house.address?.0)?;
            (!street.name.is_empty()).then(|| (street.name.clone(), house.centre))
        };
        let is_rural = |house: &(String, Point)| district_at(&town.districts, house.1).is_none();
        let (countryside, elsewhere) = town.houses.iter().filter_map(named).partition(is_rural);
        Self { places, elsewhere, countryside }
    }
}

/// How much a kind of place draws reports.
fn draw_of(kind: &str) -> f64 {
    match kind {
        "square" | "station" | "mall" => 3.0,
        "foot_tunnel" | "parking_house" | "youth_centre" => 2.4,
        "school" | "park" | "playground" => 1.8,
        "sports" | "parking" | "library" | "bathing_place" | "recycling" => 1.3,
        "bus_stop" => 0.7,
        "hospital" | "health_centre" | "town_hall" | "culture" | "church" => 0.8,
        "cemetery" => 0.5,
        _ => 0.0,
    }
}

fn word_of(kind: &str) -> &'static str {
    match kind {
        "square" => "torget",
        "station" => "stationen",
        "mall" => "gallerian",
        "foot_tunnel" => "gångtunneln",
        "parking_house" => "parkeringshuset",
        "youth_centre" => "fritidsgården",
        "school" => "skolan",
        "park" => "parken",
        "playground" => "lekplatsen",
        "sports" => "idrottsplatsen",
        "parking" => "parkeringen",
        "library" => "biblioteket",
        "bathing_place" => "badplatsen",
        "recycling" => "återvinningen",
        "bus_stop" => "hållplatsen",
        "hospital" => "sjukhuset",
        "health_centre" => "vårdcentralen",
        "church" => "kyrkan",
        "cemetery" => "kyrkogården",
        _ => "huset",
    }
}
