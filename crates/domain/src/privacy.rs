//! The check of free text for personal data, made on the device before anything leaves it: what
//! looks like a number, plate, address or name of a person, and where. Codes only; the words shown
//! are in the interface. What it cannot see is told in `docs/decisions`.

mod email;
mod groups;
mod identity;
mod names;
mod phone;
mod plate;
mod reading;

use serde::{Deserialize, Serialize};

use reading::Reading;

/// What kind of personal data a text seems to hold.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ts_rs::TS
)]
#[serde(rename_all = "snake_case")]
pub enum PersonalDataKind {
    /// Swedish *personnummer*, also one with a letter given while waiting (*interimsnummer*).
    PersonalNumber,
    /// Swedish *samordningsnummer*: the day raised by 60.
    CoordinationNumber,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// The registration plate of a Swedish vehicle.
    RegistrationPlate,
    /// The name of a person.
    Name,
}

impl PersonalDataKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::PersonalNumber,
        Self::CoordinationNumber,
        Self::Phone,
        Self::Email,
        Self::RegistrationPlate,
        Self::Name,
    ];

    /// The mark [`mask`] leaves in the text: the code in brackets, the same in every language.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::PersonalNumber => "[personal_number]",
            Self::CoordinationNumber => "[coordination_number]",
            Self::Phone => "[phone]",
            Self::Email => "[email]",
            Self::RegistrationPlate => "[registration_plate]",
            Self::Name => "[name]",
        }
    }
}

/// How sure the check is. Only people decide; this says how loudly to ask them.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ts_rs::TS
)]
#[serde(rename_all = "snake_case")]
pub enum Sureness {
    /// It has the shape, but so do harmless things.
    Possible,
    /// More often personal data than not.
    Likely,
    /// The shape, the check digit or the list leaves little doubt.
    Sure,
}

/// What the writer is advised to do instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Suggestion {
    /// Take it out: the picture has no use for it.
    LeaveOut,
    /// Write the part the person plays, as *a neighbour*, instead of the name.
    NameTheRole,
    /// Write colour, make and type instead of the plate.
    DescribeTheVehicle,
    /// Answers come in the app; no way to reach a person is needed.
    AnswerInTheApp,
    /// It may be harmless: look again.
    LookAgain,
}

/// A stretch of text that may be personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
pub struct Suspicion {
    /// What it seems to be.
    pub kind: PersonalDataKind,
    /// First code point of it, counted from 0 (code points, not bytes, not UTF-16 units).
    #[ts(type = "number")]
    pub start: usize,
    /// One past its last code point.
    #[ts(type = "number")]
    pub end: usize,
    /// How sure the check is.
    pub sure: Sureness,
    /// What to do instead.
    pub suggestion: Suggestion,
}

impl Suspicion {
    fn new(kind: PersonalDataKind, (start, end): (usize, usize), sure: Sureness) -> Self {
        Self { kind, start, end, sure, suggestion: suggestion(kind, sure) }
    }
}

fn suggestion(kind: PersonalDataKind, sure: Sureness) -> Suggestion {
    match (kind, sure) {
        (_, Sureness::Possible) => Suggestion::LookAgain,
        (PersonalDataKind::PersonalNumber | PersonalDataKind::CoordinationNumber, _) => {
            Suggestion::LeaveOut
        }
        (PersonalDataKind::Phone | PersonalDataKind::Email, _) => Suggestion::AnswerInTheApp,
        (PersonalDataKind::RegistrationPlate, _) => Suggestion::DescribeTheVehicle,
        (PersonalDataKind::Name, _) => Suggestion::NameTheRole,
    }
}

/// What a check finds before it is placed in the written text: characters `from..to` as read.
struct Found {
    kind: PersonalDataKind,
    from: usize,
    to: usize,
    sure: Sureness,
}

impl Found {
    /// Which of two that overlap is kept: the stronger kind of evidence, the surer, the longer.
    fn weight(&self) -> (u8, Sureness, usize) {
        let kind = match self.kind {
            PersonalDataKind::Email => 4,
            PersonalDataKind::PersonalNumber | PersonalDataKind::CoordinationNumber => 3,
            PersonalDataKind::Phone => 2,
            PersonalDataKind::RegistrationPlate => 1,
            PersonalDataKind::Name => 0,
        };
        (kind, self.sure, self.to - self.from)
    }
}

