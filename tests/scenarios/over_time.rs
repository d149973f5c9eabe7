//! The loop from the first report to the one-year review, over two years of simulated time, on phones and a
//! desk, through sync: a measure that helps, one that helps for a time, and one with too little to tell.

use domain::clock::{Clock as _, UtcMillis};
use domain::feedback::{Feedback, FeedbackStage};
use domain::id::DocId;
use domain::measure::{Measure, Verdict};
use domain::op::DocType;
use domain::plan::PlanEntry;
use domain::role::Role;
use picture::study::{Ground, PlannedPower, follow_up, planned_power};
use serde_json::{Value, json};
use tests::clock::HandClock;
use tests::phone::Phone;
use tests::server::{Fault, Server};

/// 2026-01-05 12:00 UTC, a Monday.
const START: UtcMillis = UtcMillis(1_767_614_400_000);
const DAY_MS: i64 = 86_400_000;
const BRIDGE: (f64, f64) = (12.5330, 57.9300);
const ELSEWHERE: [(f64, f64); 4] =
    [(12.5500, 57.9400), (12.5150, 57.9210), (12.5520, 57.9200), (12.5120, 57.9410)];
const MEASURE: u128 = 7;

struct Town {
    clock: HandClock,
    server: Server,
    phones: [Phone; 2],
    desk: Phone,
    weeks: u32,
}

impl Town {
    async fn new() -> Result<Self, Fault> {
        let clock = HandClock::at(START);
        let server = Server::start_at(&clock).await?;
        let guard = ("Vaktbolaget Norr", Role::Reporter);
        let park = ("Park och gata", Role::Reporter);
        let office = ("Kommunledningskontoret", Role::Coordinator);
        let phones = [
            Phone::joined_at(&server, &clock, guard).await?,
            Phone::joined_at(&server, &clock, park).await?,
        ];
        let desk = Phone::joined_at(&server, &clock, office).await?;
        Ok(Self { clock, server, phones, desk, weeks: 0 })
    }

    /// Weeks go by: so many reports in ten weeks at the bridge, four a week elsewhere, by both phones in turn.
    async fn weeks(&mut self, weeks: u32, at_the_bridge: u32) -> Result<(), Fault> {
        for _ in 0..weeks {
            let (week, phones) = (self.weeks, &self.phones);
            let due = |week: u32| week * at_the_bridge / 10;
            for n in due(week)..due(week + 1) {
                phones[(n % 2) as usize].report("vandalism.graffiti", BRIDGE)?;
            }
            for (n, place) in (week..).zip(ELSEWHERE) {
                phones[(n % 2) as usize].report("vandalism.graffiti", place)?;
            }
            self.weeks += 1;
            self.clock.move_by_ms(7 * DAY_MS);
            if self.weeks.is_multiple_of(4) {
                self.sync().await?;
            }
        }
        self.sync().await
    }

    /// Everybody hands in and reads, the server does what is due, and everybody reads again.
    async fn sync(&self) -> Result<(), Fault> {
        for _ in 0..2 {
            for phone in self.phones.iter().chain([&self.desk]) {
                phone.sync().await?;
            }
            tokio::task::block_in_place(|| sync_server::feedback::run_due(&self.server.app))?;
        }
        for phone in &self.phones {
            phone.sync().await?;
        }
        Ok(())
    }

    fn ground(&self) -> Ground {
        Ground::new("Europe/Stockholm", self.clock.now(), Vec::new())
    }

    fn write(&self, set: Value) -> Result<(), Fault> {
        Ok(self.desk.client.write_plan(&entry(set))?)
    }

    /// A test that begins tomorrow, and what it could see.
    fn declare(&self) -> Result<PlannedPower, Fault> {
        let value = self.test(1);
        let test = serde_json::from_value(value.clone())?;
        let seen = planned_power(&self.desk.client.snapshot()?, &self.ground(), &test)?;
        let declared = PlanEntry {
            to: Some("tests".to_owned()),
            value: Some(value),
            ..entry(json!({"is_evaluated": true}))
        };
        self.desk.client.write_plan(&declared)?;
        Ok(seen)
    }

    fn test(&self, days_ahead: i32) -> Value {
        json!({
            "from": self.ground().day().plus_days(days_ahead), "lon": BRIDGE.0, "lat": BRIDGE.1,
            "radius_m": 100, "buffer_m": 200, "categories": ["vandalism"], "indicator": "events",
            "comparison": "rest", "horizon_weeks": 52, "expected_percent": -50,
            "chosen_by_weeks": 12,
        })
    }

    fn begin(&self) -> Result<(), Fault> {
        self.write(json!({
            "title": "Ny belysning under bron", "measure_type": "lighting", "status": "decided",
            "organisation": "Park och gata", "function": "driftledare",
            "place": {"key": "bron", "name": "Bron", "lon": BRIDGE.0, "lat": BRIDGE.1,
                      "radius_m": 100},
        }))
    }

    async fn measure(&self) -> Result<Measure, Fault> {
        self.desk.sync().await?;
        let all = self.desk.client.measures(self.ground().day())?;
        Ok(all.into_iter().next().ok_or("no measure on the desk")?.measure)
    }

    fn told(&self, phone: usize, stage: FeedbackStage) -> Result<Option<Feedback>, Fault> {
        let told = self.phones[phone].client.feedback()?;
        Ok(told.into_iter().find(|it| it.stage == stage))
    }
}

