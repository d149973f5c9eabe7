//! Houses along the streets: rows in the core, small houses with gardens, slabs, halls.

use super::Street;
use super::district::{District, Fabric, district_at};
use super::sites::Site;
use crate::rng::Rng;
use crate::shape::{Near, Oriented, Point, at, contains, length, point_at};

/// A house and its address.
#[derive(Debug, Clone)]
pub struct House {
    /// Its outline.
    pub ring: Vec<Point>,
    /// Its middle.
    pub centre: Point,
    /// The index of its street in the town, and the number; none for a shed or a yard building.
    pub address: Option<(usize, u32)>,
}

/// Half the width of a street with its pavements, in metres.
#[must_use]
pub fn half_width(kind: &str) -> f64 {
    match kind {
        "trunk" => 14.0,
        "primary" | "secondary" => 9.0,
        "tertiary" => 8.0,
        "residential" => 5.5,
        _ => 4.0,
    }
}

/// What stands in the way of a house.
pub(super) struct Lots<'a> {
    /// The parts of the town.
    pub districts: &'a [District],
    /// Sites with buildings of their own.
    pub sites: &'a [Site],
    /// True on water, railway ground or a brook's bank.
    pub is_wet: &'a dyn Fn(Point) -> bool,
}

/// A plan for one house.
struct Plan {
    size: Point,
    setback: f64,
    gap: f64,
    margin: f64,
}

/// Builds along every street.
pub(super) fn build(lots: &Lots<'_>, streets: &[Street], rng: &mut Rng) -> Vec<House> {
    let mut builder =
        Builder { lots, roads: Near::new(40.0), built: Near::new(60.0), rng, houses: Vec::new() };
    for street in streets {
        let half = half_width(street.kind);
        let total = length(&street.line);
        for step in 0..=(total / 5.0) as u32 {
            let point = point_at(&street.line, f64::from(step) * 5.0).0;
            builder.roads.add(point, (point, half));
        }
        let end = point_at(&street.line, total).0;
        builder.roads.add(end, (end, half));
    }
    for (index, street) in streets.iter().enumerate() {
        if !matches!(street.kind, "trunk" | "footway" | "cycleway" | "service") {
            builder.line_up(index, street, 1.0);
            builder.line_up(index, street, -1.0);
        }
    }
    builder.houses
}

struct Builder<'a, 'b> {
    lots: &'a Lots<'b>,
    roads: Near<(Point, f64)>,
    built: Near<Oriented>,
    rng: &'a mut Rng,
    houses: Vec<House>,
}

impl Builder<'_, '_> {
    /// One side of a street: `side` is 1 for the left, -1 for the right.
    fn line_up(&mut self, index: usize, street: &Street, side: f64) {
        let total = length(&street.line);
        let (mut along, mut number) = (6.0, if side > 0.0 { 1 } else { 2 });
        while along < total - 4.0 {
            let (point, heading) = point_at(&street.line, along);
            let outward = heading.left() * side;
            let district = district_at(self.lots.districts, point + outward * 20.0);
            let Some(fabric) = district.map(|district| district.fabric) else {
                along += self.farm((index, number), (&street.line, along, side));
                number += 2;
                continue;
            };
            let plan = self.plan(fabric);
            let middle = along + plan.size.x / 2.0;
            let (front, heading) = point_at(&street.line, middle);
            let outward = heading.left() * side;
            let depth = half_width(street.kind) + plan.setback + plan.size.y / 2.0;
            let house = Oriented::new(front + outward * depth, heading, plan.size);
            if middle > total || !self.is_free(&house, plan.margin) {
                along += 3.5;
                continue;
            }
            self.put(&house, Some((index, number)), fabric);
            number += 2;
            if fabric == Fabric::Villas && self.rng.chance(0.3) {
                let shed = Oriented::new(
                    house.centre + outward * 13.0 + heading * 5.0,
                    heading,
                    at(6.0, 4.5),
                );
                self.try_put(&shed, 1.5);
            }
            if fabric == Fabric::Core && self.rng.chance(0.35) {
                let size = at(self.rng.between(8.0, 15.0), self.rng.between(7.0, 9.0));
                self.try_put(&Oriented::new(house.centre + outward * 17.0, heading, size), 1.0);
            }
            if fabric == Fabric::Flats && self.rng.chance(0.7) {
                let size = at(self.rng.between(30.0, 52.0), 12.0);
                self.try_put(&Oriented::new(house.centre + outward * 46.0, heading, size), 9.0);
            }
            along += plan.size.x + plan.gap;
        }
    }

