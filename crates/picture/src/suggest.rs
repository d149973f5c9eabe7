//! Which reports may tell of one event: the score of `analysis::duplicates` over the tables, with its
//! reasons. Only suggests; a person joins. Reads nothing but what reporters told.

use std::collections::{BTreeSet, HashMap};

use analysis::text_similarity::{jaccard, trigrams};
use analysis::{Field, Kinship, Reason, Report, Suggestion, gap_s, suggest};
use domain::catalogue::{Catalogue, CategoryCode};
use domain::crs::ReferenceSystem;
use domain::id::DocId;
use domain::role::Scope;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Row, params_from_iter};

use crate::query::Condition;
use crate::view::{Because, PictureFilter, SuggestionReason, SuggestionView};
use crate::{PictureError, near};

/// Accuracy of a position that came without one, metres.
const USUAL_ACCURACY_M: f64 = 25.0;
/// The score counts the neighbours of neighbours, so these are read too.
const REACH_M: f64 = 2.0 * analysis::DUPLICATE_REACH_M;
const REACH_MS: i64 = 2 * 1_000 * analysis::DUPLICATE_REACH_S;
/// Longest time between the ends of a report's interval for which the index looks.
const LONGEST_MS: i64 = 31 * 24 * 3_600 * 1_000;
const COLUMNS: &str = "doc_id, lon, lat, accuracy_m, earliest, latest, category, severity,
    CASE WHEN actor != '' THEN actor WHEN source_name != '' THEN source_name
         ELSE hex(organisation_id) END,
    words, incident_id, same_as";
/// What it adds to the score that a reporter said so: more than any field can take away.
const CONFIRMED: f64 = 20.0;
/// What is withdrawn, rejected or settled as a double tells of no event of its own.
const STANDS: &str = "review NOT IN ('rejected', 'duplicate') AND lon IS NOT NULL";

/// The pairs a person should look at among the matching reports, best first: not joined yet, and
/// nobody said that they are not the same.
///
/// # Errors
/// When the database fails.
pub fn suggestions(
    conn: &Connection,
    scope: &Scope,
    filter: &PictureFilter,
) -> Result<Vec<SuggestionView>, PictureError> {
    let mut condition = Condition::new(scope, filter);
    condition.and(STANDS, []);
    let told = read(conn, &condition)?;
    told.suggest(conn)
}

/// The pairs that one report is in. Reads only its neighbourhood, however many reports there are.
///
/// # Errors
/// When the database fails.
pub fn suggestions_for(
    conn: &Connection,
    scope: &Scope,
    doc: DocId,
) -> Result<Vec<SuggestionView>, PictureError> {
    let own = conn
        .prepare_cached(
            "SELECT lon, lat, earliest, latest FROM observation
             WHERE doc_id = ?1 AND lon IS NOT NULL",
        )?
        .query_row([doc.as_bytes()], |row| {
            let at: (f64, f64) = (row.get(0)?, row.get(1)?);
            Ok((at, row.get::<_, i64>(2)?, row.get::<_, i64>(3)?))
        })
        .optional()?;
    let Some(((lon, lat), earliest, latest)) = own else { return Ok(Vec::new()) };
    let mut condition = Condition::new(scope, &PictureFilter::default());
    condition.and(STANDS, []);
    let cells = near::cells_within(lon, lat, REACH_M);
    let marks = vec!["?"; cells.len()].join(", ");
    condition.and(&format!("cell IN ({marks})"), cells.into_iter().map(Value::Integer));
    condition.and(
        "latest BETWEEN ? AND ? AND earliest <= ?",
        [earliest - REACH_MS, latest + REACH_MS + LONGEST_MS, latest + REACH_MS]
            .map(Value::Integer),
    );
    let mut found = read(conn, &condition)?.suggest(conn)?;
    found.retain(|pair| pair.observations.contains(&doc));
    Ok(found)
}

/// Reports as the score sees them, and what the answer needs beside.
struct Told {
    docs: Vec<DocId>,
    incidents: Vec<Option<DocId>>,
    confirmed: Vec<Option<DocId>>,
    reports: Vec<Report>,
    kinships: Kinships,
}

/// How the categories that occur are related.
struct Kinships {
    of: HashMap<(u32, u32), Kinship>,
}

