//! One incident as somebody may read it, the newest of them, and what an organisation is let know.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{DocId, OrganisationId};
use domain::incident::{SAID, Share, ShareLevel};
use domain::merge::Document;
use domain::observation::Observation;
use domain::op::DocType;
use domain::role::{Reader, Scope};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use serde::de::DeserializeOwned;

use super::condition::Condition;
use super::timeline::{contested, happenings};
use super::{observation, plan};
use crate::view::{
    IncidentPage, IncidentRow, IncidentSaid, ObservationView, PictureFilter, SharedIncident,
    SharedWith,
};
use crate::{PictureError, incident, masking, organisation};

/// An incident, or a report that is in none, by its id or by that of one of its reports. `None` when
/// the reader knows nothing of it.
///
/// # Errors
/// When the database fails.
pub fn incident_page(
    conn: &Connection,
    reader: &Reader,
    id: DocId,
) -> Result<Option<IncidentPage>, PictureError> {
    let alone = observation(conn, reader, id)?;
    let stands = match &alone {
        Some(_) => incident::of_observation(conn, id)?,
        None => Some(incident::root(conn, id)?),
    };
    let Some(root) = stands else {
        return alone.map(|it| page(conn, reader, (None, vec![it]))).transpose();
    };
    let mut observations = Vec::new();
    for doc in incident::members(conn, root)? {
        observations.extend(observation(conn, reader, doc)?);
    }
    if !observations.is_empty() {
        return Ok(Some(page(conn, reader, (Some(root), observations))?));
    }
    if let Some(known) = known(conn, &reader.scope, root)? {
        let known = Some(known);
        return Ok(Some(IncidentPage { known, ..empty(Some(root)) }));
    }
    let is_readable = masking::document(conn, &reader.words, root)?.is_some_and(|it| {
        it.of == DocType::Incident && domain::feedback::covers(&reader.scope, &it)
    });
    if is_readable { Ok(Some(page(conn, reader, (Some(root), Vec::new()))?)) } else { Ok(None) }
}

fn empty(incident: Option<DocId>) -> IncidentPage {
    IncidentPage {
        incident,
        observations: Vec::new(),
        sources: 0,
        said: IncidentSaid::default(),
        timeline: Vec::new(),
        contested: Vec::new(),
        shares: Vec::new(),
        known: None,
    }
}

fn page(
    conn: &Connection,
    reader: &Reader,
    (incident, observations): (Option<DocId>, Vec<ObservationView>),
) -> Result<IncidentPage, PictureError> {
    let mut page = IncidentPage { observations, ..empty(incident) };
    page.sources = sources(page.observations.iter().map(|it| &it.observation));
    let mut docs: BTreeSet<DocId> = page.observations.iter().map(|it| it.observation.id).collect();
    if let Some(root) = incident {
        let came = incident::came_into(conn, root)?;
        page.shares = shares(conn, &reader.scope, (&came, &page.observations))?;
        docs.extend(&came);
        for share in &page.shares {
            docs.extend(came.iter().map(|it| Share::document(*it, share.organisation)));
        }
    }
    for doc in docs {
        let Some(document) = masking::document(conn, &reader.words, doc)? else { continue };
        let is_of_it = document.of == DocType::Observation
            || domain::feedback::covers(&reader.scope, &document);
        if !is_of_it {
            continue;
        }
        page.timeline.extend(happenings(conn, reader, &document)?);
        page.contested.extend(contested(conn, reader, &document)?);
        if Some(doc) == incident {
            page.said = said(&document);
        }
    }
    page.timeline.sort_by_key(|it| (it.at, it.op));
    Ok(page)
}

fn sources<'a>(observations: impl Iterator<Item = &'a Observation>) -> u32 {
    let of = |it: &'a Observation| {
        let claimed = it.source.as_ref().and_then(|source| source.organisation.as_ref());
        (it.organisation, claimed)
    };
    u32::try_from(observations.map(of).collect::<BTreeSet<_>>().len()).unwrap_or(u32::MAX)
}

fn value<T: DeserializeOwned>(document: &Document, field: &str) -> Option<T> {
    document.value(field).and_then(|value| T::deserialize(value).ok())
}

fn said(document: &Document) -> IncidentSaid {
    let seen = |field: &str| Some((field.to_owned(), document.fields.get(field)?.stamp));
    IncidentSaid {
        category: value(document, "category"),
        severity: value(document, "severity"),
        when: value(document, "when"),
        position: value(document, "position"),
        place_name: value(document, "place_name"),
        seen: SAID.into_iter().filter_map(seen).collect(),
    }
}