fn entry(set: Value) -> PlanEntry {
    let Value::Object(set) = set else { unreachable!() };
    PlanEntry {
        doc: DocId(uuid::Uuid::from_u128(MEASURE)),
        of: DocType::Measure,
        set,
        to: None,
        value: None,
        because: None,
    }
}

fn verdicts(measure: &Measure) -> Vec<(u8, Verdict)> {
    measure.reviews.iter().map(|it| (it.weeks, it.verdict)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_first_report_to_the_one_year_review_and_back_to_the_reporters_phone()
-> Result<(), Fault> {
    let mut town = Town::new().await?;
    town.weeks(52, 20).await?;
    town.begin()?;
    let seen = town.declare()?;
    assert_eq!(seen.words.sv, "Med 104 händelser om året syns troligen en halvering.");

    // What has begun is frozen: a test that begins today is refused, on the desk and by the server.
    let late =
        PlanEntry { to: Some("tests".to_owned()), value: Some(town.test(0)), ..entry(json!({})) };
    assert!(town.desk.client.write_plan(&late).is_err());

    town.sync().await?;
    let decided = town.told(0, FeedbackStage::Decided)?.unwrap();
    assert_eq!((decided.own, decided.all, decided.organisations), (52, Some(104), None));
    assert_eq!(decided.reports.len(), 50);
    let ongoing = town.told(1, FeedbackStage::Briefing)?.unwrap();
    assert_eq!(ongoing.title.as_str(), "Ny belysning under bron");

    town.write(json!({"status": "ongoing"}))?;
    town.weeks(14, 5).await?;
    assert_eq!(verdicts(&town.measure().await?), [(12, Verdict::ClearDecrease)]);
    let review = town.told(0, FeedbackStage::After12)?.unwrap();
    assert_eq!(review.verdict, Some(Verdict::ClearDecrease));
    let counted = review.counted.unwrap();
    assert!(counted.before >= 3 && counted.before % 3 == 0, "{counted:?}");
    assert!(counted.after.is_none_or(|after| after >= 3 && after % 3 == 0), "{counted:?}");
    assert!(counted.before_weeks > counted.after_weeks && counted.after_weeks >= 12);

    town.weeks(40, 5).await?;
    let measure = town.measure().await?;
    let clear = Verdict::ClearDecrease;
    assert_eq!(verdicts(&measure), [(12, clear), (26, clear), (52, clear)]);
    assert!(measure.reopened.is_none());
    let found = follow_up(&town.desk.client.snapshot()?, &town.ground(), &measure)?;
    assert!(found[0].is_in_time && found[0].long_term.is_some());
    assert_eq!((found[0].before_weeks, found[0].after_weeks), (52, 52));

    let on = town.ground().day();
    town.write(json!({"status": "done", "outcome": {"outcome": "yes", "on": on}}))?;
    town.sync().await?;
    assert!(town.told(0, FeedbackStage::Done)?.is_some());
    assert!(town.told(1, FeedbackStage::Judged)?.is_some());

    // The same again writes nothing; without a network the phone still knows.
    let again = tokio::task::block_in_place(|| sync_server::feedback::run_due(&town.server.app))?;
    assert_eq!(again, 0);
    let Town { server, phones, .. } = town;
    server.stop().await?;
    assert!(phones[0].sync().await.is_err());
    let told = phones[0].client.feedback()?;
    assert!(told.iter().any(|it| it.stage == FeedbackStage::After52));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_measure_that_helps_only_for_a_time_is_opened_again() -> Result<(), Fault> {
    let mut town = Town::new().await?;
    town.weeks(52, 20).await?;
    town.begin()?;
    town.declare()?;
    town.sync().await?;
    town.weeks(13, 5).await?;
    assert!(verdicts(&town.measure().await?)[0].1.is_decrease());
    town.weeks(14, 20).await?;
    let measure = town.measure().await?;
    let second = &measure.reviews[1];
    assert_eq!((second.weeks, second.lately), (26, Some(Verdict::NoCertainChange)));
    assert!(second.has_faded);
    assert_eq!(measure.reopened.map(|it| it.weeks), Some(26));
    assert!(town.told(0, FeedbackStage::After26)?.unwrap().has_faded);

    // People answer; it is not opened again by itself for the same review.
    town.write(json!({"reopened": null, "status": "ongoing"}))?;
    town.sync().await?;
    assert!(town.measure().await?.reopened.is_none());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_measure_with_too_little_to_tell_says_so_and_how_long_to_wait() -> Result<(), Fault> {
    let mut town = Town::new().await?;
    town.weeks(52, 2).await?;
    town.begin()?;
    let seen = town.declare()?;
    assert_eq!(seen.words.sv, "Med 10 händelser om året syns knappast en halvering.");
    town.sync().await?;
    town.weeks(14, 1).await?;
    let measure = town.measure().await?;
    assert_eq!(verdicts(&measure), [(12, Verdict::TooLittleData)]);
    let words = &measure.reviews[0].words[0].sv;
    assert!(words.starts_with("För lite underlag: 2 av 20 väntade händelser efter"), "{words}");
    assert!(words.contains("veckor till"), "{words}");
    let told = town.told(0, FeedbackStage::After12)?.unwrap();
    assert_eq!(told.verdict, Some(Verdict::TooLittleData));
    let all = town.desk.client.measures(town.ground().day())?;
    let year = picture::query::year(&all, 2027);
    assert_eq!(year.words.sv, "1 för lite underlag");
    Ok(())
}
