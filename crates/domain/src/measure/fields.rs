//! The fields of a measure in the log, and how a merged document reads as a measure.

use serde::Deserialize as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    Declared, DeclaredTest, EffectReview, HANDOVERS, Handed, HypothesisLink, Judged,
    MeasureHandover, MeasurePlace, MeasureStatus, MeasureType, Receipt, Reopened, handed,
    is_receipt, is_review,
};
use crate::clock::UtcMillis;
use crate::day::Day;
use crate::id::{DocId, OrganisationId};
use crate::masking;
use crate::merge::Document;
use crate::observation::{read, read_words};
use crate::op::DocType;
use crate::priority::Horizon;
use crate::text::{Name, Note};

/// The set of declared tests.
pub const TESTS: &str = "tests";

/// Whether a value fits its field. `null` clears; fields of newer versions fit always.
pub fn fits(field: &str, value: &Value) -> bool {
    if value.is_null() {
        return !matches!(field, "title" | "status" | "measure_type");
    }
    match field {
        "title" | "organisation" | "function" | "library" => reads::<Name>(value),
        "measure_type" => reads::<MeasureType>(value),
        "place" => reads::<MeasurePlace>(value),
        "from" | "until" | "due" => reads::<Day>(value),
        "status" => reads::<MeasureStatus>(value),
        "cost_sek" => reads::<u32>(value),
        "note" => reads::<Note>(value),
        "horizon" => reads::<Horizon>(value),
        "is_evaluated" => value.is_boolean(),
        "hypothesis" => reads::<HypothesisLink>(value),
        "outcome" => reads::<Judged>(value),
        "reopened" => reads::<Reopened>(value),
        review if is_review(review) => reads::<EffectReview>(value),
        receipt if is_receipt(receipt) => reads::<Receipt>(value),
        _ => true,
    }
}

/// Whether an element fits its set.
pub fn element_fits(set: &str, value: &Value) -> bool {
    match set {
        TESTS => reads::<DeclaredTest>(value),
        HANDOVERS => reads::<MeasureHandover>(value),
        _ => true,
    }
}

fn reads<T: DeserializeOwned>(value: &Value) -> bool {
    T::deserialize(value).is_ok()
}

/// A measure as all its operations together tell it.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct Measure {
    /// Its id.
    pub id: DocId,
    /// What is done.
    pub title: Name,
    /// What kind of measure it is.
    pub measure_type: MeasureType,
    /// Where.
    pub place: Option<MeasurePlace>,
    /// Which organisation does it.
    pub organisation: Option<Name>,
    /// Which function there.
    pub function: Option<Name>,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub until: Option<Day>,
    /// By when.
    pub due: Option<Day>,
    /// How far it has come.
    pub status: MeasureStatus,
    /// What it costs, kronor.
    pub cost_sek: Option<u32>,
    /// The entry of the library it was made from, by code.
    pub library: Option<Name>,
    /// More words.
    pub note: Option<Note>,
    /// Short or long; short when nobody said.
    pub horizon: Horizon,
    /// *Ska utvärderas*: else it never gets a verdict on its effect.
    pub is_evaluated: bool,
    /// Which cause it is aimed at.
    pub hypothesis: Option<HypothesisLink>,
    /// The people's verdict.
    pub outcome: Option<Judged>,
    /// The declared tests, oldest first.
    pub tests: Vec<Declared>,
    /// To whom outside it was handed over, oldest first.
    pub handovers: Vec<Handed>,
    /// What the server found 12, 26 and 52 weeks after a start, oldest first.
    pub reviews: Vec<EffectReview>,
    /// The effect has faded, and nobody has answered to that yet.
    pub reopened: Option<Reopened>,
    /// Fields of which two desks said different things without having seen each other's.
    pub contested: Vec<String>,
    /// Whose desk began it.
    pub began_by: OrganisationId,
    /// When it was begun.
    pub began_at: UtcMillis,
    /// When it was last changed.
    pub changed_at: UtcMillis,
}

