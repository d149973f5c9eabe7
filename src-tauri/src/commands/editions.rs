//! Editions: drafted, written, fixed and sent on this desk, without a network; pressed where there is a desk.

use ::picture::edition::{DraftView, EditionList};
use domain::edition::{EditionDraft, Period};
use domain::id::{DocId, OpId, OrganisationId};
use domain::text::Name;
use serde::Deserialize;
use tauri::{AppHandle, State};

use crate::error::CommandError;
use crate::events;
use crate::shell::Shell;

/// Every edition, what the rhythm offers, and what is due.
#[tauri::command]
pub async fn editions(shell: State<'_, Shell>) -> Result<EditionList, CommandError> {
    shell.with(|client| client.editions()).await
}

/// What a draft says today.
#[tauri::command]
pub async fn edition_draft(
    shell: State<'_, Shell>,
    period: Period,
) -> Result<DraftView, CommandError> {
    Ok(shell.with(move |client| client.edition_draft(period)).await??)
}

/// Write texts or the plan of a draft.
#[tauri::command]
pub async fn write_edition(
    app: AppHandle,
    shell: State<'_, Shell>,
    draft: EditionDraft,
) -> Result<(), CommandError> {
    shell.with(move |client| client.write_edition(&draft)).await?;
    told(&app, &shell)
}

/// Fix an edition.
#[tauri::command]
pub async fn fix_edition(
    app: AppHandle,
    shell: State<'_, Shell>,
    period: Period,
    by: String,
) -> Result<(), CommandError> {
    let by = Name::new(&by).map_err(|_| CommandError::bad_value("by"))?;
    shell.with(move |client| client.fix_edition(period, by)).await?;
    told(&app, &shell)
}

/// To whom a version goes.
#[derive(Debug, Clone, Deserialize)]
pub struct SendingOut {
    id: DocId,
    version: OpId,
    organisations: Vec<OrganisationId>,
}

/// Give a version to organisations.
#[tauri::command]
pub async fn send_edition(
    app: AppHandle,
    shell: State<'_, Shell>,
    sending: SendingOut,
) -> Result<(), CommandError> {
    let SendingOut { id, version, organisations } = sending;
    shell.with(move |client| client.send_edition(id, version, &organisations)).await?;
    told(&app, &shell)
}

fn told(app: &AppHandle, shell: &State<'_, Shell>) -> Result<(), CommandError> {
    shell.wake();
    events::picture_changed(app);
    Ok(())
}

#[cfg(desktop)]
mod pressing {
    use client::ClientError;
    use domain::edition::Cut;
    use protocol::municipality::Municipality;
    use report::{EditionPage, Form, Language, ReportError, Sender};
    use tauri::Manager as _;

    use super::{AppHandle, CommandError, Deserialize, Name, OpId, Period, Shell, State};

    /// What is pressed: a version that was fixed, or a draft.
    #[derive(Debug, Clone, Copy, Deserialize)]
    pub struct Pressing {
        period: Period,
        version: Option<OpId>,
        form: Form,
        cut: Cut,
        lang: Language,
    }

    /// A version, or a draft, as a file among the downloads. Answers where it lies.
    #[tauri::command]
    pub async fn edition_file(
        app: AppHandle,
        shell: State<'_, Shell>,
        pressing: Pressing,
    ) -> Result<String, CommandError> {
        let folder = app.path().download_dir().map_err(|_| CommandError::not_found("folder"))?;
        let made = shell.with(move |client| {
            let Some((name, bytes)) = pressed(client, pressing)? else { return Ok(None) };
            let Ok(bytes) = bytes else { return Ok(Some(None)) };
            std::fs::create_dir_all(&folder).map_err(client::StoreError::from)?;
            let file = client::save_package(&folder.join(name), &bytes);
            let file = file.map_err(client::StoreError::from)?;
            Ok::<_, ClientError>(Some(Some(file.display().to_string())))
        });
        let failed = || CommandError {
            code: "server_failed".to_owned(),
            message: "the edition could not be pressed".to_owned(),
        };
        made.await?.ok_or_else(|| CommandError::not_found("edition"))?.ok_or_else(failed)
    }

    type Made = (String, Result<Vec<u8>, ReportError>);

    fn pressed(client: &client::Client, pressing: Pressing) -> Result<Option<Made>, ClientError> {
        let Pressing { period, form, cut, lang, version } = pressing;
        let municipality = client.me()?.municipality;
        let sender = sender(&municipality);
        let found = match version {
            Some(op) => {
                let versions = client.edition(period.document())?.versions;
                versions
                    .into_iter()
                    .find(|it| it.op == op)
                    .map(|it| (it.fixed, Some(it.at), it.publication))
            }
            None => match (client.edition_draft(period)?, Name::new("–")) {
                (Ok(draft), Ok(by)) => {
                    Some((draft.as_if_fixed(by, municipality.rests_on()), None, None))
                }
                _ => None,
            },
        };
        Ok(found.map(|(fixed, fixed_at, publication)| {
            let page = EditionPage {
                sender: &sender,
                period,
                fixed: &fixed,
                fixed_at,
                publication: publication.as_ref(),
                cut,
                lang,
            };
            (page.file_name(form), page.made(form))
        }))
    }

    /// Whose document it is.
    pub(crate) fn sender(municipality: &Municipality) -> Sender {
        Sender {
            name: municipality.name.clone(),
            slug: municipality.slug.clone(),
            logo: municipality.logo.clone(),
            hue: municipality.hue,
            zone: municipality.zone.clone(),
            practice: municipality.practice,
        }
    }
}

#[cfg(desktop)]
pub use pressing::*;

/// A phone presses nothing: it has the brief.
#[cfg(not(desktop))]
#[tauri::command]
pub async fn edition_file() -> Result<String, CommandError> {
    Err(CommandError::not_found("edition"))
}
