//! Measures and what belongs to them.

use ::picture::study::{self, FollowUp, Ground, PlannedPower};
use ::picture::view::{AreaStatus, MeasureView, PlanChange};
use client::system::SystemClock;
use domain::assessment::Assessing;
use domain::cause::CauseAnalysis;
use domain::clock::Clock as _;
use domain::day::Day;
use domain::edition::Briefing;
use domain::feedback::Feedback;
use domain::id::DocId;
use domain::measure::DeclaredTest;
use domain::plan::PlanEntry;
use tauri::{AppHandle, State};

use crate::error::CommandError;
use crate::events;
use crate::shell::Shell;

/// Every measure, the newest first.
#[tauri::command]
pub async fn measures(shell: State<'_, Shell>) -> Result<Vec<MeasureView>, CommandError> {
    shell
        .with(|client| {
            let today = ground(&client.me()?.municipality.zone).day();
            client.measures(today)
        })
        .await
}

/// What became of each declared test of a measure, oldest first.
#[tauri::command]
pub async fn follow_up(shell: State<'_, Shell>, id: DocId) -> Result<Vec<FollowUp>, CommandError> {
    shell
        .with(move |client| {
            let (measure, snapshot) = client.measured(id)?;
            let ground = ground(&client.me()?.municipality.zone);
            Ok(study::follow_up(&snapshot, &ground, &measure))
        })
        .await?
        .map_err(CommandError::from)
}

/// What a test that is about to be declared could see.
#[tauri::command]
pub async fn planned_power(
    shell: State<'_, Shell>,
    test: DeclaredTest,
) -> Result<PlannedPower, CommandError> {
    shell
        .with(move |client| {
            let ground = ground(&client.me()?.municipality.zone);
            Ok(study::planned_power(&client.snapshot()?, &ground, &test))
        })
        .await?
        .map_err(CommandError::from)
}

/// Every cause analysis, the last changed first.
#[tauri::command]
pub async fn causes(shell: State<'_, Shell>) -> Result<Vec<CauseAnalysis>, CommandError> {
    shell.with(|client| client.causes()).await
}

/// Each area with borders in these days.
#[tauri::command]
pub async fn assessments(
    shell: State<'_, Shell>,
    from: Day,
    until: Day,
) -> Result<Vec<AreaStatus>, CommandError> {
    shell.with(move |client| client.assessments(from, until)).await
}

/// Decide the status of an area.
#[tauri::command]
pub async fn assess(
    app: AppHandle,
    shell: State<'_, Shell>,
    assessing: Assessing,
) -> Result<(), CommandError> {
    let entry = assessing.entry().map_err(|_| CommandError::bad_value("area"))?;
    shell.with(move |client| client.write_plan(&entry)).await?;
    shell.wake();
    events::picture_changed(&app);
    Ok(())
}

/// What this device has been told, the newest first.
#[tauri::command]
pub async fn feedback(shell: State<'_, Shell>) -> Result<Vec<Feedback>, CommandError> {
    shell.with(|client| client.feedback()).await
}

/// What was said of a document of the plan, oldest first.
#[tauri::command]
pub async fn plan_history(
    shell: State<'_, Shell>,
    id: DocId,
) -> Result<Vec<PlanChange>, CommandError> {
    shell.with(move |client| client.plan_history(id)).await
}

/// Write to a document of the plan.
#[tauri::command]
pub async fn write_plan(
    app: AppHandle,
    shell: State<'_, Shell>,
    entry: PlanEntry,
) -> Result<(), CommandError> {
    shell.with(move |client| client.write_plan(&entry)).await?;
    shell.wake();
    events::picture_changed(&app);
    Ok(())
}

/// *Veckans brief*, as far as it is carried here.
#[tauri::command]
pub async fn briefing(shell: State<'_, Shell>) -> Result<Option<Briefing>, CommandError> {
    shell.with(|client| client.briefing()).await
}

fn ground(zone: &str) -> Ground {
    Ground::new(zone, SystemClock.now(), Vec::new())
}
