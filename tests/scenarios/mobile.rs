//! What phones are asked for: the manifest, the lists of iOS, the capabilities and the page that gives the
//! reasons say the same, and nothing is asked for that nothing uses.

#![expect(clippy::unwrap_used, reason = "a file that cannot be read is a failed test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

const ANDROID: &str = "src-tauri/gen/android/app/src/main";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

fn text(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap()
}

fn manifest() -> String {
    text(&format!("{ANDROID}/AndroidManifest.xml"))
}

/// What stands between two marks, each time.
fn between<'a>(text: &'a str, open: &'a str, close: &'a str) -> Vec<&'a str> {
    text.split(open).skip(1).filter_map(|rest| rest.split_once(close).map(|it| it.0)).collect()
}

/// The first words of the rows of a table under a heading, where they stand between backticks.
fn rows(page: &str, heading: &str) -> BTreeSet<String> {
    let section = page.split_once(heading).unwrap().1.split("\n## ").next().unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| row.split_once('`').map(|it| it.0.to_owned())).collect()
}

fn set<'a>(words: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    words.into_iter().map(str::to_owned).collect()
}

#[test]
fn every_permission_of_android_has_its_reason_here_and_in_the_manifest() {
    let manifest = manifest();
    let permissions = between(&manifest, "<uses-permission ", "/>");
    let name = |it: &str| between(it, "android.permission.", "\"")[0].to_owned();
    let (removed, asked): (Vec<&str>, Vec<&str>) =
        permissions.iter().partition(|it| it.contains("tools:node=\"remove\""));
    let asked: BTreeSet<String> = asked.into_iter().map(name).collect();
    let page = text("docs/mobile.md");

    assert_eq!(rows(&page, "## What the app asks for on Android"), asked);
    assert_eq!(
        removed.into_iter().map(name).collect::<BTreeSet<_>>(),
        set(["RECEIVE_BOOT_COMPLETED", "WAKE_LOCK"])
    );
    for (before, this) in manifest.lines().zip(manifest.lines().skip(1)) {
        let is_asked = this.contains("<uses-permission") && !this.contains("remove");
        assert!(!is_asked || before.trim_end().ends_with("-->"), "without a reason: {this}");
    }
}

#[test]
fn what_the_plugins_bring_to_android_is_known() {
    // The app's manifest is merged with theirs, so a permission that only they name is asked for too.
    let ours = between(&manifest(), "android.permission.", "\"")
        .into_iter()
        .map(str::to_owned)
        .collect::<BTreeSet<_>>();
    let patrol = text("src-tauri/plugins/patrol/android/src/main/AndroidManifest.xml");
    assert!(!patrol.contains("<uses-permission"), "the app's own manifest names them");
    // As the manifests of the plugins' Android parts do, of the versions in Cargo.lock.
    let theirs: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("tauri-plugin-barcode-scanner", &["CAMERA", "VIBRATE"][..]),
        ("tauri-plugin-geolocation", &["ACCESS_COARSE_LOCATION", "ACCESS_FINE_LOCATION"]),
        ("tauri-plugin-haptics", &["VIBRATE"]),
        (
            "tauri-plugin-notification",
            &["POST_NOTIFICATIONS", "RECEIVE_BOOT_COMPLETED", "WAKE_LOCK"],
        ),
    ]);
    for (plugin, permissions) in theirs {
        for permission in permissions {
            assert!(ours.contains(*permission), "{plugin} brings {permission}");
        }
    }
}

#[test]
fn nobody_is_followed_who_has_not_begun_a_pass_in_sight() {
    let manifest = manifest();
    assert!(!manifest.contains("\"android.permission.ACCESS_BACKGROUND_LOCATION\""));
    let service = text("src-tauri/plugins/patrol/android/src/main/AndroidManifest.xml");
    for said in ["android:foregroundServiceType=\"location\"", "android:exported=\"false\""] {
        assert!(service.contains(said), "{said}");
    }
    assert!(service.contains("android:stopWithTask=\"true\""), "it ends with the app");
    assert!(!text("src-tauri/Info.ios.plist").contains("Always"));
}

#[test]
fn the_store_is_in_no_copy_and_nothing_goes_over_the_air_in_clear_text() {
    let manifest = manifest();
    for said in [
        "android:allowBackup=\"false\"",
        "android:fullBackupContent=\"false\"",
        "android:dataExtractionRules=\"@xml/data_extraction_rules\"",
        "android:usesCleartextTraffic=\"false\"",
    ] {
        assert!(manifest.contains(said), "{said}");
    }
    let rules = text(&format!("{ANDROID}/res/xml/data_extraction_rules.xml"));
    for part in ["cloud-backup", "device-transfer"] {
        let (open, close) = (format!("<{part}>"), format!("</{part}>"));
        let part = between(&rules, &open, &close)[0];
        for domain in ["root", "file", "database", "sharedpref", "external"] {
            let rule = format!("<exclude domain=\"{domain}\" path=\".\" />");
            assert!(part.contains(&rule), "{rule} in {open}");
        }
        assert!(!part.contains("<include"));
    }
    for file in ["app/build.gradle.kts", "build.gradle.kts"] {
        assert!(!text(&format!("src-tauri/gen/android/{file}")).contains("Cleartext"), "{file}");
    }
    let swift = text("src-tauri/plugins/patrol/ios/Sources/PatrolPlugin.swift");
    assert!(swift.contains("isExcludedFromBackup = true"));
}

