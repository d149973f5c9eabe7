//! What a study needs besides the picture: the zone, the day, and the places people know by name.

use analysis::calendar::local_time;
use chrono::{Days, NaiveDate, TimeZone as _};
use chrono_tz::Tz;
use domain::clock::UtcMillis;
use domain::day::Day;
use domain::gazetteer::{AreaHere, Border, Gazetteer, Place};

use super::{Snapshot, StudyError, StudyQuestion};

/// A place people know by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// Its name.
    pub name: String,
    /// Degrees, WGS 84.
    pub lon: f64,
    /// Degrees, WGS 84.
    pub lat: f64,
}

/// What a study stands on.
#[derive(Debug, Clone)]
pub struct Ground {
    /// Zone of the municipality.
    pub zone: Tz,
    /// The present time, for a question that names no day.
    pub now: UtcMillis,
    /// Named places.
    pub spots: Vec<Spot>,
    /// Borders of areas, by code.
    pub areas: Vec<Border>,
}

impl Ground {
    /// The ground of a zone by its IANA name; Sweden's where there is no such zone.
    pub fn new(zone: &str, now: UtcMillis, mut spots: Vec<Spot>) -> Self {
        spots.retain(|spot| spot.lon.is_finite() && spot.lat.is_finite());
        spots.sort_by(|a, b| a.name.cmp(&b.name).then(a.lon.total_cmp(&b.lon)));
        let zone = zone.parse().unwrap_or(analysis::calendar::SWEDEN);
        Self { zone, now, spots, areas: Vec::new() }
    }

    /// The same with the places and areas of a municipality.
    pub fn of(zone: &str, now: UtcMillis, gazetteer: &Gazetteer) -> Self {
        let spot =
            |place: &Place| Spot { name: place.name.clone(), lon: place.lon, lat: place.lat };
        let mut areas = gazetteer.borders.clone();
        areas.sort_by(|a, b| a.area.cmp(&b.area).then(a.name.cmp(&b.name)));
        Self { areas, ..Self::new(zone, now, gazetteer.places.iter().map(spot).collect()) }
    }

    /// The same with the areas of one kind, so that nothing is counted in two of them: the areas the method is
    /// worked in, else the municipality's districts, else of those there are the kind first by name.
    pub fn of_one_kind(&self) -> Self {
        let is_there = |kind: &&&str| self.areas.iter().any(|it| it.kind == **kind);
        let first = ["est_area", "district"].iter().find(is_there).copied();
        let kind = first.or_else(|| self.areas.iter().map(|it| it.kind.as_str()).min());
        let areas = self.areas.iter().filter(|it| Some(it.kind.as_str()) == kind);
        Self { areas: areas.cloned().collect(), ..self.clone() }
    }

    /// The areas that may be asked for, by name.
    pub(super) fn areas(&self) -> Vec<AreaHere> {
        let mut areas: Vec<AreaHere> = self.areas.iter().map(Border::here).collect();
        areas.sort_by(|a, b| a.name.cmp(&b.name).then(a.code.cmp(&b.code)));
        areas.dedup_by(|a, b| a.code == b.code);
        areas
    }

    /// The borders of an area; none where there is no such area.
    pub(super) fn borders(&self, code: &str) -> Vec<&Border> {
        self.areas.iter().filter(|border| border.area == code).collect()
    }

    /// The present day in the municipality's zone.
    pub fn today(&self) -> NaiveDate {
        self.day_of(self.now.0.div_euclid(1000))
    }

    /// The same as a day of the plan.
    pub fn day(&self) -> Day {
        plan_day(self.today())
    }

    /// The same in the zone the reports were told in: an import from elsewhere brings its own.
    pub(super) fn for_reports_of(&self, snapshot: &Snapshot) -> Self {
        Self { zone: snapshot.zone.unwrap_or(self.zone), ..self.clone() }
    }

    /// The question with its day filled in.
    pub(super) fn settled(&self, question: &StudyQuestion) -> Result<StudyQuestion, StudyError> {
        if ![4, 12, 52].contains(&question.weeks) {
            return Err(StudyError::Question("a window is 4, 12 or 52 weeks"));
        }
        let day = match &question.until {
            Some(text) => text
                .parse::<NaiveDate>()
                .map_err(|_| StudyError::Question("the day is not a date, as 2026-11-22"))?,
            None => self.today(),
        };
        if !(1970..=9000).contains(&chrono::Datelike::year(&day)) {
            return Err(StudyError::Question("the day is out of range"));
        }
        Ok(StudyQuestion { until: Some(day.to_string()), ..question.clone() })
    }

    /// The local day of an instant, seconds since 1970.
    pub(super) fn day_of(&self, seconds: i64) -> NaiveDate {
        local_time(seconds, self.zone).map_or(NaiveDate::default(), |local| local.date)
    }

    /// The local day of a moment, as the plan writes it.
    pub fn day_at(&self, at: UtcMillis) -> Day {
        plan_day(self.day_of(at.0.div_euclid(1_000)))
    }

    /// The instant a local day begins, seconds since 1970.
    pub(super) fn start_of(&self, day: NaiveDate) -> i64 {
        let midnight = day.and_hms_opt(0, 0, 0).unwrap_or_default();
        // A night that begins at one o'clock begins with its first hour.
        let later = midnight + chrono::TimeDelta::hours(1);
        self.zone
            .from_local_datetime(&midnight)
            .earliest()
            .or_else(|| self.zone.from_local_datetime(&later).earliest())
            .map_or(0, |at| at.timestamp())
    }

    /// The instant a day of the plan begins.
    pub fn start_of_day(&self, day: Day) -> UtcMillis {
        let (year, month, of_month) = day.parts();
        let date = NaiveDate::from_ymd_opt(year, month, of_month).unwrap_or_default();
        UtcMillis(self.start_of(date).saturating_mul(1_000))
    }

    /// A day some weeks earlier.
    pub(super) fn weeks_before(day: NaiveDate, weeks: u32) -> NaiveDate {
        day.checked_sub_days(Days::new(u64::from(weeks) * 7)).unwrap_or(day)
    }
}

/// A day of the calendar as the plan writes it; days before 1970 count as its first.
pub(super) fn plan_day(day: NaiveDate) -> Day {
    let (year, month, of_month) =
        (chrono::Datelike::year(&day), chrono::Datelike::month(&day), chrono::Datelike::day(&day));
    Day::new(year, month, of_month).unwrap_or_default()
}
