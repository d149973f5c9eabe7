//! The sketch the town grows from: water, railway and main roads, drawn by hand in metres from the centre.

use crate::shape::{Point, at, smooth};

/// How far the countryside reaches from the centre, in metres.
pub const REACH_M: f64 = 20_500.0;

/// A main road of the sketch.
pub struct Road {
    /// The name on the map; empty where the generator names the parts.
    pub name: &'static str,
    /// Shortbread kind: `trunk`, `primary`, `secondary`, `tertiary`, `unclassified`.
    pub kind: &'static str,
    /// Its course.
    pub line: Vec<Point>,
}

type Sketch = &'static [(f64, f64)];

const RIVER: Sketch = &[
    (2600., 21000.),
    (1900., 16000.),
    (2500., 12500.),
    (1500., 9500.),
    (1950., 7000.),
    (1050., 5000.),
    (1250., 3700.),
    (560., 2600.),
    (380., 1750.),
    (-180., 1080.),
    (-470., 420.),
    (-800., -120.),
    (-1000., -700.),
    (-1420., -1180.),
    (-1900., -1600.),
    (-2600., -2200.),
    (-3400., -2700.),
    (-4700., -3300.),
    (-7000., -4300.),
    (-11000., -3700.),
    (-15000., -5600.),
    (-21000., -5000.),
];
const BROOK: Sketch = &[
    (9000., -5200.),
    (6800., -3200.),
    (4700., -2600.),
    (3200., -900.),
    (2500., -620.),
    (1700., -420.),
    (1150., -560.),
    (620., -880.),
    (-100., -960.),
    (-620., -860.),
    (-1020., -760.),
];
const RAILWAY: Sketch = &[
    (-21000., -3800.),
    (-14000., -1400.),
    (-8000., 700.),
    (-4500., 1150.),
    (-2200., 1000.),
    (-900., 720.),
    (0., 560.),
    (900., 530.),
    (2000., 700.),
    (3600., 1400.),
    (6500., 3200.),
    (12000., 4600.),
    (21000., 9000.),
];
const NORTH: Sketch = &[
    (1800., 21000.),
    (700., 15000.),
    (300., 10000.),
    (-100., 6500.),
    (-300., 4500.),
    (-190., 3000.),
    (60., 2000.),
    (230., 1250.),
    (320., 800.),
    (300., 420.),
];
const STORGATAN: Sketch = &[(300., 420.), (262., 120.), (215., -260.), (150., -740.)];
const SOUTH: Sketch = &[
    (150., -740.),
    (250., -1400.),
    (480., -2100.),
    (640., -2900.),
    (420., -5000.),
    (900., -9000.),
    (-200., -14000.),
    (600., -21000.),
];
const WEST: Sketch = &[
    (-21000., 5200.),
    (-15000., 4300.),
    (-9000., 2600.),
    (-5200., 2050.),
    (-3300., 1420.),
    (-2300., 600.),
    (-1400., 190.),
    (-760., 60.),
    (-260., 0.),
    (238., -80.),
];
const EAST: Sketch = &[
    (238., -80.),
    (900., -180.),
    (1600., -190.),
    (2400., -240.),
    (3330., 60.),
    (5200., 300.),
    (9000., -1200.),
    (15000., -800.),
    (21000., -2600.),
];
const TRUNK: Sketch = &[
    (-21000., -13500.),
    (-13000., -10500.),
    (-7000., -6800.),
    (-3500., -5200.),
    (-800., -3900.),
    (1200., -2850.),
    (2700., -1600.),
    (3480., 0.),
    (4300., 1900.),
    (6500., 4900.),
    (9500., 8500.),
    (15000., 13000.),
    (21000., 16500.),
];
const RING: Sketch = &[
    (20., 2120.),
    (640., 1960.),
    (1400., 1640.),
    (2020., 1050.),
    (2280., 350.),
    (2250., -350.),
    (1960., -1100.),
    (1330., -1640.),
    (420., -1880.),
    (-300., -1640.),
    (-900., -1180.),
    (-1280., -900.),
    (-1700., -480.),
    (-1900., 200.),
    (-1890., 900.),
    (-1560., 1560.),
    (-850., 2040.),
    (20., 2120.),
];
const ALLEN: Sketch = &[(930., 500.), (985., 0.), (940., -700.), (800., -1250.), (620., -1830.)];
const PARKGATAN: Sketch =
    &[(-960., -640.), (-420., -690.), (150., -740.), (940., -700.), (1500., -840.), (2050., -960.)];