#[test]
fn ios_gives_its_reasons_in_two_languages_and_the_page_lists_them() {
    let plist = text("src-tauri/Info.ios.plist");
    let keys = between(&plist, "<key>", "</key>");
    let reasons: BTreeSet<&str> =
        keys.iter().copied().filter(|key| key.ends_with("UsageDescription")).collect();
    let reasons_in = |language: &str| {
        let file = text(&format!("src-tauri/ios/{language}.lproj/InfoPlist.strings"));
        let lines = file.lines().filter_map(|line| line.split_once(" = "));
        lines
            .map(|(key, said)| (key.to_owned(), said.trim_matches(['"', ';']).to_owned()))
            .collect::<BTreeMap<String, String>>()
    };
    let (swedish, english) = (reasons_in("sv"), reasons_in("en"));

    let mut listed = set(reasons.iter().copied());
    for known in [&swedish, &english] {
        assert_eq!(known.keys().cloned().collect::<BTreeSet<_>>(), listed);
    }
    for reason in swedish.values() {
        assert!(plist.contains(&format!("<string>{reason}</string>")), "{reason}");
    }
    assert_eq!(between(&plist, "<key>UIBackgroundModes</key>", "</array>").len(), 1);
    let modes = between(&plist, "<key>UIBackgroundModes</key>", "</array>")[0];
    assert_eq!(between(modes, "<string>", "</string>"), ["location"]);
    listed.insert("UIBackgroundModes".to_owned());
    assert_eq!(rows(&text("docs/mobile.md"), "## What the app asks for on iOS"), listed);
}

/// What the capability lets the page call, as `plugin|command`.
fn allowed(capability: &Value) -> BTreeSet<String> {
    let mut allowed = BTreeSet::new();
    for permission in capability["permissions"].as_array().unwrap() {
        let (plugin, permission) = permission.as_str().unwrap().split_once(':').unwrap();
        if let Some(command) = permission.strip_prefix("allow-") {
            allowed.insert(format!("{plugin}|{}", command.replace('-', "_")));
            continue;
        }
        assert_eq!((plugin, permission), ("patrol", "default"), "others are named one by one");
        let default = text("src-tauri/plugins/patrol/permissions/default.toml");
        for command in between(&default, "\"allow-", "\"") {
            allowed.insert(format!("{plugin}|{}", command.replace('-', "_")));
        }
    }
    allowed
}

#[test]
fn the_page_may_call_on_phones_what_it_calls_and_nothing_else() {
    let capability: Value =
        serde_json::from_str(&text("src-tauri/capabilities/phone.json")).unwrap();
    let mut called = BTreeSet::new();
    for file in ["ui/src/lib/api/phone-device.ts", "ui/src/lib/api/tauri.ts"] {
        let text = text(file);
        let is_word = |it: &str| it.chars().all(|c| c.is_ascii_lowercase() || "-_".contains(c));
        let is_call = |it: &&str| it.split_once('|').is_some_and(|(a, b)| is_word(a) && is_word(b));
        called.extend(text.split('\'').filter(is_call).map(str::to_owned));
    }

    assert_eq!(allowed(&capability), called);
    assert_eq!(capability["platforms"], serde_json::json!(["android", "iOS"]));
    let main: Value = serde_json::from_str(&text("src-tauri/capabilities/main.json")).unwrap();
    let core_only = main["permissions"].as_array().unwrap().iter();
    assert!(core_only.map(|it| it.as_str().unwrap()).all(|it| it.starts_with("core:")));
}

#[test]
fn the_same_oldest_android_stands_everywhere() {
    let app: Value = serde_json::from_str(&text("src-tauri/tauri.conf.json")).unwrap();
    let oldest = app["bundle"]["android"]["minSdkVersion"].as_u64().unwrap();
    for file in [
        "src-tauri/gen/android/app/build.gradle.kts",
        "src-tauri/plugins/patrol/android/build.gradle.kts",
    ] {
        assert!(text(file).contains(&format!("minSdk = {oldest}\n")), "{file}");
    }
    assert!(manifest().contains("android:scheme=\"lagesbild\""), "the link that joins");
    assert_eq!(app["plugins"]["deep-link"]["mobile"][0]["scheme"][0], "lagesbild");
}

#[test]
fn nobody_says_built_before_somebody_has() {
    let readme = text("README.md");
    let line = readme.lines().find(|line| line.contains("docs/mobile.md")).unwrap();
    assert!(line.contains("type-checked"), "{line}");
}
