//! What is said of an incident, and who is let know of it, as operations: the same on the server and on
//! a desk.

use domain::id::{DocId, OrganisationId};
use domain::incident::{Coarse, Joining, Saying, Share, ShareLevel};
use domain::op::Body;
use domain::role::Reader;
use rusqlite::Connection;

use super::{Planned, plan};
use crate::{PictureError, query};

/// What a saying writes about an incident, or about a report, which begins an incident if it is in
/// none: `new` is its id then. `None` when it is not known, or what is said does not fit.
///
/// # Errors
/// When the database fails.
pub fn plan_saying(
    conn: &Connection,
    reader: &Reader,
    (id, saying, new): (DocId, &Saying, DocId),
) -> Result<Option<Planned>, PictureError> {
    let Some((planned, incident, _)) = begun(conn, reader, (id, new))? else { return Ok(None) };
    Ok(saying.body(incident).map(|body| planned.and(body)))
}

/// What lets an organisation know of an incident, or takes that back.
///
/// # Errors
/// When the database fails.
pub fn plan_share(
    conn: &Connection,
    reader: &Reader,
    (id, new): (DocId, DocId),
    (organisation, level): (OrganisationId, ShareLevel),
) -> Result<Option<Planned>, PictureError> {
    let Some((planned, incident, coarse)) = begun(conn, reader, (id, new))? else {
        return Ok(None);
    };
    let coarse = coarse.filter(|_| level == ShareLevel::Coarse);
    if level == ShareLevel::Coarse && coarse.is_none() {
        return Ok(None);
    }
    let of = |incident| Share { incident, organisation, level, coarse: coarse.clone() }.body();
    let mut planned = planned.and(of(incident));
    if level == ShareLevel::Nothing {
        // What was told of an incident that went into this one is taken back with it.
        let came = super::came_into(conn, incident)?;
        planned.bodies.extend(came.into_iter().filter(|it| *it != incident).map(of));
    }
    Ok(Some(planned))
}

impl Planned {
    fn and(mut self, body: Body) -> Self {
        self.bodies.push(body);
        self
    }
}

/// The incident that is meant, what begins it, and what may be told of it coarsely.
fn begun(
    conn: &Connection,
    reader: &Reader,
    (id, new): (DocId, DocId),
) -> Result<Option<(Planned, DocId, Option<Coarse>)>, PictureError> {
    let Some(page) = query::incident_page(conn, reader, id)? else { return Ok(None) };
    let Some(first) = page.observations.first().map(|it| &it.observation) else { return Ok(None) };
    let placed = page.observations.iter().find_map(|it| it.observation.position);
    let place = page.said.position.or(placed);
    let coarse = Coarse {
        category: page.said.category.unwrap_or_else(|| first.category.clone()),
        near: place.map(|place| Coarse::near(place.lon(), place.lat())),
    };
    if let Some(incident) = page.incident {
        let planned = Planned { incident: Some(incident), bodies: Vec::new() };
        return Ok(Some((planned, incident, Some(coarse))));
    }
    let begin = Joining::Join { observations: vec![first.id] };
    let planned = plan(conn, &reader.scope, (&begin, new))?;
    Ok(planned.map(|planned| (planned, new, Some(coarse))))
}
