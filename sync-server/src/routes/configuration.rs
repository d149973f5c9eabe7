//! *Förvaltning*: what the configuration says, changed from a desk without a terminal. Checked as a
//! folder is, and carried to browsers, phones and desks the same way.

use std::collections::BTreeMap;
use std::sync::TryLockError;

use axum::extract::State;
use axum::{Extension, Json};
use domain::clock::UtcMillis;
use protocol::configuration::{
    ConfigurationChange, ConfigurationChanged, ConfigurationFault, ConfigurationFiles,
    ConfigurationVersion,
};
use protocol::problem::{Problem, ProblemCode};

use crate::app::{App, StartError};
use crate::applying::{Applying, Patch};
use crate::credential::Who;
use crate::error::ApiError;
use crate::faults::Fault;
use crate::payload::Payload;
use crate::store::{StoreError, audit, people};

/// What the record calls a change from a desk.
const CHANGED: &str = "configuration.change";
/// The longest history that is told.
const HISTORY: u32 = 50;

/// What the files of the configuration say, and who changed them when.
#[utoipa::path(
    get, path = "/v1/configuration", tag = "browser",
    responses((status = 200, body = ConfigurationFiles), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(crate) async fn read(State(app): State<App>) -> Result<Json<ConfigurationFiles>, ApiError> {
    let own = app.clone();
    let told = tokio::task::spawn_blocking(move || {
        let applying = Applying::new(&own.dir, &own.store);
        let (municipality, organisations) = applying.files()?;
        let history = own.store.read_now(|conn| {
            let people: BTreeMap<String, String> =
                people::list(conn)?.into_iter().map(|it| (it.id.to_string(), it.name)).collect();
            let rows = audit::newest_of(conn, [CHANGED, "config.apply"], HISTORY)?;
            let told = rows.into_iter().map(|row| ConfigurationVersion {
                // The keys that were changed come after it.
                version: row.object.split(' ').next().unwrap_or_default().to_owned(),
                at: UtcMillis(row.at),
                by: people.get(&row.actor).cloned().unwrap_or(row.actor),
            });
            Ok(told.collect())
        })?;
        let version = applying.in_force()?;
        Ok::<_, StartError>(ConfigurationFiles { version, municipality, organisations, history })
    });
    Ok(Json(told.await.map_err(|_| StoreError::Panicked)?.map_err(failed)?))
}

/// Change what the files say. Every fault is named, and then nothing is changed; so it is when somebody
/// else changed it meanwhile, and when it is only tried out.
#[utoipa::path(
    post, path = "/v1/configuration", tag = "browser", request_body = ConfigurationChange,
    responses(
        (status = 200, body = ConfigurationChanged), (status = 401, body = Problem),
        (status = 403, body = Problem),
        (status = 409, body = Problem, description = "Another version is in force than the change was made of"),
    )
)]
pub(crate) async fn change(
    State(app): State<App>,
    Extension(who): Extension<Who>,
    payload: Payload,
) -> Result<Json<ConfigurationChanged>, ApiError> {
    let by = who.person()?.id.to_string();
    let change: ConfigurationChange = payload.read()?;
    let own = app.clone();
    let done = tokio::task::spawn_blocking(move || {
        // One at a time: the draft lies in one place.
        let _alone = match own.configuring.try_lock() {
            Ok(alone) => alone,
            Err(TryLockError::Poisoned(after)) => after.into_inner(),
            Err(TryLockError::WouldBlock) => {
                let message = "somebody else is changing it: read it again";
                return Err(ApiError::new(ProblemCode::AlreadyExists, message));
            }
        };
        changed(&own, &by, &change)
    });
    Ok(Json(done.await.map_err(|_| StoreError::Panicked)??))
}

fn changed(
    app: &App,
    by: &str,
    change: &ConfigurationChange,
) -> Result<ConfigurationChanged, ApiError> {
    let applying = Applying::new(&app.dir, &app.store);
    let before = applying.in_force()?;
    if change.of != before {
        let message = "somebody else changed it meanwhile: read it again";
        return Err(ApiError::new(ProblemCode::AlreadyExists, message));
    }
    let patch = Patch {
        municipality: change.municipality.clone(),
        organisations: change.organisations.clone(),
    };
    let (keys, refused) = patch.keys();
    let tried = applying.changed(&patch).and_then(|draft| {
        let version = applying.checked(draft.folder())?;
        Ok((draft, version))
    });
    let (draft, version) = match tried {
        Ok(tried) => tried,
        Err(StartError::Faults(faults)) => {
            let mut all = refused;
            all.retain(|it| !faults.0.iter().any(|known| known.key == it.key));
            all.extend(faults.0);
            return Ok(ConfigurationChanged { version: before, faults: told(all) });
        }
        Err(error) => return Err(failed(error)),
    };
    if !refused.is_empty() {
        return Ok(ConfigurationChanged { version: before, faults: told(refused) });
    }
    let hash = version.hash.clone();
    if !change.try_out {
        let keys = keys.join(", ");
        applying.apply((draft.folder(), version), (by, CHANGED, &keys)).map_err(failed)?;
    }
    Ok(ConfigurationChanged { version: hash, faults: Vec::new() })
}

fn told(faults: Vec<Fault>) -> Vec<ConfigurationFault> {
    let each = faults.into_iter();
    each.map(|it| ConfigurationFault { file: it.file, key: it.key, what: it.what }).collect()
}

fn failed(error: StartError) -> ApiError {
    match error {
        StartError::Store(error) => error.into(),
        other => {
            tracing::error!("the configuration could not be read or written: {other}");
            ApiError::new(
                ProblemCode::ServerFailed,
                "the configuration could not be read or written",
            )
        }
    }
}
