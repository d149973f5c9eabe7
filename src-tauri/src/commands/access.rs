//! *Enheter*: who and what has access, asked of the server.

use domain::id::{DeviceId, SessionId};
use protocol::access::{AccessView, InviteRequest, Invited};
use protocol::order::Order;
use protocol::wipe::Wipe;
use tauri::State;

use crate::error::CommandError;
use crate::shell::Shell;

/// Everything that has access.
#[tauri::command]
pub async fn access(shell: State<'_, Shell>) -> Result<AccessView, CommandError> {
    Ok(shell.client().access(shell.network()).await?)
}

/// A one-time link for a device.
#[tauri::command]
pub async fn invite_device(
    shell: State<'_, Shell>,
    request: InviteRequest,
) -> Result<Invited, CommandError> {
    let done = shell.client().order(&Order::Invite(request), shell.network()).await?;
    done.invited.ok_or_else(|| CommandError::not_found("link"))
}

/// Take a device's access away.
#[tauri::command]
pub async fn revoke_device(
    shell: State<'_, Shell>,
    device: DeviceId,
    wipe: Option<Wipe>,
) -> Result<(), CommandError> {
    shell.client().order(&Order::Revoke { device, wipe }, shell.network()).await?;
    Ok(())
}

/// Sign out a browser.
#[tauri::command]
pub async fn end_session(shell: State<'_, Shell>, session: SessionId) -> Result<(), CommandError> {
    shell.client().order(&Order::EndSession { session }, shell.network()).await?;
    Ok(())
}
