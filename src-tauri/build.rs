//! Lets Tauri prepare what it builds into the program.

fn main() {
    tauri_build::build();
}
