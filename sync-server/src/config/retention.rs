//! `[[retention]]`: how long the municipality keeps what, by which decision of its own.

use domain::op::DocType;
use serde::Serialize;

use super::Configuration;
use super::checks::{code, word};
use crate::fields::Fields;

const RECORDS: &[&str] = &[
    "observation",
    "incident",
    "priority",
    "patrol",
    "measure",
    "cause_analysis",
    "assessment",
    "feedback",
    "share",
    "meeting",
];
const BEGINNINGS: &[&str] = &["received", "last_said"];
/// A hundred years.
const MONTHS_MAX: i64 = 1_200;

/// A rule for one kind of record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RetentionRule {
    /// Never changes.
    pub code: String,
    /// Which kind.
    pub record: DocType,
    /// Of reports: codes of the categories or tiles; none: all that no other rule names.
    pub categories: Vec<String>,
    /// Of reports: only those that their reporter withdrew (*felregistrering*).
    pub is_of_withdrawn: bool,
    /// Calendar months it is kept; none: for good (*bevaras*).
    pub months: Option<u32>,
    /// Whether the months begin with what was said last; else with what was received first.
    pub is_from_last_said: bool,
    /// The decision it rests on, as the municipality names it.
    pub decision: String,
}

/// Read the rules. Two that say different things of the same are a fault.
pub(super) fn read(fields: &Fields<'_>, to: &mut Configuration) {
    let (mut codes, mut named) = (Vec::new(), Vec::<(String, bool, Vec<String>)>::new());
    for table in fields.tables("retention") {
        let record = table.one_of("record", RECORDS);
        let known = |all: &Vec<String>| {
            all.iter().all(|one| to.catalogue.categories.iter().any(|it| it.code.as_str() == one))
        };
        let what = "codes of the catalogue are expected";
        let categories = table.optional_checked("categories", what, known).unwrap_or_default();
        let is_of_withdrawn = table.optional("withdrawn").unwrap_or(false);
        if record != "observation" && (is_of_withdrawn || !categories.is_empty()) {
            table.fault("record", "only an observation has categories and can be withdrawn");
        }
        let within = |months: &i64| (0..=MONTHS_MAX).contains(months);
        let months = table.optional_checked("months", "0 to 1200 is expected", within);
        let is_for_good = table.optional("keep").unwrap_or(false);
        if is_for_good == months.is_some() {
            table.fault("months", "either `months`, or `keep = true`");
        }
        let begins = table.optional_one_of("from", BEGINNINGS);
        for (other, of_withdrawn, theirs) in &named {
            let is_same = categories.is_empty() && theirs.is_empty()
                || categories.iter().any(|one| theirs.contains(one));
            if *other == record && *of_withdrawn == is_of_withdrawn && is_same {
                table.fault("record", "another rule says how long these are kept");
            }
        }
        named.push((record.clone(), is_of_withdrawn, categories.clone()));
        to.retention.push(RetentionRule {
            code: code(&table, &mut codes),
            record: word(&record).unwrap_or(DocType::Unknown),
            categories,
            is_of_withdrawn,
            months: months.and_then(|months| u32::try_from(months).ok()),
            is_from_last_said: begins.as_deref() == Some("last_said"),
            decision: table.required("decision"),
        });
        table.done();
    }
}

impl RetentionRule {
    /// How closely the rule names a record of its kind; none where it does not.
    pub fn fit(&self, (category, tile): (&str, &str), is_withdrawn: bool) -> Option<u8> {
        if self.is_of_withdrawn && !is_withdrawn {
            return None;
        }
        let named = |code: &str| self.categories.iter().any(|one| one == code);
        let closeness = match () {
            () if self.categories.is_empty() => 0,
            () if named(category) => 2,
            () if named(tile) => 1,
            () => return None,
        };
        Some(closeness + if self.is_of_withdrawn { 3 } else { 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_withdrawn_goes_before_the_category_and_the_category_before_its_tile() {
        let rule = |categories: &[&str], is_of_withdrawn| RetentionRule {
            code: String::new(),
            record: DocType::Observation,
            categories: categories.iter().map(|&it| it.to_owned()).collect(),
            is_of_withdrawn,
            months: None,
            is_from_last_said: false,
            decision: String::new(),
        };
        let of = ("vandalism.graffiti", "vandalism");
        let fits = [
            rule(&[], false).fit(of, false),
            rule(&["vandalism"], false).fit(of, false),
            rule(&["vandalism.graffiti"], false).fit(of, false),
            rule(&[], true).fit(of, true),
        ];
        assert_eq!(fits, [Some(0), Some(1), Some(2), Some(3)]);
        assert_eq!(rule(&["fire"], false).fit(of, false), None);
        assert_eq!(rule(&[], true).fit(of, false), None);
    }
}