impl Kinships {
    fn new(catalogue: &Catalogue, codes: &[CategoryCode]) -> Self {
        let mut of = HashMap::new();
        for (a, i) in codes.iter().zip(0_u32..) {
            for (b, j) in codes.iter().zip(0_u32..) {
                let kinship = match () {
                    () if i == j => Kinship::Same,
                    () if catalogue.are_kin(a, b) => Kinship::Neighbour,
                    () => Kinship::Other,
                };
                of.insert((i, j), kinship);
            }
        }
        Self { of }
    }

    fn of(&self, a: u32, b: u32) -> Kinship {
        self.of.get(&(a, b)).copied().unwrap_or(Kinship::Other)
    }
}

/// Gives each different word a number.
#[derive(Default)]
struct Numbers {
    known: HashMap<String, u32>,
}

impl Numbers {
    fn of(&mut self, word: String) -> u32 {
        let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        *self.known.entry(word).or_insert(next)
    }
}

fn read(conn: &Connection, condition: &Condition) -> Result<Told, PictureError> {
    let sql = format!("SELECT {COLUMNS} FROM observation {}", condition.sql);
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(&condition.values))?;
    let (mut docs, mut incidents, mut reports) = (Vec::new(), Vec::new(), Vec::new());
    let mut confirmed = Vec::new();
    let (mut categories, mut sources) = (Numbers::default(), Numbers::default());
    let mut at: Vec<(f64, f64)> = Vec::new();
    while let Some(row) = rows.next()? {
        docs.push(DocId::from_bytes(row.get(0)?));
        incidents.push(row.get::<_, Option<[u8; 16]>>(10)?.map(DocId::from_bytes));
        confirmed.push(row.get::<_, Option<[u8; 16]>>(11)?.map(DocId::from_bytes));
        at.push((row.get(1)?, row.get(2)?));
        reports.push(report(row, (&mut categories, &mut sources))?);
    }
    let plane = plane(&at);
    for (report, (lon, lat)) in reports.iter_mut().zip(at) {
        report.at = plane.to_plane(lon, lat);
    }
    let mut codes: Vec<(u32, CategoryCode)> = categories
        .known
        .into_iter()
        .filter_map(|(code, number)| Some((number, CategoryCode::new(&code).ok()?)))
        .collect();
    codes.sort();
    let codes: Vec<CategoryCode> = codes.into_iter().map(|(_, code)| code).collect();
    let catalogue = crate::catalogue::current(conn)?;
    let kinships = Kinships::new(&catalogue, &codes);
    Ok(Told { docs, incidents, confirmed, reports, kinships })
}

fn report(
    row: &Row<'_>,
    (categories, sources): (&mut Numbers, &mut Numbers),
) -> Result<Report, PictureError> {
    let words: String = row.get(9)?;
    let note = words.split_once('\n').map_or("", |(_, note)| note);
    Ok(Report {
        key: uuid::Uuid::from_bytes(row.get(0)?).as_u128(),
        at: domain::crs::Plane::new(0.0, 0.0),
        accuracy_m: row.get::<_, Option<f64>>(3)?.unwrap_or(USUAL_ACCURACY_M),
        from: row.get::<_, i64>(4)?.div_euclid(1_000),
        to: row.get::<_, i64>(5)?.div_euclid(1_000),
        category: categories.of(row.get(6)?),
        severity: row.get(7)?,
        source: sources.of(row.get(8)?),
        text: trigrams(note),
    })
}

/// The plane to measure in. Nobody is near anybody half a world away, so one plane does.
fn plane(at: &[(f64, f64)]) -> ReferenceSystem {
    let start = (f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY);
    let (west, south, east, north) = at.iter().fold(start, |(w, s, e, n), (lon, lat)| {
        (w.min(*lon), s.min(*lat), e.max(*lon), n.max(*lat))
    });
    ReferenceSystem::for_extent(west, south, east, north)
}

impl Told {
    fn suggest(&self, conn: &Connection) -> Result<Vec<SuggestionView>, PictureError> {
        let apart = apart(conn)?;
        let kin = |a, b| self.kinships.of(a, b);
        let mut found = suggest(&self.reports, kin);
        self.add_confirmed(&mut found);
        Ok(found
            .into_iter()
            .filter(|pair| {
                let (one, other) = (self.docs[pair.one], self.docs[pair.other]);
                let is_joined = self.incidents[pair.one].is_some()
                    && self.incidents[pair.one] == self.incidents[pair.other];
                !is_joined && !apart.contains(&(one.min(other), one.max(other)))
            })
            .map(|pair| self.view(&pair))
            .collect())
    }