impl Measure {
    /// Read a merged document. `None` when it is no measure, or has no title yet, as when a change
    /// arrived before its beginning.
    pub fn read(document: &Document) -> Option<Self> {
        if document.of != DocType::Measure {
            return None;
        }
        let masks = masking::decisions(document);
        let mut contested: Vec<String> =
            document.contests.iter().map(|contest| contest.field.clone()).collect();
        contested.sort();
        contested.dedup();
        Some(Self {
            id: document.id,
            title: read_words(document, &masks, "title")?,
            measure_type: read(document, "measure_type").unwrap_or(MeasureType::Other),
            place: read_words(document, &masks, "place"),
            organisation: read_words(document, &masks, "organisation"),
            function: read_words(document, &masks, "function"),
            from: read(document, "from"),
            until: read(document, "until"),
            due: read(document, "due"),
            status: read(document, "status").unwrap_or(MeasureStatus::Proposed),
            cost_sek: read(document, "cost_sek"),
            library: read(document, "library"),
            note: read_words(document, &masks, "note"),
            horizon: read(document, "horizon").unwrap_or(Horizon::Short),
            is_evaluated: read(document, "is_evaluated").unwrap_or(false),
            hypothesis: read(document, "hypothesis"),
            outcome: read_words(document, &masks, "outcome"),
            tests: tests(document),
            handovers: handed::read(document, &masks),
            reviews: reviews(document),
            reopened: read(document, "reopened"),
            contested,
            began_by: document.beginning.author.organisation,
            began_at: document.beginning.at,
            changed_at: document.latest.at,
        })
    }

    /// Whether it should have been done before `today`.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.status.is_open() && self.due.is_some_and(|due| due < today)
    }
}

fn reviews(document: &Document) -> Vec<EffectReview> {
    let held = document.fields.iter().filter(|(field, _)| is_review(field));
    let mut found: Vec<EffectReview> =
        held.filter_map(|(_, register)| EffectReview::deserialize(&register.value).ok()).collect();
    found.sort_by_key(|review| (review.from, review.weeks));
    found
}

fn tests(document: &Document) -> Vec<Declared> {
    let mut found: Vec<_> = document.sets.get(TESTS).into_iter().flatten().collect();
    found.sort_by_key(|(op, element)| (element.stamp, **op));
    let read = |(op, element): (&crate::id::OpId, &crate::merge::Element)| {
        let test = DeclaredTest::deserialize(&element.value).ok()?;
        Some(Declared { op: *op, at: element.stamp.at, test })
    };
    found.into_iter().filter_map(read).collect()
}

#[cfg(test)]
mod tests_of_fields {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::clock::Stamp;
    use crate::id::{DeviceId, OpId};
    use crate::merge::Applied;
    use crate::op::Body;
    use crate::plan::{PlanEntry, PlanError};
    use crate::role::{Author, Role};

    fn entry(set: Value) -> PlanEntry {
        let Value::Object(set) = set else { unreachable!() };
        PlanEntry {
            doc: DocId(Uuid::from_u128(1)),
            of: DocType::Measure,
            set,
            to: None,
            value: None,
            because: None,
        }
    }

    fn test_from(day: &str) -> Value {
        json!({
            "from": day, "lon": 12.5, "lat": 57.9, "radius_m": 100, "buffer_m": 200,
            "categories": ["vandalism"], "indicator": "events", "comparison": "rest",
            "horizon_weeks": 26, "expected_percent": -50, "chosen_by_weeks": 12,
        })
    }

    fn applied(n: u128, body: Body) -> Applied {
        let device = DeviceId(Uuid::from_u128(n));
        let organisation = OrganisationId(Uuid::from_u128(7));
        let author = Author { device, organisation, role: Role::Coordinator, user: None };
        let at = UtcMillis(1_000 + n as i64);
        let stamp = Stamp { at, tick: 0, device };
        Applied { stamp, op: OpId(Uuid::from_u128(90 + n)), author, received_at: None, body }
    }

