//! Foot and cycle paths: along the river, through the parks, under the railway.

use super::Street;
use super::sites::{Ground, Site};
use crate::shape::{Point, at, contains, cut, length, nearest, offset, simplify, smooth};

/// The foot tunnels of the town: name, other names, middle.
pub const TUNNELS: &[(&str, &str, Point)] = &[
    ("Gångtunneln Norra", "Stationstunneln", at(70.0, 553.0)),
    ("Gångtunneln Södra", "Tunneln vid Simhallen", at(-560.0, -1440.0)),
    ("Gångtunneln Österängen", "Tunneln vid Österängen", at(1400.0, 590.0)),
];

const WAYS: &[(&str, &[(f64, f64)])] = &[
    ("cycleway", &[(60., 470.), (66., 525.), (74., 582.), (90., 640.), (150., 720.)]),
    ("cycleway", &[(-470., -1270.), (-520., -1370.), (-600., -1510.), (-690., -1640.)]),
    ("cycleway", &[(1385., 500.), (1393., 555.), (1407., 625.), (1400., 700.)]),
    ("cycleway", &[(940., -560.), (1080., -610.), (1190., -560.), (1270., -520.)]),
    ("cycleway", &[(-900., -790.), (-620., -800.), (-300., -905.), (40., -905.), (190., -870.)]),
    ("footway", &[(200., 1640.), (215., 1760.), (180., 1860.), (90., 1960.)]),
    ("footway", &[(-760., -560.), (-700., -440.), (-640., -330.), (-560., -250.)]),
    ("footway", &[(-560., -480.), (-660., -420.), (-790., -380.)]),
    ("footway", &[(-480., 3200.), (-420., 3330.), (-300., 3420.)]),
    ("footway", &[(2350., 1720.), (2480., 1880.), (2440., 2060.), (2620., 2120.)]),
    ("footway", &[(2010., -1620.), (2130., -1560.), (2260., -1480.)]),
    ("footway", &[(-2700., 2260.), (-2560., 2400.), (-2420., 2420.), (-2300., 2560.)]),
    ("footway", &[(-3380., 300.), (-3200., 350.), (-3010., 300.), (-2920., 380.)]),
    ("footway", &[(2840., 860.), (2950., 900.), (3050., 960.)]),
    ("footway", &[(-330., -2440.), (-200., -2490.), (-80., -2420.)]),
];

/// The paths of the town.
#[must_use]
pub(super) fn paths(sites: &[Site], river: &[Point], railway: &[Point]) -> Vec<Street> {
    let mut out = Vec::new();
    for side in [-31.0, 31.0] {
        let bank = offset(river, side);
        let start = nearest(&bank, at(620.0, 2600.0)).1;
        let end = nearest(&bank, at(-1480.0, -1240.0)).1;
        let line = simplify(&cut(&bank, start, end), 1.0);
        out.push(Street { name: "Åpromenaden".to_owned(), ..path("cycleway", line) });
    }
    for (kind, points) in WAYS {
        let points: Vec<Point> = points.iter().map(|(x, y)| at(*x, *y)).collect();
        let line = smooth(&points, 12.0);
        let tunnel = TUNNELS.iter().find(|(_, _, middle)| nearest(&line, *middle).0 < 30.0);
        match tunnel {
            Some((name, _, middle)) => out.extend(with_tunnel(&line, (name, *middle))),
            None => out.push(path(kind, line)),
        }
    }
    for site in sites.iter().filter(|site| site.ground == Ground::Cemetery) {
        out.push(path("footway", vec![site.frame.point(-1.0, 0.0), site.frame.point(1.0, 0.0)]));
        out.push(path("footway", vec![site.frame.point(0.0, -1.0), site.frame.point(0.0, 1.0)]));
    }
    out.retain(|street| !street.line.iter().all(|point| nearest(railway, *point).0 < 4.0));
    out.retain(|street| {
        street.tunnel
            || !sites.iter().any(|site| {
                site.ground == Ground::Hall
                    && street.line.iter().any(|point| contains(&site.ring, *point))
            })
    });
    out
}

fn with_tunnel(line: &[Point], (name, middle): (&str, Point)) -> Vec<Street> {
    let along = nearest(line, middle).1;
    let (enter, leave) = (along - 16.0, along + 16.0);
    let named = |part: Vec<Point>| Street { name: name.to_owned(), ..path("cycleway", part) };
    vec![
        named(cut(line, 0.0, enter)),
        Street { tunnel: true, ..named(cut(line, enter, leave)) },
        named(cut(line, leave, length(line))),
    ]
}

fn path(kind: &'static str, line: Vec<Point>) -> Street {
    Street { kind, name: String::new(), line, bridge: false, tunnel: false }
}