const LAKE_ROAD: Sketch = &[
    (-1760., -380.),
    (-2300., -820.),
    (-3200., -1020.),
    (-4600., -1000.),
    (-6500., -1900.),
    (-9000., -1700.),
    (-14000., -3300.),
    (-21000., -2700.),
];
const NORTH_EAST: Sketch = &[
    (1400., 1640.),
    (1960., 2300.),
    (2900., 3300.),
    (4500., 5000.),
    (5200., 9000.),
    (9000., 13500.),
    (12000., 21000.),
];
const NORTH_WEST: Sketch = &[
    (-1560., 1560.),
    (-2300., 2300.),
    (-3100., 3200.),
    (-5200., 5300.),
    (-7000., 9500.),
    (-12000., 13000.),
    (-15000., 21000.),
];
const SOUTH_EAST: Sketch = &[
    (1960., -1100.),
    (2700., -1600.),
    (3500., -2700.),
    (5500., -4800.),
    (8500., -7000.),
    (12000., -12500.),
    (17000., -21000.),
];
const SOUTH_WEST: Sketch = &[
    (-900., -1180.),
    (-1150., -2300.),
    (-1700., -3500.),
    (-2600., -4750.),
    (-4500., -8000.),
    (-8000., -13000.),
    (-9500., -21000.),
];
const LANES: &[(&str, Sketch)] = &[
    (
        "Hällsjövägen",
        &[(-9000., 2600.), (-8500., 6000.), (-7000., 9500.), (-2800., 11800.), (300., 10000.)],
    ),
    ("Ryavägen", &[(9000., -1200.), (9600., 3000.), (9500., 8500.)]),
    ("Marboslingan", &[(5200., 9000.), (9500., 8500.), (14500., 9300.), (21000., 12500.)]),
    ("Brännavägen", &[(8500., -7000.), (12500., -5200.), (15000., -800.)]),
    ("Gullbergsvägen", &[(900., -9000.), (5000., -9600.), (8500., -7000.)]),
    ("Kullavägen", &[(-4500., -8000.), (-2000., -8800.), (420., -5000.)]),
    ("Torpavägen", &[(-15000., 4300.), (-16500., 9000.), (-12000., 13000.)]),
    ("Mosshultsvägen", &[(-13000., -10500.), (-15500., -8000.), (-14000., -3300.)]),
    (
        "Ekhultsvägen",
        &[
            (-8000., -13000.),
            (-4200., -15000.),
            (-200., -14000.),
            (5200., -15500.),
            (12000., -12500.),
        ],
    ),
    ("Stommavägen", &[(700., 15000.), (4600., 16200.), (9000., 13500.)]),
    ("Långenäsvägen", &[(-2800., 11800.), (-4200., 15500.), (-9000., 17500.), (-15000., 21000.)]),
];

/// The river from the north into the lake and on to the west.
#[must_use]
pub(super) fn river() -> Vec<Point> {
    curve(RIVER)
}

/// The brook from the east into the river.
#[must_use]
pub(super) fn brook() -> Vec<Point> {
    curve(BROOK)
}

/// The railway from west to east.
#[must_use]
pub(super) fn railway() -> Vec<Point> {
    curve(RAILWAY)
}

/// The lakes: name, middle, half width and half height in metres. The first is the town's own.
pub(super) const LAKES: &[(&str, Point, Point)] = &[
    ("Lindsjön", at(-3250., -2350.), at(1750., 1020.)),
    ("Stora Hällsjön", at(-3900., 8100.), at(850., 1300.)),
    ("Lilla Hällsjön", at(-10500., 6900.), at(520., 800.)),
    ("Abborrtjärnen", at(5950., 7100.), at(230., 300.)),
    ("Långvattnet", at(12600., 1900.), at(650., 1800.)),
    ("Gullsjön", at(4600., -7200.), at(900., 560.)),
    ("Mossjön", at(-17000., -1200.), at(900., 700.)),
    ("Ekhultasjön", at(2800., -17300.), at(1600., 850.)),
    ("Storvattnet", at(-17200., 15600.), at(1300., 1900.)),
    ("Klarasjön", at(15500., 15900.), at(1300., 950.)),
    ("Djupasjön", at(16800., -8600.), at(800., 1600.)),
    ("Svarttjärn", at(-1700., 7700.), at(240., 190.)),
    ("Kvarndammen", at(8100., -4300.), at(330., 210.)),
    ("Rosjön", at(-10300., -15500.), at(1000., 600.)),
];

/// The villages around the town: name and middle.
pub const VILLAGES: &[(&str, Point)] = &[
    ("Hällsjöby", at(-8900., 3300.)),
    ("Rya", at(9300., -900.)),
    ("Marbo", at(5300., 9100.)),
    ("Gullberg", at(800., -8700.)),
    ("Kulla", at(-4300., -7700.)),
    ("Torpa", at(-15100., 4500.)),
    ("Mosshult", at(-13800., -9900.)),
    ("Ekhult", at(-7700., -12700.)),
    ("Stomma", at(800., 15200.)),
    ("Långenäs", at(-7100., 9900.)),
    ("Bränna", at(8900., -7300.)),
    ("Norrboda", at(-260., 6000.)),
    ("Östad kvarn", at(14700., -900.)),
    ("Klarås", at(14200., 12200.)),
];

/// The main roads, the most important last so that they are drawn on top.
#[must_use]
pub(super) fn roads() -> Vec<Road> {
    let road = |name, kind, sketch| Road { name, kind, line: curve(sketch) };
    let lanes = LANES.iter().map(|(name, sketch)| road(name, "unclassified", sketch));
    let mut out: Vec<Road> = lanes.collect();
    out.extend([
        road("Allén", "tertiary", ALLEN),
        road("Parkgatan", "tertiary", PARKGATAN),
        road("Sjövägen", "tertiary", LAKE_ROAD),
        road("Marbovägen", "tertiary", NORTH_EAST),
        road("Hultvägen", "tertiary", NORTH_WEST),
        road("Brännarydsvägen", "tertiary", SOUTH_EAST),
        road("Kullabyvägen", "tertiary", SOUTH_WEST),
        road("Ringvägen", "secondary", RING),
        road("Norra vägen", "primary", NORTH),
        road("Storgatan", "secondary", STORGATAN),
        road("Södra vägen", "primary", SOUTH),
        road("Västra vägen", "primary", WEST),
        road("Östra vägen", "primary", EAST),
        road("Lindbyleden", "trunk", TRUNK),
    ]);
    out
}

fn curve(sketch: Sketch) -> Vec<Point> {
    let points: Vec<Point> = sketch.iter().map(|(x, y)| at(*x, *y)).collect();
    let mut out = Vec::new();
    for part in smooth(&points, 25.0) {
        // Far from the town a corner each 150 m is enough.
        let sparse = part.length() > 4_500.0;
        if !sparse || out.last().is_none_or(|last: &Point| last.distance(part) > 150.0) {
            out.push(part);
        }
    }
    out.extend(points.last());
    out
}
