//! Editions as the routes and the command line ask for them.

use domain::edition::Cut;
use domain::role::{Object, Permission, Reach, Role, Words};
use picture::edition::{EditionList, editions, listed, recipients, statutory};
use picture::study::Ground;
use protocol::municipality::Municipality;
use report::Sender;

use crate::store::{Connection, StoreError};

/// The list for whoever writes editions, with the drafts that the rhythm offers.
///
/// # Errors
/// When the database fails.
pub fn list(
    conn: &Connection,
    municipality: &Municipality,
    (words, ground): (&Words, &Ground),
) -> Result<EditionList, StoreError> {
    let found = editions(conn, words)?;
    let today = ground.day();
    Ok(EditionList {
        deadlines: municipality.deadlines(today, &statutory(&found, ground)),
        editions: listed(&found, &municipality.offered(today)),
        recipients: recipients(conn)?,
    })
}

/// How much of an edition a role reads at most.
pub fn widest(role: Role) -> Cut {
    match role.reach(Permission::read(Object::Draft)) {
        Reach::All => Cut::Whole,
        Reach::Organisation | Reach::Own | Reach::Nothing => Cut::Shared,
    }
}

/// Whose document it is, as its configuration says.
pub fn sender(municipality: &Municipality) -> Sender {
    Sender {
        name: municipality.name.clone(),
        slug: municipality.slug.clone(),
        logo: municipality.logo.clone(),
        hue: municipality.hue,
        zone: municipality.zone.clone(),
        practice: municipality.practice,
    }
}
