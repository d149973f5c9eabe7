//! Runs the weekly alarm and the monthly self-check by itself, each once, a day late after a day
//! switched off. A failed run is told in the log and tried again.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::role::Scope;
use picture::standing;
use picture::study::StandingFindings;

use crate::app::App;
use crate::store::StoreError;

/// How often it looks whether a run is due, and whether the server stops.
const LOOK: Duration = Duration::from_secs(60);
const GLANCE: Duration = Duration::from_millis(200);

/// Make the runs that are due and not made yet.
///
/// # Errors
/// When the store fails; nothing is kept of a run then.
pub fn run_due(app: &App) -> Result<u32, StoreError> {
    let ground = app.ground();
    let made = app.store.read_now(|conn| Ok(standing::due(conn, &Scope::All, &ground)?))?;
    let count = made.len() as u32;
    for run in made {
        tell(&run.1.findings);
        app.store.write_now(move |batch| Ok(standing::keep(batch.tx, &run)?))?;
    }
    Ok(count)
}

fn tell(findings: &StandingFindings) {
    match findings {
        StandingFindings::WeeklyAlarm { week, alarms, more, series } => tracing::info!(
            "weekly alarm of the week from {week}: {} alarms, {more} more above their bound, of {series} series",
            alarms.len()
        ),
        StandingFindings::SelfCheck { check } => match check.value() {
            Some(check) if !check.holds => tracing::warn!(
                "self-check: the place list finds no more than places picked at random ({} of {})",
                check.hits,
                check.events
            ),
            Some(check) => {
                tracing::info!(
                    "self-check: the place list holds ({} of {})",
                    check.hits,
                    check.events
                );
            }
            None => tracing::info!("self-check: too little data"),
        },
    }
}

/// Look after the runs until the server stops.
pub fn watch(app: &App, stop: &AtomicBool) {
    loop {
        if let Err(error) = run_due(app) {
            tracing::error!("a standing run of the analysis failed: {error}");
        }
        if let Err(error) = crate::feedback::run_due(app) {
            tracing::error!("reviews and feedback could not be made: {error}");
        }
        match crate::review::run_due(app) {
            Ok(0) => {}
            Ok(approved) => tracing::info!("{approved} reports were approved by the rule"),
            Err(error) => tracing::error!("the rule of review failed: {error}"),
        }
        let mut waited = Duration::ZERO;
        while waited < LOOK {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            std::thread::sleep(GLANCE);
            waited += GLANCE;
        }
    }
}
