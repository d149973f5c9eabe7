//! Positions of a pass that goes on while the phone is in a pocket. Android allows that only beside a
//! visible notification, iOS only beside its own sign; both are there from *begin* to *end* and not a
//! moment longer. The answers are written in Kotlin (`android/`) and Swift (`ios/`).

#[cfg(mobile)]
use tauri::Runtime;
#[cfg(mobile)]
use tauri::plugin::{Builder, TauriPlugin};

#[cfg(target_os = "ios")]
tauri::ios_plugin_binding!(init_plugin_patrol);

/// The plugin; computers have nothing of the kind.
#[cfg(mobile)]
pub fn init<R: Runtime>() -> TauriPlugin<R> {
    Builder::new("patrol")
        .setup(|_app, api| {
            #[cfg(target_os = "android")]
            api.register_android_plugin("se.lagesbild.patrol", "PatrolPlugin")?;
            #[cfg(target_os = "ios")]
            api.register_ios_plugin(init_plugin_patrol)?;
            Ok(())
        })
        .build()
}
