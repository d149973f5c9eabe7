//! Which areas a point lies in: the boxes of all polygons in an R-tree, and `geo` for those whose box
//! holds the point.

use std::collections::BTreeMap;

use domain::gazetteer::Border;
use geo::coordinate_position::{CoordPos, CoordinatePosition as _};
use geo::{BoundingRect as _, Coord, LineString, Polygon};
use rstar::{AABB, RTree, RTreeObject};

/// Areas that can be asked for a point.
#[derive(Debug, Default)]
pub struct AreaIndex {
    tree: RTree<Part>,
    kinds: BTreeMap<i64, String>,
}

/// One polygon of an area.
#[derive(Debug)]
struct Part {
    area: i64,
    box_: AABB<[f64; 2]>,
    polygon: Polygon,
}

impl RTreeObject for Part {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        self.box_
    }
}

impl AreaIndex {
    /// Areas by their number.
    pub fn new<'a>(areas: impl IntoIterator<Item = (i64, &'a Border)>) -> Self {
        let (mut parts, mut kinds) = (Vec::new(), BTreeMap::new());
        for (area, border) in areas {
            kinds.insert(area, border.kind.clone());
            parts.extend(polygons(border).filter_map(|polygon| {
                let found = polygon.bounding_rect()?;
                let box_ = AABB::from_corners(
                    [found.min().x, found.min().y],
                    [found.max().x, found.max().y],
                );
                Some(Part { area, box_, polygon })
            }));
        }
        Self { tree: RTree::bulk_load(parts), kinds }
    }

    /// Whether there is no area.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// The numbers of the areas that hold a point (degrees, WGS 84), rising. Areas may overlap; a point
    /// on the border between two of one kind lies in one of them, the one that came first.
    pub fn at(&self, lon: f64, lat: f64) -> Vec<i64> {
        let (mut inside, mut edge) = (Vec::new(), Vec::new());
        for part in self.tree.locate_in_envelope_intersecting(&AABB::from_point([lon, lat])) {
            match part.polygon.coordinate_position(&Coord { x: lon, y: lat }) {
                CoordPos::Inside => inside.push(part.area),
                CoordPos::OnBoundary => edge.push(part.area),
                CoordPos::Outside => {}
            }
        }
        edge.sort_unstable();
        for area in edge {
            let kind = self.kinds.get(&area);
            if !inside.iter().any(|other| self.kinds.get(other) == kind) {
                inside.push(area);
            }
        }
        inside.sort_unstable();
        inside.dedup();
        inside
    }
}

fn polygons(border: &Border) -> impl Iterator<Item = Polygon> {
    let ring = |ring: &Vec<[f64; 2]>| -> LineString {
        ring.iter().map(|[x, y]| Coord { x: *x, y: *y }).collect()
    };
    border.polygons.iter().filter_map(move |rings| {
        let (outer, holes) = rings.split_first()?;
        Some(Polygon::new(ring(outer), holes.iter().map(ring).collect()))
    })
}

/// West, south, east, north of an area; none where it has no corner.
pub(super) fn extent(border: &Border) -> Option<[f64; 4]> {
    let corners = border.polygons.iter().flatten().flatten();
    corners.fold(None, |all: Option<[f64; 4]>, [x, y]| {
        let [w, s, e, n] = all.unwrap_or([*x, *y, *x, *y]);
        Some([w.min(*x), s.min(*y), e.max(*x), n.max(*y)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(kind: &str, west: f64, east: f64) -> Border {
        let ring = vec![[west, 57.0], [east, 57.0], [east, 58.0], [west, 58.0], [west, 57.0]];
        Border { kind: kind.to_owned(), polygons: vec![vec![ring]], ..Border::default() }
    }

    #[test]
    fn areas_overlap_and_a_point_on_a_border_lies_in_one_of_a_kind() {
        let (a, b, c) =
            (square("regso", 12.0, 13.0), square("regso", 13.0, 14.0), square("nyko", 12.5, 13.5));
        let index = AreaIndex::new([(1, &a), (2, &b), (3, &c)]);
        assert_eq!(index.at(12.2, 57.5), [1]);
        assert_eq!(index.at(12.7, 57.5), [1, 3]);
        assert_eq!(index.at(13.0, 57.5), [1, 3]);
        assert_eq!(index.at(13.5, 57.5), [2, 3]);
        assert!(index.at(20.0, 57.5).is_empty());
    }

    #[test]
    fn a_hole_is_outside() {
        let mut area = square("district", 12.0, 13.0);
        area.polygons[0].push(vec![[12.4, 57.4], [12.6, 57.4], [12.6, 57.6], [12.4, 57.6]]);
        let index = AreaIndex::new([(7, &area)]);
        assert!(index.at(12.5, 57.5).is_empty());
        assert_eq!(index.at(12.3, 57.5), [7]);
    }
}
