//! Runs of digits, and how they hang together: what numbers of every kind are read from.

use super::reading::Reading;

/// The longest gap between two runs that still belong to one number.
const GAP_MAX: usize = 3;

/// A run of digits: characters `from..to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Group {
    pub(super) fn len(self) -> usize {
        self.to - self.from
    }
}

/// All runs of digits in the text, in order.
pub(super) fn of(reading: &Reading) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, c) in reading.chars.iter().enumerate() {
        if !c.is_ascii_digit() {
            continue;
        }
        match groups.last_mut() {
            Some(last) if last.to == at => last.to = at + 1,
            _ => groups.push(Group { from: at, to: at + 1 }),
        }
    }
    groups
}

/// Several runs in a row, read as one number.
pub(super) struct Chain<'a> {
    reading: &'a Reading,
    groups: &'a [Group],
}

impl<'a> Chain<'a> {
    pub(super) fn new(reading: &'a Reading, groups: &'a [Group]) -> Option<Self> {
        (!groups.is_empty()).then_some(Self { reading, groups })
    }

    pub(super) fn from(&self) -> usize {
        self.groups.first().map_or(0, |it| it.from)
    }

    pub(super) fn to(&self) -> usize {
        self.groups.last().map_or(0, |it| it.to)
    }

    /// How many digits stand in each run.
    pub(super) fn lengths(&self) -> Vec<usize> {
        self.groups.iter().map(|it| it.len()).collect()
    }

    /// The digits, joined.
    pub(super) fn digits(&self) -> Vec<u8> {
        let all = self.groups.iter().flat_map(|it| &self.reading.chars[it.from..it.to]);
        all.filter_map(|c| u8::try_from(c.to_digit(10)?).ok()).collect()
    }

    /// What stands between the runs.
    pub(super) fn gaps(&self) -> Vec<&'a [char]> {
        self.groups.windows(2).map(|two| &self.reading.chars[two[0].to..two[1].from]).collect()
    }
}

/// The chains that begin with the first of `groups`, shortest first, of at most `max` digits and
/// with gaps made only of the characters `between`.
pub(super) fn chains<'a>(
    reading: &'a Reading,
    groups: &'a [Group],
    max: usize,
    between: &'a [char],
) -> impl Iterator<Item = Chain<'a>> {
    let mut digits = 0;
    let fitting = groups.iter().enumerate().take_while(move |(at, group)| {
        digits += group.len();
        let joined = at.checked_sub(1).is_none_or(|before| {
            let gap = &reading.chars[groups[before].to..group.from];
            gap.len() <= GAP_MAX && gap.iter().all(|c| between.contains(c))
        });
        joined && digits <= max
    });
    fitting.filter_map(move |(at, _)| Chain::new(reading, &groups[..=at]))
}

/// Whether the character before a number ties it to digits in front of it, as in `2023:0456`.
pub(super) fn is_continued(reading: &Reading, from: usize) -> bool {
    let tie = reading.before(from).is_some_and(|c| matches!(c, '.' | ',' | ':' | '-' | '/' | '+'));
    let digit = from.checked_sub(2).and_then(|at| reading.at(at));
    tie && digit.is_some_and(|c| c.is_ascii_digit())
}

/// Whether digits follow a number, tied to it, as in `240101-1234-5`.
pub(super) fn goes_on(reading: &Reading, to: usize) -> bool {
    let tie = reading.at(to).is_some_and(|c| matches!(c, ',' | ':' | '-' | '/' | '+'));
    tie && reading.at(to + 1).is_some_and(|c| c.is_ascii_digit())
}

/// Whether the words say that a file, an order or an account comes, not a person.
pub(super) fn is_of_a_file(words: &[String]) -> bool {
    const STEMS: [&str; 22] = [
        "ärend",
        "diarie",
        "dnr",
        "order",
        "faktur",
        "kvitt",
        "ocr",
        "bankgiro",
        "plusgiro",
        "orgn",
        "organisationsn",
        "serien",
        "kundn",
        "artik",
        "larmn",
        "händelsen",
        "konto",
        "referens",
        "refn",
        "kolli",
        "löpn",
        "beställn",
    ];
    words.iter().rev().take(2).any(|word| STEMS.iter().any(|stem| word.starts_with(stem)))
}
