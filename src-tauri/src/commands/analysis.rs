//! What the analysis says of this device's picture, counted off the window's thread.

use ::picture::study::{Spot, StudyQuestion};
use tauri::ipc::Response;
use tauri::{AppHandle, State};

use crate::error::CommandError;
use crate::events::{self, StudyStep};
use crate::shell::Shell;

/// One part of the analysis, as JSON. `run` is the interface's number for it.
#[tauri::command]
pub async fn study(
    app: AppHandle,
    shell: State<'_, Shell>,
    question: StudyQuestion,
    run: u32,
) -> Result<Response, CommandError> {
    let places = super::map::known(&shell).await?;
    let studies = shell.studies();
    let asked = shell.with(|client| Ok((client.snapshot()?, client.ground()?))).await?;
    let (snapshot, mut ground) = asked;
    if ground.spots.is_empty() {
        let spot = |place: protocol::session::NamedPlace| Spot {
            name: place.name,
            lon: place.lon,
            lat: place.lat,
        };
        ground.spots = places.into_iter().map(spot).collect();
    }
    let counted = tauri::async_runtime::spawn_blocking(move || {
        let mut progress = |done, of| {
            events::study_progress(&app, StudyStep { run, done, of });
            studies.is_wanted(run)
        };
        let answer = studies.cache.answer((&snapshot, &ground), &question, &mut progress);
        studies.end(run);
        answer
    });
    let answer = counted.await.map_err(|_| CommandError::stopped())??;
    Ok(Response::new(answer.to_string()))
}

/// Nobody waits for this run any more.
#[tauri::command]
pub async fn stop_study(shell: State<'_, Shell>, run: u32) -> Result<(), CommandError> {
    shell.studies().stop(run);
    Ok(())
}

/// What this desk ran by itself, as JSON, newest first.
#[tauri::command]
pub async fn standing(shell: State<'_, Shell>) -> Result<Response, CommandError> {
    let runs = shell.with(client::Client::standing).await?;
    Ok(Response::new(format!("[{}]", runs.join(","))))
}
