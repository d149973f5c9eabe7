//! Sync in the background, of everybody on the phone: this keeps the time and listens for the server's hints. What is to be done,
//! and when, the engine decides.

use std::sync::Arc;
use std::time::Duration;

use client::http::Ear;
use client::schedule::{Event, Next, wait_ms};
use client::{Client, ClientError};
use tauri::AppHandle;

use crate::error::CommandError;
use crate::events;
use crate::shell::{self, Shell};

/// After the engine itself failed, as when another program holds its store.
const BREATH: Duration = Duration::from_secs(5);
/// Before the app has joined there is nothing to listen to.
const NOT_JOINED: Duration = Duration::from_secs(10);

/// Keep the time of everybody who is not followed yet. What waits of one travels, whoever has the phone.
pub fn follow_everybody(app: &AppHandle, shell: &Shell) {
    for person in shell.everybody() {
        if shell.begins_to_follow(person.number) {
            tauri::async_runtime::spawn(run(app.clone(), shell.clone(), person.client));
        }
    }
}

/// Runs until the app ends.
async fn run(app: AppHandle, shell: Shell, client: Arc<Client>) {
    let one = One { shell, client };
    one.hear(Event::Foreground).await;
    tauri::async_runtime::spawn(listen(one.clone()));
    let mut bell = one.shell.bell();
    loop {
        match one.with(Client::next).await {
            Ok(Next::Talk) => talk(&app, &one).await,
            Ok(Next::SendMedia) => send_media(&app, &one).await,
            Ok(Next::Wait(ms)) => {
                let wait = Duration::from_millis(ms.max(1).unsigned_abs());
                let _ = tokio::time::timeout(wait, bell.changed()).await;
            }
            Err(error) => {
                tracing::error!("the engine does not say what is due: {}", error.message);
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}

/// Tell everybody's engine what happened, and look at once whether anything is due.
pub async fn hear(shell: &Shell, event: Event) {
    for person in shell.everybody() {
        let one = One { shell: shell.clone(), client: person.client };
        one.hear(event).await;
    }
}

/// One person's engine and the way to the network.
#[derive(Clone)]
struct One {
    shell: Shell,
    client: Arc<Client>,
}

impl One {
    async fn with<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Client) -> Result<T, ClientError> + Send + 'static,
    ) -> Result<T, CommandError> {
        shell::with(Arc::clone(&self.client), ask).await
    }

    async fn hear(&self, event: Event) {
        if let Err(error) = self.with(move |client| client.hear(event)).await {
            tracing::error!("the schedule was not told: {}", error.message);
        }
        self.shell.wake();
    }
}

async fn talk(app: &AppHandle, one: &One) {
    let (client, network) = (&one.client, one.shell.network());
    match client.sync(network).await {
        Ok(outcome) if outcome.sent + outcome.received + outcome.quarantined > 0 => {
            events::picture_changed(app);
        }
        Ok(_) => {}
        Err(error) => tracing::info!("the server was not reached: {error}"),
    }
    if let Err(error) = one.with(Client::index_words).await {
        tracing::warn!("words wait for the full-text index: {}", error.message);
    }
    if let Err(error) = one.with(Client::correct_earlier).await {
        tracing::warn!("times of a wrong clock wait: {}", error.message);
    }
    match client.fetch_places(network).await {
        Ok(true) => events::picture_changed(app),
        Ok(false) => {}
        Err(error) => tracing::info!("places and addresses wait: {error}"),
    }
    match client.fetch_briefing(network).await {
        Ok(true) => events::picture_changed(app),
        Ok(false) => {}
        Err(error) => tracing::info!("the briefing waits: {error}"),
    }
    if let Err(error) = client.deliver(network).await {
        tracing::debug!("packages of colleagues wait: {error}");
    }
    match one.with(Client::run_standing).await {
        Ok(0) => {}
        Ok(_) => events::picture_changed(app),
        Err(error) => tracing::warn!("a standing run of the analysis failed: {}", error.message),
    }
    begin_anew_if_forgotten(app, one).await;
    events::sync_changed(app);
}

async fn send_media(app: &AppHandle, one: &One) {
    if let Err(error) = one.client.send_media(one.shell.network()).await {
        tracing::info!("photos wait: {error}");
    }
    begin_anew_if_forgotten(app, one).await;
    events::sync_changed(app);
}

/// Whose PIN is forgotten joins anew when all of theirs is handed in.
async fn begin_anew_if_forgotten(app: &AppHandle, one: &One) {
    match one.with(Client::begin_anew_if_forgotten).await {
        Ok(true) => events::picture_changed(app),
        Ok(false) => {}
        Err(error) => tracing::warn!("a forgotten PIN waits: {}", error.message),
    }
}

/// Follow the server's hints. Without them news are asked for more often; nothing else changes.
async fn listen(one: One) {
    let Ok(mut ear) = Ear::new(one.shell.network()) else { return };
    let mut failures = 0;
    loop {
        let Ok(Some(to)) = one.with(Client::address).await else {
            tokio::time::sleep(NOT_JOINED).await;
            continue;
        };
        match ear.next(&to).await {
            Ok(head) => {
                failures = 0;
                one.hear(Event::Listening(true)).await;
                one.hear(Event::Hint(head)).await;
            }
            Err(error) => {
                tracing::debug!("the server's hints are not heard: {error}");
                failures += 1;
                one.hear(Event::Listening(false)).await;
                let wait = wait_ms(failures, u32::MAX / 2).unsigned_abs();
                tokio::time::sleep(Duration::from_millis(wait)).await;
            }
        }
    }
}
