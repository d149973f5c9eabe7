//! What of the configuration the database decides by: who takes part, on which agreements, and the
//! catalogue that reports are counted with.

use chrono::{Days, NaiveDate, TimeZone as _};
use domain::clock::UtcMillis;
use domain::id::OrganisationId;
use picture::areas::Change;

use super::{Batch, Member, StoreError, agreements, members, meta};
use crate::config::Configuration;
use crate::current::Version;

/// Take a version into force: organisations, agreements, catalogue, areas. An organisation that is named no
/// more stays, since people, devices and reports belong to it.
///
/// # Errors
/// When the database fails.
pub fn take(batch: &Batch<'_>, version: &Version) -> Result<Change, StoreError> {
    take_members(batch, &version.configuration)?;
    agreements::take(batch, &version.configuration)?;
    picture::catalogue::keep(batch.tx, &version.configuration.catalogue)?;
    let borders = &version.configuration.gazetteer.borders;
    let change = picture::areas::take(batch.tx, borders, batch.now)?;
    meta::set_configuration(batch.tx, &version.hash)?;
    Ok(change)
}

fn take_members(batch: &Batch<'_>, configuration: &Configuration) -> Result<(), StoreError> {
    let known = members::list(batch.tx)?;
    for organisation in &configuration.organisations {
        let same = known.iter().find(|member| {
            member.code.as_deref() == Some(organisation.code.as_str())
                || (member.code.is_none() && member.name == organisation.name)
        });
        let id = match same {
            Some(member) => member.id,
            None => OrganisationId(batch.seams.uuid()?),
        };
        let member = Member {
            id,
            code: Some(organisation.code.clone()),
            name: organisation.name.clone(),
            roles: organisation.roles.clone(),
            collective: organisation.collective,
            agreement_required: organisation.agreement_required,
        };
        members::put(batch, &member)?;
    }
    Ok(())
}

/// The first moment of a day, so many days on, in a zone. Days and zones were checked when the
/// configuration was read; one that does not read never begins.
pub(crate) fn begins_at(zone: &str, day: &str, later: u64) -> UtcMillis {
    let moment = || {
        let zone: chrono_tz::Tz = zone.parse().ok()?;
        let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?;
        let day = day.checked_add_days(Days::new(later))?;
        let midnight = day.and_hms_opt(0, 0, 0)?;
        // Where the clock jumps over midnight the day begins when it lands.
        let begun = zone.from_local_datetime(&midnight).earliest();
        let begun = begun.or_else(|| {
            zone.from_local_datetime(&(midnight + chrono::TimeDelta::hours(1))).earliest()
        })?;
        Some(UtcMillis(begun.timestamp_millis()))
    };
    moment().unwrap_or(UtcMillis(i64::MAX))
}

/// The day of a moment in a zone, `YYYY-MM-DD`; empty for a moment that no calendar has.
pub(crate) fn day_of(zone: &str, at: UtcMillis) -> String {
    let zone: chrono_tz::Tz = zone.parse().unwrap_or_default();
    let at = zone.timestamp_millis_opt(at.0).single();
    at.map(|at| at.format("%Y-%m-%d").to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_the_zone() {
        // 2026-03-29 has 23 hours in Stockholm.
        let begins = begins_at("Europe/Stockholm", "2026-03-29", 0);
        assert_eq!(begins.0, 1_774_738_800_000);
        assert_eq!(begins_at("Europe/Stockholm", "2026-03-29", 1).0 - begins.0, 23 * 3_600_000);
        assert_eq!(begins_at("Europe/Stockholm", "no day", 0), UtcMillis(i64::MAX));
        assert_eq!(day_of("Europe/Stockholm", begins), "2026-03-29");
        assert_eq!(day_of("Europe/Stockholm", begins.plus_ms(-1)), "2026-03-28");
    }
}
