//! Sync in the background: this keeps the time and listens for the server's hints. What is to be done,
//! and when, the engine decides.

use std::time::Duration;

use client::http::Ear;
use client::schedule::{Event, Next, wait_ms};
use tauri::AppHandle;

use crate::events;
use crate::shell::Shell;

/// After the engine itself failed, as when another program holds its store.
const BREATH: Duration = Duration::from_secs(5);
/// Before the app has joined there is nothing to listen to.
const NOT_JOINED: Duration = Duration::from_secs(10);

/// Runs until the app ends.
pub async fn run(app: AppHandle, shell: Shell) {
    hear(&shell, Event::Foreground).await;
    tauri::async_runtime::spawn(listen(shell.clone()));
    loop {
        match shell.with(client::Client::next).await {
            Ok(Next::Talk) => talk(&app, &shell).await,
            Ok(Next::SendMedia) => send_media(&app, &shell).await,
            Ok(Next::Wait(ms)) => {
                let wait = Duration::from_millis(ms.max(1).unsigned_abs());
                let _ = tokio::time::timeout(wait, shell.rung()).await;
            }
            Err(error) => {
                tracing::error!("the engine does not say what is due: {}", error.message);
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}

/// Tell the engine what happened, and look at once whether anything is due.
pub async fn hear(shell: &Shell, event: Event) {
    if let Err(error) = shell.with(move |client| client.hear(event)).await {
        tracing::error!("the schedule was not told: {}", error.message);
    }
    shell.wake();
}

async fn talk(app: &AppHandle, shell: &Shell) {
    match shell.client().sync(shell.network()).await {
        Ok(outcome) if outcome.sent + outcome.received + outcome.quarantined > 0 => {
            events::picture_changed(app);
        }
        Ok(_) => {}
        Err(error) => tracing::info!("the server was not reached: {error}"),
    }
    if let Err(error) = shell.with(client::Client::index_words).await {
        tracing::warn!("words wait for the full-text index: {}", error.message);
    }
    if let Err(error) = shell.with(client::Client::correct_earlier).await {
        tracing::warn!("times of a wrong clock wait: {}", error.message);
    }
    match shell.client().fetch_places(shell.network()).await {
        Ok(true) => events::picture_changed(app),
        Ok(false) => {}
        Err(error) => tracing::info!("places and addresses wait: {error}"),
    }
    match shell.client().fetch_briefing(shell.network()).await {
        Ok(true) => events::picture_changed(app),
        Ok(false) => {}
        Err(error) => tracing::info!("the briefing waits: {error}"),
    }
    if let Err(error) = shell.client().deliver(shell.network()).await {
        tracing::debug!("packages of colleagues wait: {error}");
    }
    match shell.with(client::Client::run_standing).await {
        Ok(0) => {}
        Ok(_) => events::picture_changed(app),
        Err(error) => tracing::warn!("a standing run of the analysis failed: {}", error.message),
    }
    events::sync_changed(app);
}

async fn send_media(app: &AppHandle, shell: &Shell) {
    if let Err(error) = shell.client().send_media(shell.network()).await {
        tracing::info!("photos wait: {error}");
    }
    events::sync_changed(app);
}

/// Follow the server's hints. Without them news are asked for more often; nothing else changes.
async fn listen(shell: Shell) {
    let Ok(mut ear) = Ear::new(shell.network()) else { return };
    let mut failures = 0;
    loop {
        let Ok(Some(to)) = shell.with(|client| client.address()).await else {
            tokio::time::sleep(NOT_JOINED).await;
            continue;
        };
        match ear.next(&to).await {
            Ok(head) => {
                failures = 0;
                hear(&shell, Event::Listening(true)).await;
                hear(&shell, Event::Hint(head)).await;
            }
            Err(error) => {
                tracing::debug!("the server's hints are not heard: {error}");
                failures += 1;
                hear(&shell, Event::Listening(false)).await;
                let wait = wait_ms(failures, u32::MAX / 2).unsigned_abs();
                tokio::time::sleep(Duration::from_millis(wait)).await;
            }
        }
    }
}