/// How much every other organisation hears; nothing for who does not read everything.
fn shares(
    conn: &Connection,
    scope: &Scope,
    (came, observations): (&BTreeSet<DocId>, &[ObservationView]),
) -> Result<Vec<SharedWith>, PictureError> {
    if *scope != Scope::All {
        return Ok(Vec::new());
    }
    let reported: BTreeSet<OrganisationId> =
        observations.iter().map(|it| it.observation.organisation).collect();
    let mut shares = Vec::new();
    for (organisation, name) in organisation::names(conn)? {
        let mut level = ShareLevel::Nothing;
        for incident in came {
            level = level.max(level_of(conn, *incident, organisation)?);
        }
        let has_reported = reported.contains(&organisation);
        shares.push(SharedWith { organisation, name, level, has_reported });
    }
    shares.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(shares)
}

fn level_of(
    conn: &Connection,
    incident: DocId,
    organisation: OrganisationId,
) -> Result<ShareLevel, PictureError> {
    let document = crate::log::document(conn, Share::document(incident, organisation))?;
    let share = document.as_ref().and_then(Share::read);
    Ok(share.map_or(ShareLevel::Nothing, |share| share.level))
}

/// What may be known of the incidents that others reported, the newest id first.
///
/// # Errors
/// When the database fails.
pub fn shared(conn: &Connection, scope: &Scope) -> Result<Vec<SharedIncident>, PictureError> {
    let mut found = BTreeMap::new();
    for document in plan::documents(conn, &domain::role::Words::Released, DocType::Share)? {
        let Some(share) = Share::read(&document) else { continue };
        let is_told = domain::feedback::addressee(&document).is_some_and(|it| it.is_in(scope));
        let is_told = is_told && share.level == ShareLevel::Coarse;
        let Some(coarse) = share.coarse.filter(|_| is_told) else { continue };
        let incident = incident::root(conn, share.incident)?;
        found.insert(incident, SharedIncident { incident, coarse });
    }
    Ok(found.into_values().rev().collect())
}

fn known(
    conn: &Connection,
    scope: &Scope,
    incident: DocId,
) -> Result<Option<SharedIncident>, PictureError> {
    Ok(shared(conn, scope)?.into_iter().find(|it| it.incident == incident))
}

/// The incidents that happened last, at most so many.
///
/// # Errors
/// When the database fails.
pub fn newest_incidents(
    conn: &Connection,
    reader: &Reader,
    limit: u32,
) -> Result<Vec<IncidentRow>, PictureError> {
    let mut condition = Condition::new(&reader.scope, &PictureFilter::default());
    condition.and("incident_id IS NOT NULL", []);
    condition.values.push(Value::Integer(limit.into()));
    let mut statement = conn.prepare_cached(&format!(
        "SELECT incident_id FROM observation {} GROUP BY incident_id
         ORDER BY max(latest) DESC, incident_id LIMIT ?",
        condition.sql
    ))?;
    let docs = statement
        .query_map(params_from_iter(&condition.values), |row| Ok(DocId::from_bytes(row.get(0)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    let mut rows = Vec::with_capacity(docs.len());
    for doc in docs {
        let mut told = Vec::new();
        for member in incident::members(conn, doc)? {
            told.extend(observation(conn, reader, member)?.map(|it| it.observation));
        }
        let document = masking::document(conn, &reader.words, doc)?
            .filter(|it| domain::feedback::covers(&reader.scope, it));
        rows.extend(row(doc, &told, document.as_ref().map(said).unwrap_or_default()));
    }
    Ok(rows)
}

fn row(incident: DocId, told: &[Observation], said: IncidentSaid) -> Option<IncidentRow> {
    let told: Vec<_> = told.iter().filter(|it| it.withdrawn.is_none()).collect();
    let first = told.first()?;
    let placed = told.iter().find_map(|it| it.position);
    Some(IncidentRow {
        incident,
        category: said.category.unwrap_or_else(|| first.category.clone()),
        severity: said.severity.or(told.iter().map(|it| it.severity).max())?,
        place_name: said.place_name.or_else(|| told.iter().find_map(|it| it.place_name.clone())),
        position: said.position.or(placed),
        earliest: said
            .when
            .or(told.iter().map(|it| it.when).min_by_key(|it| it.earliest()))?
            .earliest(),
        latest: said.when.or(told.iter().map(|it| it.when).max_by_key(|it| it.latest()))?.latest(),
        reports: u32::try_from(told.len()).unwrap_or(u32::MAX),
        sources: sources(told.into_iter()),
    })
}