    /// A farm now and then along a country road; answers how far to walk on.
    fn farm(&mut self, address: (usize, u32), (line, along, side): (&[Point], f64, f64)) -> f64 {
        let step = self.rng.between(90.0, 520.0);
        let (point, heading) = point_at(line, along + step);
        let size = at(self.rng.between(9.0, 15.0), self.rng.between(8.0, 10.0));
        let house = Oriented::new(
            point + heading.left() * (side * self.rng.between(22.0, 60.0)),
            heading,
            size,
        );
        if point.length() < super::REACH_M - 800.0
            && district_at(self.lots.districts, house.centre).is_none()
        {
            if self.is_free(&house, 3.0) {
                self.put(&house, Some(address), Fabric::Core);
            }
            if self.rng.chance(0.5) {
                let barn = Oriented::new(
                    house.centre + heading.left() * (side * 26.0),
                    heading,
                    at(26.0, 11.0),
                );
                self.try_put(&barn, 3.0);
            }
        }
        step
    }

    fn plan(&mut self, fabric: Fabric) -> Plan {
        let rng = &mut *self.rng;
        match fabric {
            Fabric::Core => Plan {
                size: at(rng.between(13.0, 27.0), rng.between(11.0, 13.5)),
                setback: 0.8,
                gap: if rng.chance(0.82) { 0.3 } else { rng.between(5.0, 16.0) },
                margin: 0.0,
            },
            Fabric::Villas => Plan {
                size: at(rng.between(9.0, 14.0), rng.between(8.0, 10.5)),
                setback: rng.between(5.0, 9.0),
                gap: rng.between(12.0, 22.0),
                margin: 3.0,
            },
            Fabric::Flats if rng.chance(0.35) => Plan {
                size: at(12.0, rng.between(34.0, 52.0)),
                setback: rng.between(7.0, 10.0),
                gap: rng.between(26.0, 34.0),
                margin: 8.0,
            },
            Fabric::Flats => Plan {
                size: at(rng.between(32.0, 60.0), 12.0),
                setback: rng.between(7.0, 11.0),
                gap: rng.between(14.0, 26.0),
                margin: 6.0,
            },
            Fabric::Works => Plan {
                size: at(rng.between(28.0, 84.0), rng.between(24.0, 58.0)),
                setback: rng.between(8.0, 14.0),
                gap: rng.between(14.0, 34.0),
                margin: 8.0,
            },
        }
    }

    fn try_put(&mut self, house: &Oriented, margin: f64) {
        if self.is_free(house, margin) {
            self.put(house, None, Fabric::Core);
        }
    }

    fn put(&mut self, house: &Oriented, address: Option<(usize, u32)>, fabric: Fabric) {
        self.built.add(house.centre, *house);
        let wing = self.rng.between(0.35, 0.6);
        let notch = self.rng.between(0.2, 0.5);
        let is_angled = fabric == Fabric::Villas && self.rng.chance(0.4)
            || fabric == Fabric::Works && self.rng.chance(0.5);
        let ring = if is_angled {
            let cut = 1.0 - 2.0 * wing;
            [
                (-1.0, -1.0),
                (1.0, -1.0),
                (1.0, 1.0 - 2.0 * notch),
                (cut, 1.0 - 2.0 * notch),
                (cut, 1.0),
                (-1.0, 1.0),
            ]
            .map(|(u, v)| house.point(u, v))
            .to_vec()
        } else {
            house.ring()
        };
        self.houses.push(House { ring, centre: house.centre, address });
    }

    fn is_free(&self, house: &Oriented, margin: f64) -> bool {
        let reach = house.half.length();
        let with_margin = house.grown(margin);
        let corners = house.grown(2.0).ring();
        let is_clear =
            |point: &Point| {
                !(self.lots.is_wet)(*point)
                    && !self.lots.sites.iter().any(|site| {
                        site.frame.distance(*point) < 40.0 && contains(&site.ring, *point)
                    })
            };
        let is_off_street = |(point, half): &(Point, f64)| house.distance(*point) > half + 0.2;
        self.roads.around(house.centre, reach + 15.0).all(is_off_street)
            && !self
                .built
                .around(house.centre, reach + 60.0)
                .any(|other| with_margin.overlaps(other))
            && corners.iter().chain([&house.centre]).all(is_clear)
    }
}
