//! Before each command: what it takes by the matrix, whether this device's role has that, and whether the
//! app is locked. A command without a rule is never called.

use std::sync::Arc;

use domain::role::{Rule, rule, works_locked};
use tauri::Manager as _;
use tauri::ipc::Invoke;

use crate::error::CommandError;
use crate::shell::{self, Shell};

/// The commands behind the gate. The role is read away from the window's thread.
pub fn guarded(
    commands: impl Fn(Invoke) -> bool + Send + Sync + 'static,
) -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    let commands = Arc::new(commands);
    move |invoke| {
        let command = invoke.message.command().to_owned();
        match rule(&command) {
            None => invoke.resolver.reject(CommandError::not_allowed(&command)),
            Some(Rule::OwnDevice) if works_locked(&command) => return commands(invoke),
            Some(Rule::OwnDevice | Rule::May(_)) => {
                let commands = Arc::clone(&commands);
                tauri::async_runtime::spawn(async move {
                    match may_call(&invoke, &command).await {
                        Ok(()) => {
                            commands(invoke);
                        }
                        Err(error) => invoke.resolver.reject(error),
                    }
                });
            }
        }
        true
    }
}

async fn may_call(invoke: &Invoke, command: &str) -> Result<(), CommandError> {
    let shell = invoke.message.webview_ref().try_state::<Shell>();
    let shell = shell.ok_or_else(|| CommandError::not_allowed(command))?.inner().clone();
    let client = shell.client();
    if !shell::with(Arc::clone(&client), client::Client::role).await?.may_call(command) {
        return Err(CommandError::not_allowed(command));
    }
    if !works_locked(command) && shell::with(client, client::Client::is_locked).await? {
        return Err(client::ClientError::Locked.into());
    }
    Ok(())
}
