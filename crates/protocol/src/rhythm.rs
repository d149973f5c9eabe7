//! The municipality's rhythm as periods, and what is due: editions, the plan, documents that the work rests on.

use domain::catalogue::Label;
use domain::day::Day;
use domain::edition::{Deadline, Due, EditionKind, Period, Statutory};
use domain::period::{months, plus_months, weeks};

use crate::municipality::{Interval, Municipality};

/// Lag (2023:196) 6 §: at least every second year.
const STATUTORY_MONTHS: u32 = 24;

impl Interval {
    /// The period that a day lies in: its first and last day.
    pub fn around(self, day: Day) -> (Day, Day) {
        match self {
            Self::Week => weeks(day, 1),
            Self::Fortnight => weeks(day, 2),
            Self::Month => months(day, 1),
            Self::Quarter => months(day, 3),
            Self::Tertial => months(day, 4),
            Self::Year => months(day, 12),
            Self::Biennium => months(day, 24),
        }
    }
}

impl Municipality {
    /// How often an edition of a kind is made; by the law and by week and tertial where nothing is said.
    pub fn interval(&self, kind: EditionKind) -> Interval {
        match (kind, &self.rhythm) {
            (EditionKind::Operative, Some(rhythm)) => rhythm.operative,
            (EditionKind::Strategic, Some(rhythm)) => rhythm.strategic,
            (EditionKind::Statutory, Some(rhythm)) => rhythm.statutory,
            (EditionKind::Operative, None) => Interval::Week,
            (EditionKind::Strategic, None) => Interval::Tertial,
            (EditionKind::Statutory, None) => Interval::Biennium,
        }
    }

    /// The period of a kind that a day lies in.
    pub fn period(&self, kind: EditionKind, day: Day) -> Period {
        let (from, until) = self.interval(kind).around(day);
        Period { kind, from, until }
    }

    /// The drafts that make themselves: of each kind the period that runs, and the one before.
    pub fn offered(&self, today: Day) -> Vec<Period> {
        let both = |kind: EditionKind| {
            let now = self.period(kind, today);
            [now, self.period(kind, now.from.plus_days(-1))]
        };
        EditionKind::ALL.into_iter().flat_map(both).collect()
    }
}

impl Municipality {
    /// Everything that is to be done again: the picture and the plan of the law first, then the documents of the
    /// configuration that ask for it.
    pub fn deadlines(&self, today: Day, known: &Statutory) -> Vec<Deadline> {
        let mut all = Vec::new();
        let written = |code: &str| self.steering_documents.iter().find(|it| it.code == code);
        let picture = known.fixed_on.max(written("lagesbild").and_then(latest));
        all.push(deadline(
            ("picture", &both("Lägesbild enligt lag 2023:196", "Picture under lag 2023:196")),
            (picture, STATUTORY_MONTHS, today),
            None,
        ));
        let decided = known.plan.as_ref().map(|plan| plan.decided_on);
        let plan = decided.max(written("atgardsplan").and_then(latest));
        let reference = known.plan.as_ref().map(|plan| {
            let by = plan.decided_by.as_str();
            plan.reference.as_ref().map_or(by.to_owned(), |it| format!("{by}, {}", it.as_str()))
        });
        let from_file = written("atgardsplan").and_then(|it| it.reference.clone());
        all.push(deadline(
            ("plan", &both("Åtgärdsplan, uppföljning", "Action plan, follow-up")),
            (plan, STATUTORY_MONTHS, today),
            reference.or(from_file),
        ));
        for document in &self.steering_documents {
            let is_told = matches!(document.code.as_str(), "lagesbild" | "atgardsplan");
            let Some(months) = document.review_months.filter(|_| !is_told) else { continue };
            all.push(deadline(
                (&document.code, &both(&document.title, &document.title)),
                (latest(document), u32::from(months), today),
                document.reference.clone(),
            ));
        }
        all
    }
}

fn both(sv: &str, en: &str) -> Label {
    Label { sv: sv.to_owned(), en: en.to_owned() }
}

fn latest(document: &crate::municipality::SteeringDocument) -> Option<Day> {
    let dates = [&document.decided_on, &document.revised_on, &document.valid_from];
    dates.into_iter().flatten().filter_map(|day| day.parse().ok()).max()
}

fn deadline(
    (code, label): (&str, &Label),
    (done_on, months, today): (Option<Day>, u32, Day),
    reference: Option<String>,
) -> Deadline {
    let due_on = done_on.map(|day| plus_months(day, months));
    let due = Due::of(due_on, today);
    Deadline { code: code.to_owned(), label: label.clone(), done_on, due_on, due, reference }
}

#[cfg(test)]
mod tests {
    use domain::edition::ActionPlan;

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn plan(on: &str) -> Statutory {
        let plan = ActionPlan {
            decided_by: domain::text::Name::new("Kommunstyrelsen").unwrap(),
            decided_on: day(on),
            reference: None,
        };
        Statutory { fixed_on: None, plan: Some(plan) }
    }

    #[test]
    fn two_years_are_watched_and_told_ninety_days_before() {
        let municipality = Municipality::default();
        let due = |today: &str| {
            let all = municipality.deadlines(day(today), &plan("2024-06-28"));
            (all[0].due, all[1].due, all[1].due_on)
        };
        let until = Some(day("2026-06-28"));
        assert_eq!(due("2026-01-01"), (Due::Unknown, Due::Kept, until));
        assert_eq!(due("2026-03-30"), (Due::Unknown, Due::Soon, until));
        assert_eq!(due("2026-06-29"), (Due::Unknown, Due::Late, until));
    }

    #[test]
    fn each_kind_offers_the_period_that_runs_and_the_one_before() {
        let offered = Municipality::default().offered(day("2026-11-23"));
        let days: Vec<_> = offered.iter().map(|it| it.from.to_string()).collect();
        assert_eq!(
            days,
            ["2026-11-23", "2026-11-16", "2026-09-01", "2026-05-01", "2026-01-01", "2024-01-01"]
        );
    }
}
