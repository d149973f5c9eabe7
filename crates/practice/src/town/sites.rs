//! Squares, schools, parks and the other places that people name, placed by hand on the sketch.

use crate::maths;
use crate::rng::Rng;
use crate::shape::{Oriented, Point, at, blob};

/// What a site is on the ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// Paved, no houses.
    Square,
    /// A yard with buildings.
    School,
    /// A hospital with its yard.
    Hospital,
    /// A pitch and a hall.
    Sports,
    /// One large building.
    Hall,
    /// A church in its yard.
    Church,
    /// Graves.
    Cemetery,
    /// Grass, trees, paths.
    Park,
    /// A paved yard for cars.
    Parking,
    /// Sand by the lake.
    Beach,
}

/// A site with a name.
#[derive(Debug, Clone)]
pub struct Site {
    /// Its name.
    pub name: &'static str,
    /// What kind of place it is, in the words of the place list (`square`, `school` …).
    pub kind: &'static str,
    /// Other names people use, separated by `|`.
    pub aliases: &'static str,
    /// What it is on the ground.
    pub ground: Ground,
    /// Its frame; a park is the uneven shape in it.
    pub frame: Oriented,
    /// Its outline.
    pub ring: Vec<Point>,
}

type Row = (&'static str, &'static str, &'static str, Ground, [f64; 5]);

use Ground::{Beach, Cemetery, Church, Hall, Hospital, Park, Parking, School, Sports, Square};

// Middle (east, north), width and depth in metres, turn in degrees.
const SITES: &[Row] = &[
    ("Stora torget", "square", "Torget|Torget Lindby", Square, [168., -122., 92., 74., -7.]),
    ("Lilla torget", "square", "Fisktorget", Square, [-215., -330., 58., 46., -7.]),
    (
        "Resecentrum",
        "station",
        "Lindby station|Järnvägsstationen|Stationen",
        Square,
        [140., 492., 190., 48., -4.],
    ),
    ("Hagaplan", "square", "Torget i Hagaborg", Square, [1560., -640., 70., 56., -12.]),
    ("Soltorget", "square", "Solängens torg", Square, [2760., 520., 74., 60., 8.]),
    (
        "Galleria Linden",
        "mall",
        "Gallerian|Galleriagången|Köpcentrum",
        Hall,
        [425., 185., 104., 66., -6.],
    ),
    ("Solängens centrum", "mall", "Solcentrum", Hall, [2700., 610., 92., 40., 8.]),
    ("Stadshuset", "town_hall", "Rådhuset|Kommunhuset", Hall, [80., -215., 46., 24., -7.]),
    ("Stadsbiblioteket", "library", "Biblioteket", Hall, [-50., -505., 54., 34., -6.]),
    ("Kulturhuset Kvarnen", "culture", "Kvarnen", Hall, [-120., 830., 56., 30., 50.]),
    (
        "P-hus Kvarnen",
        "parking_house",
        "Parkeringshuset vid stationen",
        Hall,
        [-40., 395., 64., 34., -6.],
    ),
    ("P-hus Torget", "parking_house", "Parkeringshuset Torget", Hall, [560., -290., 60., 36., -6.]),
    ("Polishuset", "police", "Polisstationen", Hall, [720., 340., 58., 28., -5.]),
    ("Brandstationen", "fire_station", "Räddningstjänsten", Hall, [600., 860., 62., 30., 8.]),
    ("Lindby kyrka", "church", "Stadskyrkan", Church, [-370., -150., 96., 74., -7.]),
    ("Lindby lasarett", "hospital", "Sjukhuset|Akuten", Hospital, [-1330., 540., 210., 120., -14.]),
    ("Vårdcentralen Haga", "health_centre", "Vårdcentralen", Hall, [1180., -880., 56., 30., -14.]),
    (
        "Lindågymnasiet",
        "school",
        "Gymnasiet|Gymnasieskolan",
        School,
        [640., -430., 150., 110., -6.],
    ),
    ("Björkskolan", "school", "Björkhagsskolan", School, [-520., 2860., 150., 110., 12.]),
    ("Granskolan", "school", "Granhultsskolan", School, [-2380., 1830., 150., 110., 42.]),
    ("Ekbacksskolan", "school", "Ekbacken skola", School, [1720., 2620., 150., 110., 46.]),
    ("Hagaskolan", "school", "Hagaborgsskolan", School, [1500., -1130., 150., 110., -18.]),
    ("Sjöskolan", "school", "Sjöstadsskolan", School, [-1440., -130., 140., 105., -28.]),
    ("Lövåsskolan", "school", "Lövås skola", School, [1440., -2080., 150., 110., -30.]),
    ("Ängsskolan", "school", "Södra ängarnas skola", School, [-540., -2330., 150., 110., 16.]),
    ("Strandskolan", "school", "Strandviks skola", School, [-2480., -60., 150., 110., 4.]),
    ("Solskolan", "school", "Solängsskolan", School, [2900., 300., 140., 100., 12.]),
    ("Västerhöjdsskolan", "school", "Höjdskolan", School, [-980., 1350., 150., 105., 40.]),
    ("Lindvallen", "sports", "Idrottsplatsen|IP", Sports, [1330., -420., 230., 150., -8.]),
    ("Ishallen", "sports", "Lindby ishall", Hall, [1560., -430., 92., 54., -8.]),
    ("Simhallen", "sports", "Badhuset", Hall, [-610., -1170., 74., 46., -22.]),
    ("Björkvallen", "sports", "Norra planen", Sports, [420., 3150., 200., 130., 20.]),
    (
        "Ungdomshuset Lokstallet",
        "youth_centre",
        "Lokstallet|Fritidsgården",
        Hall,
        [640., 640., 52., 28., 4.],
    ),
    ("Fritidsgården Haga", "youth_centre", "Hagagården", Hall, [1640., -580., 40., 22., -12.]),
    (
        "Återbruket",
        "recycling",
        "Återvinningscentralen|Tippen",
        Parking,
        [1240., 1180., 120., 80., 12.],
    ),
    (
        "Pendelparkeringen",
        "parking",
        "Parkeringen vid stationen",
        Parking,
        [520., 490., 150., 44., -2.],
    ),
    ("Kvarnparkeringen", "parking", "Parkeringen vid Kvarnen", Parking, [20., 930., 90., 54., 52.]),
    (
        "Lasarettsparkeringen",
        "parking",
        "Sjukhusparkeringen",
        Parking,
        [-1180., 420., 90., 50., -14.],
    ),
    (
        "Lindvallens parkering",
        "parking",
        "Parkeringen vid IP",
        Parking,
        [1330., -300., 140., 46., -6.],
    ),
    ("Södra kyrkogården", "cemetery", "Kyrkogården", Cemetery, [520., -1240., 190., 140., -8.]),
    ("Stadsparken", "park", "Parken vid ån", Park, [-690., -410., 270., 330., 12.]),
    ("Kvarnparken", "park", "Kvarnparken, scenen", Park, [240., 1790., 190., 330., 0.]),
    ("Hagaparken", "park", "Parken i Haga", Park, [1080., -590., 250., 150., 0.]),
    ("Söderparken", "park", "Bäckparken", Park, [-230., -960., 560., 150., 0.]),
    ("Sjöparken", "park", "Parken vid sjön", Park, [-1790., -1010., 300., 420., 0.]),
    ("Björkparken", "park", "Björkdungen", Park, [-420., 3320., 380., 300., 0.]),
    ("Solparken", "park", "Lekparken i Solängen", Park, [2950., 900., 260., 240., 0.]),
    ("Bruksparken", "park", "Parken vid Bruket", Park, [-1000., 300., 210., 170., 0.]),
    ("Granhultsberget", "park", "Berget", Park, [-2500., 2400., 620., 460., 0.]),
    ("Västerhöjdsskogen", "park", "Höjdskogen", Park, [-1250., 1680., 420., 300., 0.]),
    ("Ekdungen", "park", "Eklunden", Park, [2500., 1900., 480., 520., 0.]),
    ("Lövåsberget", "park", "Utsikten", Park, [2150., -1560., 420., 380., 0.]),
    ("Ängsparken", "park", "Lekplatsen Ängarna", Park, [-200., -2480., 320., 300., 0.]),
    ("Strandängen", "park", "Ängen", Park, [-3150., 330., 520., 330., 0.]),
    ("Skateparken", "playground", "Skejten", Parking, [-640., -1290., 60., 40., -22.]),
    ("Strandbadet", "bathing_place", "Badplatsen", Beach, [-2450., -1240., 210., 90., -8.]),
];

/// The sites of the town.
#[must_use]
pub(super) fn sites(seed: u64) -> Vec<Site> {
    let mut rng = Rng::new(seed, "sites");
    SITES
        .iter()
        .map(|(name, kind, aliases, ground, [x, y, width, depth, degrees])| {
            let angle = degrees * (std::f64::consts::PI / 180.0);
            let along = at(maths::cos(angle), maths::sin(angle));
            let frame = Oriented::new(at(*x, *y), along, at(*width, *depth));
            let ring = match ground {
                Park | Beach => blob(&mut rng, frame.centre, frame.half, 0.3),
                _ => frame.ring(),
            };
            Site { name, kind, aliases, ground: *ground, frame, ring }
        })
        .collect()
}

impl Site {
    /// The buildings that stand on the site.
    #[must_use]
    pub fn buildings(&self) -> Vec<Vec<Point>> {
        let part = |u: f64, v: f64, width: f64, depth: f64| {
            Oriented::new(self.frame.point(u, v), self.frame.along, at(width, depth)).ring()
        };
        let corners =
            |points: &[(f64, f64)]| points.iter().map(|(u, v)| self.frame.point(*u, *v)).collect();
        match self.ground {
            Hall => vec![corners(&[
                (-1.0, -1.0),
                (1.0, -1.0),
                (1.0, 0.55),
                (0.62, 0.55),
                (0.62, 1.0),
                (-1.0, 1.0),
            ])],
            School => vec![
                corners(&[
                    (-0.8, -0.75),
                    (0.45, -0.75),
                    (0.45, -0.45),
                    (-0.1, -0.45),
                    (-0.1, 0.2),
                    (-0.3, 0.2),
                    (-0.3, -0.45),
                    (-0.8, -0.45),
                ]),
                part(0.45, 0.55, 40.0, 22.0),
            ],
            Hospital => vec![
                corners(&[
                    (-0.85, -0.6),
                    (0.3, -0.6),
                    (0.3, -0.25),
                    (0.05, -0.25),
                    (0.05, 0.35),
                    (-0.15, 0.35),
                    (-0.15, -0.25),
                    (-0.5, -0.25),
                    (-0.5, 0.35),
                    (-0.7, 0.35),
                    (-0.7, -0.25),
                    (-0.85, -0.25),
                ]),
                part(0.62, 0.1, 42.0, 60.0),
            ],
            Church => vec![corners(&[
                (-0.55, -0.16),
                (-0.1, -0.16),
                (-0.1, -0.4),
                (0.12, -0.4),
                (0.12, -0.16),
                (0.4, -0.16),
                (0.5, 0.0),
                (0.4, 0.16),
                (0.12, 0.16),
                (0.12, 0.4),
                (-0.1, 0.4),
                (-0.1, 0.16),
                (-0.55, 0.16),
            ])],
            Sports => vec![part(-0.05, 0.86, 90.0, 11.0), part(0.82, -0.7, 24.0, 16.0)],
            Square if self.kind == "station" => vec![
                part(-0.1, 0.98, 74.0, 13.0),
                part(0.62, -0.1, 40.0, 5.0),
                part(0.62, 0.4, 40.0, 5.0),
            ],
            Square => vec![part(0.45, 0.3, 9.0, 6.0)],
            Cemetery => vec![part(0.1, 0.5, 22.0, 12.0)],
            Beach => vec![part(-0.4, 0.7, 14.0, 7.0)],
            Park | Parking => Vec::new(),
        }
    }

    /// The pitch of a sports ground: outline and playing field.
    #[must_use]
    pub fn pitch(&self) -> Option<Vec<Point>> {
        (self.ground == Sports).then(|| {
            Oriented::new(self.frame.point(-0.1, -0.08), self.frame.along, at(105.0, 66.0)).ring()
        })
    }
}
