//! Handing over: what waits here leaves by other hands, and a colleague's package is taken along.

use client::ClientError;
use protocol::session::{HandedOver, Handover, RefusedPackage};
use tauri::ipc::{InvokeBody, Request};
use tauri::{AppHandle, Manager as _, State};

use crate::error::CommandError;
use crate::shell::Shell;

const NAME: &str = "lagesbild-overlamning.lbp";

/// What waits as a series of pictures; nothing when nothing waits.
#[tauri::command]
pub async fn handover(shell: State<'_, Shell>) -> Result<Option<Handover>, CommandError> {
    shell.with(client::Client::handover).await
}

/// What waits as a file among the downloads. Answers where it lies; nothing when nothing waits.
#[tauri::command]
pub async fn handover_file(
    app: AppHandle,
    shell: State<'_, Shell>,
) -> Result<Option<String>, CommandError> {
    let folder = app.path().download_dir().map_err(|_| CommandError::not_found("folder"))?;
    let write = move |client: &client::Client| {
        let Some(package) = client.package()? else { return Ok(None) };
        std::fs::create_dir_all(&folder).map_err(client::StoreError::from)?;
        let file = client::save_package(&folder.join(NAME), &package);
        let file = file.map_err(client::StoreError::from)?;
        Ok::<_, ClientError>(Some(file.display().to_string()))
    };
    shell.with(write).await
}

/// Take a colleague's package along, and hand it in if the server is reached. The bytes come raw: a
/// package, or the texts of its codes, one a line.
#[tauri::command]
pub async fn deposit(
    shell: State<'_, Shell>,
    request: Request<'_>,
) -> Result<HandedOver, CommandError> {
    let InvokeBody::Raw(package) = request.body() else {
        return Err(ClientError::NotAPackage.into());
    };
    let package = package.clone();
    let this = shell.with(move |client| client.carry(&package)).await?;
    match shell.client().deliver(shell.network()).await {
        Ok(delivered) => {
            let refused = delivered.refused.iter().map(|it| RefusedPackage {
                taken_at: it.taken_at,
                is_this: it.package == this,
                because: it.because,
            });
            Ok(HandedOver { new: delivered.new, waits: false, refused: refused.collect() })
        }
        Err(error) => {
            tracing::info!("a package waits for the server: {error}");
            Ok(HandedOver { new: 0, waits: true, refused: Vec::new() })
        }
    }
}
