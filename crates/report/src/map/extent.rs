//! How much of the ground a map shows. One report far off must not shrink the town to a dot: what lies far from
//! everything else is left outside, and the map says how much that is and where.

use domain::edition::MarkFigure;

use crate::document::Language;

/// Metres of a degree of latitude.
pub(super) const DEGREE_M: f64 = 111_320.0;
/// How many times farther off than three quarters of the incidents something has to be to lie outside.
const FAR: f64 = 3.0;
/// Nothing nearer than this to the middle is left out.
const NEAR_M: f64 = 1_000.0;
const WINDS_SV: [&str; 8] = [
    "norrut",
    "åt nordost",
    "österut",
    "åt sydost",
    "söderut",
    "åt sydväst",
    "västerut",
    "åt nordväst",
];
const WINDS_EN: [&str; 8] = [
    "to the north",
    "to the northeast",
    "to the east",
    "to the southeast",
    "to the south",
    "to the southwest",
    "to the west",
    "to the northwest",
];

/// Marks inside the sheet, and what is left of the others.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Extent<'a> {
    pub(super) inside: Vec<&'a MarkFigure>,
    pub(super) outside: Option<Outside>,
}

/// Incidents outside the sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Outside {
    count: u32,
    /// Of the farthest: kilometres from the middle, and which of eight winds.
    far_km: u32,
    wind: usize,
}

impl<'a> Extent<'a> {
    /// At most one incident of ten is left outside, or one where there are fewer.
    pub(super) fn of(marks: &'a [MarkFigure]) -> Self {
        let total: u32 = marks.iter().map(|mark| mark.count).sum();
        if total == 0 {
            return Self::default();
        }
        let middle =
            [weighted(marks, |it| it.lon, total / 2), weighted(marks, |it| it.lat, total / 2)];
        let distance = |mark: &MarkFigure| {
            let [east, north] = metres(middle, mark);
            east.hypot(north)
        };
        let usual = weighted(marks, distance, (total - 1) * 3 / 4);
        let kept = weighted(marks, distance, total - 1 - (total / 10).max(1).min(total - 1));
        let fence = (usual * FAR).max(kept).max(NEAR_M);
        let (inside, beyond): (Vec<&MarkFigure>, Vec<&MarkFigure>) =
            marks.iter().partition(|mark| distance(mark) <= fence);
        let farthest = beyond.iter().max_by(|a, b| distance(a).total_cmp(&distance(b)));
        let outside = farthest.map(|mark| {
            let [east, north] = metres(middle, mark);
            let turn = east.atan2(north).rem_euclid(std::f64::consts::TAU);
            Outside {
                count: beyond.iter().map(|mark| mark.count).sum(),
                far_km: (east.hypot(north) / 1_000.0).round().max(1.0) as u32,
                wind: (turn / std::f64::consts::FRAC_PI_4).round() as usize % 8,
            }
        });
        Self { inside, outside }
    }
}

impl Outside {
    /// In words, for the caption.
    pub(super) fn said(self, lang: Language) -> String {
        let (count, km) = (self.count, self.far_km);
        match lang {
            Language::Sv => {
                format!("Utanför kartan: {count}, som längst {km} km {}.", WINDS_SV[self.wind % 8])
            }
            Language::En => {
                format!("Outside the map: {count}, at most {km} km {}.", WINDS_EN[self.wind % 8])
            }
        }
    }
}

fn metres([lon, lat]: [f64; 2], mark: &MarkFigure) -> [f64; 2] {
    [(mark.lon - lon) * DEGREE_M * lat.to_radians().cos(), (mark.lat - lat) * DEGREE_M]
}

/// The value of the incident with so many others before it, from the smallest.
fn weighted(marks: &[MarkFigure], value: impl Fn(&MarkFigure) -> f64, before: u32) -> f64 {
    let mut all: Vec<(f64, u32)> = marks.iter().map(|it| (value(it), it.count)).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut so_far = 0;
    let found = all.iter().find(|(_, count)| {
        so_far += count;
        so_far > before
    });
    found.or(all.last()).map_or(0.0, |(value, _)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(lon: f64, lat: f64, count: u32) -> MarkFigure {
        MarkFigure { lon, lat, count }
    }

    fn town(n: u32) -> Vec<MarkFigure> {
        (0..n)
            .map(|n| mark(12.53 + f64::from(n % 5) * 0.002, 57.93 + f64::from(n / 5) * 0.001, 1))
            .collect()
    }

    #[test]
    fn one_far_off_lies_outside_and_is_told_of() {
        let mut marks = town(20);
        marks.push(mark(12.53, 58.29, 1));
        let extent = Extent::of(&marks);
        assert_eq!(extent.inside.len(), 20);
        let said = extent.outside.unwrap().said(Language::Sv);
        assert_eq!(said, "Utanför kartan: 1, som längst 40 km norrut.");
    }

    #[test]
    fn a_second_village_with_its_share_of_the_incidents_is_shown() {
        let mut marks = town(20);
        marks.push(mark(12.70, 57.93, 4));
        assert_eq!(Extent::of(&marks).outside, None);
    }

    #[test]
    fn of_few_at_most_one_lies_outside() {
        let marks = [mark(12.53, 57.93, 1), mark(12.531, 57.93, 1), mark(13.9, 57.2, 1)];
        assert_eq!(Extent::of(&marks).inside.len(), 2);
        for n in 1..3 {
            assert_eq!(Extent::of(&marks[..n]).inside.len(), n);
        }
        assert_eq!(Extent::of(&[]), Extent::default());
    }
}
