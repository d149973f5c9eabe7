//! The command line on a real disk that is full: a small tmpfs in a mount namespace of its own. Reports
//! are saved in the room that was set aside, and everything that was called saved is there.

#![cfg(target_os = "linux")]

use std::process::Command;

/// Runs with the folder and the program. Prints one word a line: what each step came to.
const STEPS: &str = r#"
set -u
mount -t tmpfs -o size=32m none "$1" || exit 77
field="$2 --json --store $1/store"
said="capture --category vandalism.graffiti --note Klotter"
saved=0
count() { if $field $said >/dev/null 2>"$1/why"; then saved=$((saved + 1)); fi; }
count "$1"
head -c 64m /dev/zero >"$1/filler" 2>/dev/null
echo "free $(df --output=avail -k "$1" | tail -1 | tr -d ' ')"
for n in 1 2 3 4 5 6 7 8 9 10; do count "$1"; done
echo "saved $saved"
$field status | tr ',' '\n' | grep -o '"storage_low":[a-z]*'
base64 -d >"/dev/shm/$$.png" <<PNG
iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==
PNG
told=$($field $said --photo "/dev/shm/$$.png"); echo "code $?"
echo "$told" | grep -o '"code":"[a-z_]*"'
id=$(echo "$told" | sed 's/.*{"id":"\([0-9a-f-]*\)".*/\1/')
rm "$1/filler"
$field $said --id "$id" --photo "/dev/shm/$$.png" >/dev/null && echo "photo taken"
$field status | tr ',' '\n' | grep -o '"storage_low":[a-z]*'
echo "listed $($field list | grep -o '"captured_at"' | wc -l)"
rm "/dev/shm/$$.png"
"#;

#[test]
fn on_a_real_disk_that_is_full_reports_are_saved_and_photos_wait() {
    let dir = tempfile::tempdir().unwrap();
    let run = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", STEPS, "sh"])
        .arg(dir.path())
        .arg(env!("CARGO_BIN_EXE_field"))
        .output();
    let run = run.ok().filter(|run| run.status.success());
    let Some(run) = run else {
        println!(
            "skipped on_a_real_disk_that_is_full_reports_are_saved_and_photos_wait: no mounts here"
        );
        return;
    };
    let told = String::from_utf8_lossy(&run.stdout);
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(
        lines,
        [
            "free 0",
            "saved 11",
            "\"storage_low\":true",
            // Some of it was not taken, and which report is without it.
            "code 3",
            "\"code\":\"phone_full\"",
            "photo taken",
            "\"storage_low\":false",
            // Eleven, and the one whose photo found no room at first.
            "listed 12",
        ],
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
}
