//! Makes the permissions of the commands, and hands the Kotlin and Swift sources to the phones' builds.

/// What the page may call. Kotlin and Swift answer; nothing in Rust stands between.
const COMMANDS: &[&str] = &["begin", "missed", "end"];

fn main() {
    tauri_plugin::Builder::new(COMMANDS).android_path("android").ios_path("ios").build();
}
