//! Before each command: what it takes by the matrix, and whether this device's role has that. A command
//! without a rule is never called.

use std::sync::Arc;

use domain::role::{Rule, rule};
use tauri::Manager as _;
use tauri::ipc::Invoke;

use crate::error::CommandError;
use crate::shell::Shell;

/// The commands behind the gate. The role is read away from the window's thread.
pub fn guarded(
    commands: impl Fn(Invoke) -> bool + Send + Sync + 'static,
) -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    let commands = Arc::new(commands);
    move |invoke| {
        let command = invoke.message.command().to_owned();
        match rule(&command) {
            None => invoke.resolver.reject(CommandError::not_allowed(&command)),
            Some(Rule::OwnDevice) => return commands(invoke),
            Some(Rule::May(_)) => {
                let commands = Arc::clone(&commands);
                tauri::async_runtime::spawn(async move {
                    if may_call(&invoke, &command).await {
                        commands(invoke);
                    } else {
                        invoke.resolver.reject(CommandError::not_allowed(&command));
                    }
                });
            }
        }
        true
    }
}

async fn may_call(invoke: &Invoke, command: &str) -> bool {
    let Some(shell) = invoke.message.webview_ref().try_state::<Shell>() else { return false };
    let shell = shell.inner().clone();
    shell.with(client::Client::role).await.is_ok_and(|role| role.may_call(command))
}
