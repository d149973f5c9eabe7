//! The picture in numbers outside the coordinator's circle: told anew once a week, so that nobody who asks
//! again and again sees one report being approved.

use domain::day::Day;
use picture::counts::{self, CountsView};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Batch, StoreError};

/// What is told in the week of this Monday; nothing where it has not been settled yet.
///
/// # Errors
/// When the database fails.
pub fn of_week(conn: &Connection, monday: Day) -> Result<Option<CountsView>, StoreError> {
    // A clock that was set back by a week tells nothing new; one that was years ahead does not keep the
    // counts for years.
    let next = monday.plus_days(7);
    let told: Option<String> = conn
        .prepare_cached("SELECT told FROM told_counts WHERE monday BETWEEN ?1 AND ?2")?
        .query_row([monday.to_string(), next.to_string()], |row| row.get(0))
        .optional()?;
    Ok(told.map(|told| serde_json::from_str(&told)).transpose()?)
}

/// Settle what is told in the week of this Monday. Who comes second changes nothing.
///
/// # Errors
/// When the database fails.
pub fn settle(
    batch: &mut Batch<'_>,
    tiles: &[String],
    monday: Day,
) -> Result<CountsView, StoreError> {
    if let Some(told) = of_week(batch.tx, monday)? {
        return Ok(told);
    }
    let told = counts::counts(batch.tx, tiles)?.rounded();
    let row = "INSERT OR REPLACE INTO told_counts (is_one, monday, told) VALUES (1, ?1, ?2)";
    batch
        .tx
        .prepare_cached(row)?
        .execute(params![monday.to_string(), serde_json::to_string(&told)?])?;
    Ok(told)
}