    /// What a reporter said on the spot is looked at first, also where the score would not have asked.
    fn add_confirmed(&self, found: &mut Vec<Suggestion>) {
        let place: HashMap<DocId, usize> = self.docs.iter().copied().zip(0..).collect();
        for (i, same) in self.confirmed.iter().enumerate() {
            let Some(j) = same.and_then(|same| place.get(&same).copied()) else { continue };
            let (one, other) = (i.min(j), i.max(j));
            match found.iter_mut().find(|pair| (pair.one, pair.other) == (one, other)) {
                Some(pair) => pair.score += CONFIRMED,
                None => {
                    let reasons = Vec::new();
                    found.push(Suggestion { one, other, score: CONFIRMED, reasons });
                }
            }
        }
        found.sort_by(|a, b| b.score.total_cmp(&a.score));
    }

    fn view(&self, pair: &Suggestion) -> SuggestionView {
        let (a, b) = (&self.reports[pair.one], &self.reports[pair.other]);
        SuggestionView {
            observations: [self.docs[pair.one], self.docs[pair.other]],
            score: pair.score,
            reasons: self
                .has_confirmed(pair)
                .then_some(SuggestionReason { because: Because::Confirmed, weight: CONFIRMED })
                .into_iter()
                .chain(pair.reasons.iter().map(|reason| self.because((a, b), *reason)))
                .collect(),
        }
    }

    fn has_confirmed(&self, pair: &Suggestion) -> bool {
        let says = |i: usize, j: usize| self.confirmed[i] == Some(self.docs[j]);
        says(pair.one, pair.other) || says(pair.other, pair.one)
    }

    fn because(&self, (a, b): (&Report, &Report), reason: Reason) -> SuggestionReason {
        let because = match reason.field {
            Field::Near => Because::Near { metres: a.at.distance_m(b.at).round() },
            Field::Soon => Because::Soon {
                minutes: gap_s(a, b).div_euclid(60),
                is_exact: a.from == a.to && b.from == b.to,
            },
            Field::Category => Because::Category {
                is_same: self.kinships.of(a.category, b.category) == Kinship::Same,
            },
            Field::Severity => Because::Severity { steps: (a.severity - b.severity).abs() },
            Field::Text => {
                Because::Text { shared_percent: (jaccard(&a.text, &b.text) * 100.0).round() }
            }
            Field::Crowd => Because::Crowd { is_alone: reason.weight >= 0.0 },
        };
        SuggestionReason { because, weight: reason.weight }
    }
}

/// The pairs of which somebody said that they are not the same.
fn apart(conn: &Connection) -> Result<BTreeSet<(DocId, DocId)>, PictureError> {
    let mut statement = conn.prepare_cached("SELECT one, other FROM apart")?;
    let rows = statement.query_map([], |row| {
        Ok((DocId::from_bytes(row.get(0)?), DocId::from_bytes(row.get(1)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

impl Because {
    /// In plain English, for the command line.
    pub fn in_words(&self) -> String {
        match self {
            Self::Near { metres } => format!("{metres} m apart"),
            Self::Soon { minutes, is_exact: true } => format!("{minutes} min apart"),
            Self::Soon { minutes: 0, is_exact: false } => "may be the same time".to_owned(),
            Self::Soon { minutes, is_exact: false } => {
                format!("at least {minutes} min apart")
            }
            Self::Category { is_same: true } => "same category".to_owned(),
            Self::Category { is_same: false } => "another category".to_owned(),
            Self::Severity { steps: 0 } => "same severity".to_owned(),
            Self::Severity { steps } => format!("severity differs by {steps}"),
            Self::Text { shared_percent } => format!("{shared_percent} % of the text alike"),
            Self::Confirmed => "its reporter says that it is the same".to_owned(),
            Self::Crowd { is_alone: true } => "nothing else was reported near then".to_owned(),
            Self::Crowd { is_alone: false } => "more was reported near then".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::catalogue::Changes;

    use super::*;

    #[test]
    fn a_code_of_the_municipalitys_own_is_kin_to_the_tile_it_stands_under() {
        let codes = ["x_lindby.tunnel", "place"].map(|code| CategoryCode::new(code).unwrap());
        let shipped = Catalogue::est_se_default();
        assert_eq!(Kinships::new(shipped, &codes).of(0, 1), Kinship::Other);
        let mut own = shipped.categories[0].clone();
        own.code = codes[0].clone();
        own.under = Some(codes[1].clone());
        let changed = shipped.changed(&Changes { add: vec![own], ..Changes::default() });
        assert_eq!(Kinships::new(&changed, &codes).of(0, 1), Kinship::Neighbour);
    }
}
