//! The shell around the engine: window, commands, events. No SQL and no HTTP in here.

pub mod background;
pub mod commands;
pub mod error;
pub mod events;
pub mod gate;
pub mod maps;
pub mod network;
#[cfg(mobile)]
mod phone;
pub mod shell;
pub mod studies;

use std::error::Error;
use std::path::PathBuf;

use client::keys::{KeyStore, NoKeyStore};
use client::schedule::Event;
use tauri::path::BaseDirectory;
use tauri::{App, AppHandle, Builder, Manager as _, WindowEvent};
use tauri_plugin_deep_link::DeepLinkExt as _;

use commands::{
    access, analysis, browser, capture, catalogue, device, editions, handover, incidents, lock,
    map, masking, meetings, patrols, photos, picture, plan, priorities, review,
};
use maps::Maps;
use network::NetworkSource;
use shell::Shell;

/// Where the store is kept instead of the folder the system gives, as for a second user or a test.
const STORE_VARIABLE: &str = "LAGESBILD_STORE";
/// `file` keeps a new store's key in a file, where the system's store of secrets is not to be asked.
const KEYS_VARIABLE: &str = "LAGESBILD_KEYS";
/// A folder with further maps.
const MAPS_VARIABLE: &str = "LAGESBILD_MAPS";

/// Open the window and run until it is closed.
///
/// # Errors
/// When the store cannot be opened, or the system gives no window.
pub fn run() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let builder = with_commands(with_plugins(with_single_instance(Builder::default())))
        .plugin(tauri_plugin_deep_link::init())
        .setup(|app| begin(app));
    Ok(builder.run(tauri::generate_context!())?)
}

/// A second start shows the window of the first. It has to be the first plugin.
#[cfg(desktop)]
fn with_single_instance(builder: Builder<tauri::Wry>) -> Builder<tauri::Wry> {
    builder.plugin(tauri_plugin_single_instance::init(|app, _, _| {
        if let Some(window) = app.get_webview_window("main") {
            let _ = window.unminimize();
            let _ = window.set_focus();
        }
    }))
}

#[cfg(mobile)]
fn with_single_instance(builder: Builder<tauri::Wry>) -> Builder<tauri::Wry> {
    builder
}

/// What a phone has and a computer has not. Which of their commands the page may call is in
/// `capabilities/phone.json`.
#[cfg(mobile)]
fn with_plugins(builder: Builder<tauri::Wry>) -> Builder<tauri::Wry> {
    builder
        .plugin(tauri_plugin_barcode_scanner::init())
        .plugin(tauri_plugin_geolocation::init())
        .plugin(tauri_plugin_haptics::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_patrol::init())
}

#[cfg(desktop)]
fn with_plugins(builder: Builder<tauri::Wry>) -> Builder<tauri::Wry> {
    builder
}

/// All commands; the interface calls them by these names, and each has a rule in `domain::role`.
fn with_commands(builder: Builder<tauri::Wry>) -> Builder<tauri::Wry> {
    builder.invoke_handler(gate::guarded(tauri::generate_handler![
        access::access,
        access::invite_device,
        access::revoke_device,
        access::end_session,
        browser::join_by_browser,
        browser::stop_joining,
        analysis::study,
        analysis::stop_study,
        analysis::standing,
        capture::capture,
        capture::amend,
        capture::answer,
        capture::my_reports,
        capture::organisation_questions,
        capture::save_draft,
        capture::draft,
        capture::drafts,
        capture::drop_draft,
        catalogue::catalogue,
        catalogue::attributes,
        device::me,
        device::enrol,
        device::sync_state,
        device::sync_now,
        device::network_changed,
        device::satellite_time,
        device::photos_on_wifi_only,
        device::set_photos_on_wifi_only,
        editions::editions,
        editions::edition_draft,
        editions::edition_file,
        editions::fix_edition,
        editions::send_edition,
        editions::write_edition,
        lock::lock_state,
        lock::unlock,
        lock::lock,
        lock::set_pin,
        lock::forget_pin,
        lock::change_person,
        lock::add_person,
        handover::handover,
        handover::handover_file,
        handover::deposit,
        incidents::decide,
        incidents::suggestions,
        incidents::suggestions_for,
        incidents::already_reported,
        incidents::incident,
        incidents::newest_incidents,
        incidents::shared,
        incidents::say,
        incidents::share,
        map::maps,
        map::map_bytes,
        meetings::meetings,
        meetings::minutes_file,
        patrols::record_patrol,
        map::places,
        priorities::priorities,
        priorities::prioritise,
        map::search_places,
        map::whereabouts,
        photos::hold_photo,
        photos::held_photos,
        photos::held_photo,
        photos::drop_held,
        photos::held_reports,
        photos::release_photos,
        photos::photos,
        photos::photo,
        picture::picture,
        picture::points,
        picture::areas_of,
        picture::summary,
        picture::observation,
        plan::measures,
        plan::assess,
        plan::assessments,
        plan::causes,
        plan::feedback,
        plan::briefing,
        plan::follow_up,
        plan::planned_power,
        plan::plan_history,
        plan::write_plan,
        review::assign,
        review::preparedness,
        review::review,
        masking::check_text,
        masking::masking,
        masking::mask,
    ]))
}

fn begin(app: &App) -> Result<(), Box<dyn Error>> {
    let store = match std::env::var_os(STORE_VARIABLE) {
        Some(folder) => PathBuf::from(folder),
        None => app.path().app_local_data_dir()?,
    };
    let shell = Shell::open(&store, keys(), Maps::new(map_folders(&store), practice_town(app)))?;
    app.manage(shell.clone());
    listen_for_links(app.handle());
    background::follow_everybody(app.handle(), &shell);
    follow_focus(app, shell.clone());
    follow_network(&network::of_this_system(), shell);
    Ok(())
}

/// Where the practice town's map is.
fn practice_town(app: &App) -> Option<PathBuf> {
    if cfg!(target_os = "android") {
        // A resource is no file there: `MainActivity.kt` lays it out beside the store.
        return Some(app.path().app_local_data_dir().ok()?.join("practice"));
    }
    app.path().resolve("maps", BaseDirectory::Resource).ok()
}

/// The system's store of secrets, if it is not told to be left alone.
fn keys() -> Box<dyn KeyStore> {
    match std::env::var_os(KEYS_VARIABLE) {
        Some(chosen) if chosen == "file" => Box::new(NoKeyStore),
        Some(_) | None => client::keys::of_this_system(),
    }
}

/// The app coming to the front ends every wait: somebody wants to know.
fn follow_focus(app: &App, shell: Shell) {
    let Some(window) = app.get_webview_window("main") else { return };
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::Focused(true)) {
            let shell = shell.clone();
            tauri::async_runtime::spawn(async move {
                background::hear(&shell, Event::Foreground).await;
            });
        }
    });
}

/// Another network ends every wait, and photos may wait for one that costs nothing.
fn follow_network(source: &impl NetworkSource, shell: Shell) {
    source.follow(Box::new(move |network| {
        let shell = shell.clone();
        tauri::async_runtime::spawn(async move {
            background::hear(&shell, Event::Network(network)).await;
        });
    }));
}

fn map_folders(store: &std::path::Path) -> Vec<PathBuf> {
    let given = std::env::var_os(MAPS_VARIABLE).map(PathBuf::from);
    given.into_iter().chain([store.join("maps")]).collect()
}

fn listen_for_links(app: &AppHandle) {
    let handle = app.clone();
    app.deep_link().on_open_url(move |event| {
        for url in event.urls() {
            events::link_opened(&handle, url.as_str());
        }
    });
}