    fn merged(mut bodies: Vec<Body>) -> Document {
        let operations: Vec<_> = (1..).zip(bodies.drain(..)).map(|(n, b)| applied(n, b)).collect();
        let mut reversed = operations.clone();
        reversed.reverse();
        let document = Document::merge(operations).unwrap();
        assert_eq!(Document::merge(reversed).unwrap(), document);
        document
    }

    #[test]
    fn a_simple_measure_is_what_who_by_when_and_done() {
        let begun = entry(json!({
            "title": "Byt lampor", "measure_type": "lighting", "organisation": "Gata och park",
            "function": "driftledare", "due": "2026-12-01", "status": "decided",
        }));
        let done = entry(json!({"status": "done"}));
        let bodies = [begun, done].iter().flat_map(|it| it.bodies().unwrap()).collect();
        let measure = Measure::read(&merged(bodies)).unwrap();
        assert_eq!(measure.status, MeasureStatus::Done);
        assert!(!measure.is_evaluated && measure.tests.is_empty());
        assert!(!measure.is_overdue("2027-01-01".parse().unwrap()));
    }

    #[test]
    fn what_was_declared_stays_whatever_is_declared_later() {
        let begun = entry(json!({"title": "Rond", "is_evaluated": true}));
        let declare = |day: &str| PlanEntry {
            to: Some("tests".to_owned()),
            value: Some(test_from(day)),
            ..entry(json!({}))
        };
        let entries = [begun, declare("2026-03-02"), declare("2026-06-01")];
        let bodies = entries.iter().flat_map(|it| it.bodies().unwrap()).collect();
        let measure = Measure::read(&merged(bodies)).unwrap();
        let days: Vec<_> = measure.tests.iter().map(|it| it.test.from().to_string()).collect();
        assert_eq!(days, ["2026-03-02", "2026-06-01"]);
        let taken = Body::remove(measure.id, DocType::Measure, measure.tests[0].op);
        assert!(crate::plan::misfit(&taken).is_some());
    }

    #[test]
    fn to_whom_it_was_handed_over_stays_and_holds_a_function_a_way_and_a_day() {
        let handed = |to: &str, way: &str| PlanEntry {
            to: Some(HANDOVERS.to_owned()),
            value: Some(json!({"to": to, "way": way, "on": "2026-11-23"})),
            ..entry(json!({}))
        };
        let entries = [entry(json!({"title": "Lampor"})), handed("Belysning AB", "mail")];
        let bodies = entries.iter().flat_map(|it| it.bodies().unwrap()).collect();
        let measure = Measure::read(&merged(bodies)).unwrap();
        assert_eq!(measure.handovers.len(), 1);
        assert_eq!(measure.handovers[0].handover.to.as_str(), "Belysning AB");
        assert_eq!(handed("A", "fax").bodies(), Err(PlanError::Value(HANDOVERS.to_owned())));
    }

    #[test]
    fn what_does_not_fit_is_named_and_a_newer_field_fits() {
        for bad in [
            json!({"status": "finished"}),
            json!({"title": ""}),
            json!({"due": "1 dec"}),
            json!({"place": {"key": "a", "name": "a", "lon": 12.5, "lat": 57.9, "radius_m": 9}}),
            json!({"title": null}),
        ] {
            let field = bad.as_object().unwrap().keys().next().unwrap().clone();
            assert_eq!(entry(bad).bodies(), Err(PlanError::Value(field)));
        }
        assert!(entry(json!({"a_field_of_next_year": 1})).bodies().is_ok());
        assert_eq!(entry(json!({})).bodies(), Err(PlanError::Empty));
        let mut wild = test_from("2026-03-02");
        wild["expected_percent"] = json!(0);
        assert!(!element_fits("tests", &wild));
    }

    #[test]
    fn a_measure_is_overdue_the_day_after() {
        let begun = entry(json!({"title": "Rond", "due": "2026-12-01"}));
        let measure = Measure::read(&merged(begun.bodies().unwrap())).unwrap();
        assert!(!measure.is_overdue("2026-12-01".parse().unwrap()));
        assert!(measure.is_overdue("2026-12-02".parse().unwrap()));
    }
}
