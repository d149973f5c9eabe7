//! *Veckans brief*: the operative edition that was given to an organisation last, as its people in the field read
//! it. Only what was fixed and may be shared; the same words for everybody until another is given.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Edition, EditionKind, FigureRow, MeasureFigure, PlaceFigure, Version};
use crate::catalogue::Label;
use crate::clock::UtcMillis;
use crate::day::Day;
use crate::id::{OpId, OrganisationId};
use crate::measure::MeasureStatus;
use crate::text::{Name, Prose};

/// The texts that are for the field, in the order they are read.
const SECTIONS: [&str; 3] = ["summary", "news", "coming"];

/// *Veckans brief*, as a phone carries it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct Briefing {
    /// The operation that fixed the version.
    pub version: OpId,
    /// 1, 2, 3 … of the same days.
    pub number: u32,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
    /// When it was fixed.
    pub fixed_at: UtcMillis,
    /// The function or body that fixed it.
    pub by: Name,
    /// The texts by section: `summary`, `news`, `coming`.
    pub texts: BTreeMap<String, Prose>,
    /// What has changed since the one before, in words.
    pub changes: Vec<Label>,
    /// Events in these days; none: withheld.
    pub events: Option<u32>,
    /// By category tile.
    pub tiles: Vec<FigureRow>,
    /// The places with the most, best first, by names that the phone finds on its own map.
    pub places: Vec<PlaceFigure>,
    /// Monday–Friday and the weekend, by night, morning, afternoon and evening; none: withheld.
    pub hours: Vec<Vec<Option<u32>>>,
    /// Measures that were open when it was fixed.
    pub measures: Vec<MeasureFigure>,
}

impl Briefing {
    /// The newest one among editions. With an organisation, only of what it was given.
    pub fn newest(editions: &[Edition], of: Option<OrganisationId>) -> Option<Self> {
        let operative = editions.iter().filter(|it| it.kind == EditionKind::Operative);
        let versions =
            operative.flat_map(|it| it.versions.iter().map(move |version| (it, version)));
        let given = versions.filter(|(edition, version)| match of {
            Some(organisation) => edition.is_sent(version.op, organisation),
            None => true,
        });
        let newest = given.max_by_key(|(edition, version)| {
            (edition.until, version.fixed.version, version.at, version.op)
        });
        newest.map(|(edition, version)| Self::of(edition, version))
    }

    fn of(edition: &Edition, version: &Version) -> Self {
        let (fixed, shared) = (&version.fixed, &version.fixed.shared);
        let is_for_the_field = |section: &str| SECTIONS.contains(&section);
        let texts = fixed.texts.iter().filter(|(section, _)| is_for_the_field(section));
        let is_open = |it: &&MeasureFigure| match it.status {
            MeasureStatus::Decided | MeasureStatus::Ongoing => true,
            MeasureStatus::Proposed | MeasureStatus::Done | MeasureStatus::Cancelled => false,
        };
        Self {
            version: version.op,
            number: fixed.version,
            from: edition.from,
            until: edition.until,
            fixed_at: version.at,
            by: fixed.by.clone(),
            texts: texts.map(|(section, text)| (section.clone(), text.clone())).collect(),
            changes: fixed.shared_changes.clone(),
            events: shared.events,
            tiles: shared.tiles.clone(),
            places: shared.places.clone(),
            hours: shared.hours.clone(),
            measures: shared.measures.iter().filter(is_open).cloned().collect(),
        }
    }
}
