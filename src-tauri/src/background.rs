//! Sync in the background: when somebody rings, when the wait after a failure is over, and now and
//! then anyway. The engine decides what is due; this only keeps the time.

use std::time::Duration;

use tauri::AppHandle;

use crate::events;
use crate::shell::Shell;

/// How often the engine is asked whether something is due.
const BEAT: Duration = Duration::from_secs(1);
/// How often the server is asked for news when nothing else calls for it.
const NEWS_EVERY: Duration = Duration::from_secs(20);

/// Runs until the app ends.
pub async fn run(app: AppHandle, shell: Shell) {
    if let Err(error) = shell.with(client::Client::rearm).await {
        tracing::error!("the schedule could not be armed: {}", error.message);
    }
    let mut since_news = NEWS_EVERY;
    loop {
        let was_rung = tokio::time::timeout(BEAT, shell.rung()).await.is_ok();
        since_news += BEAT;
        if is_wanted(&shell, was_rung || since_news >= NEWS_EVERY).await {
            since_news = Duration::ZERO;
            round(&app, &shell).await;
        }
    }
}

/// Something waits or news are wanted, and the wait after a failure is over.
async fn is_wanted(shell: &Shell, is_asked: bool) -> bool {
    let state = shell.with(|client| Ok((client.is_due()?, client.state()?.waiting))).await;
    matches!(state, Ok((true, waiting)) if waiting > 0 || is_asked)
}

async fn round(app: &AppHandle, shell: &Shell) {
    match shell.client().sync(shell.network()).await {
        Ok(outcome) if outcome.sent + outcome.received + outcome.quarantined > 0 => {
            events::picture_changed(app);
        }
        Ok(_) => {}
        Err(error) => tracing::info!("the server was not reached: {error}"),
    }
    events::sync_changed(app);
}