/// What in the text may be personal data, in order and without overlaps. Takes time in proportion
/// to the length of the text, knows nothing of network or clock, and never fails.
///
/// ```
/// # use domain::privacy::{PersonalDataKind, check};
/// let found = check("Ring 070-174 06 05");
/// assert_eq!((found[0].kind, found[0].start, found[0].end), (PersonalDataKind::Phone, 5, 18));
/// ```
pub fn check(text: &str) -> Vec<Suspicion> {
    let reading = Reading::new(text);
    let mut found = email::find(&reading);
    let groups = groups::of(&reading);
    found.extend(identity::find(&reading, &groups));
    found.extend(phone::find(&reading, &groups));
    found.extend(plate::find(&reading));
    found.extend(names::find(&reading));
    let mut suspicions: Vec<Suspicion> = without_overlaps(found)
        .into_iter()
        .filter_map(|it| Some(Suspicion::new(it.kind, reading.place(it.from, it.to)?, it.sure)))
        .collect();
    suspicions.dedup_by(|next, kept| next.start < kept.end);
    suspicions
}

fn without_overlaps(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|it| (it.from, it.to));
    let mut kept: Vec<Found> = Vec::with_capacity(found.len());
    for next in found {
        match kept.last_mut() {
            Some(last) if next.from < last.to => {
                if next.weight() > last.weight() {
                    *last = next;
                }
            }
            _ => kept.push(next),
        }
    }
    kept
}

/// The text with a mark of its kind in the place of each suspicion. Suspicions may come from
/// elsewhere: those that reach outside the text are cut, of overlapping ones the union is masked.
pub fn mask(text: &str, suspicions: &[Suspicion]) -> String {
    let mut ordered: Vec<&Suspicion> = suspicions.iter().filter(|it| it.start < it.end).collect();
    ordered.sort_by_key(|it| (it.start, it.end));
    let mut masked = String::with_capacity(text.len());
    let mut ordered = ordered.into_iter().peekable();
    let mut hidden_to = 0;
    for (at, c) in text.chars().enumerate() {
        while let Some(next) = ordered.next_if(|it| it.start <= at) {
            if next.start >= hidden_to {
                masked.push_str(next.kind.mark());
            }
            hidden_to = hidden_to.max(next.end);
        }
        if at >= hidden_to {
            masked.push(c);
        }
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_code_points_of_the_written_text() {
        let text = "🚓 A\u{30a}ngfartyget: ring 0７0-174\u{200b} 06 05!";
        let found = check(text);
        let seen: String =
            text.chars().skip(found[0].start).take(found[0].end - found[0].start).collect();
        assert_eq!(seen, "0７0-174\u{200b} 06 05");
    }

    #[test]
    fn a_masked_text_keeps_all_but_what_is_personal() {
        let text = "Sven Blomqvist (070-174 06 05) såg bilen.";
        assert_eq!(mask(text, &check(text)), "[name] ([phone]) såg bilen.");
    }

    #[test]
    fn masking_takes_suspicions_in_any_order_and_beyond_the_end() {
        let at = |start, end| Suspicion::new(PersonalDataKind::Name, (start, end), Sureness::Sure);
        assert_eq!(mask("abcdef", &[at(4, 99), at(0, 2), at(1, 3), at(5, 5)]), "[name]d[name]");
        assert_eq!(mask("abc", &[at(7, 9)]), "abc");
    }

    #[test]
    fn a_name_inside_an_address_is_told_once() {
        let found = check("Skriv till sven.blomqvist@exempel.se");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].kind, PersonalDataKind::Email);
    }

    #[test]
    fn a_doubtful_find_is_to_be_looked_at_again() {
        for sure in [Sureness::Possible, Sureness::Likely, Sureness::Sure] {
            for kind in PersonalDataKind::ALL {
                let again = suggestion(kind, sure) == Suggestion::LookAgain;
                assert_eq!(again, sure == Sureness::Possible);
            }
        }
    }
}
