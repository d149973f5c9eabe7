//! The priority areas of a quarter, read from its one document.

use domain::priority::{Priorities, Quarter};
use domain::role::Scope;
use rusqlite::Connection;

use crate::{PictureError, log};

/// What people chose for a quarter. Who reads less than an organisation reads none.
///
/// # Errors
/// When the database fails.
pub fn priorities(
    conn: &Connection,
    scope: &Scope,
    quarter: Quarter,
) -> Result<Priorities, PictureError> {
    let document = match scope {
        Scope::All | Scope::Organisation { .. } => log::document(conn, quarter.document())?,
        Scope::Own { .. } | Scope::Nothing => None,
    };
    Ok(Priorities::read(quarter, document.as_ref()))
}
