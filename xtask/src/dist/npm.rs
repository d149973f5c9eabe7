//! The npm packages that the interface carries inside, from its lock file. What it is only built with is
//! not among them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::cargo::own;
use super::list::{Package, Sort, Use};

/// The interface itself, and the packages that come with it into a browser.
pub(super) fn packages(lock: &Value) -> Vec<Package> {
    let every = lock["packages"].as_object().into_iter().flatten();
    let every: BTreeMap<&str, &Value> = every.map(|(path, it)| (path.as_str(), it)).collect();
    let shipped = every.iter().filter(|(path, it)| !path.is_empty() && it["dev"] != true);
    let mut found: BTreeMap<String, Package> = BTreeMap::new();
    for (path, it) in shipped {
        let package = package((path, it), &every);
        // The same package may lie in several folders.
        match found.get_mut(&package.reference) {
            Some(known) => known.depends.extend(package.depends),
            None => drop(found.insert(package.reference.clone(), package)),
        }
    }
    let mut packages: Vec<Package> = found.into_values().collect();
    packages.extend(every.get("").map(|it| interface(it, &every)));
    packages
}

fn interface(root: &Value, every: &BTreeMap<&str, &Value>) -> Package {
    Package {
        reference: own("ui"),
        is_ours: true,
        name: "ui".to_owned(),
        version: word(&root["version"]).to_owned(),
        licence: root["license"].as_str().map(str::to_owned),
        hash: None,
        part: Use::Shipped,
        sort: Sort::Library,
        depends: depends(("", root), every),
    }
}

fn package((path, it): (&str, &Value), every: &BTreeMap<&str, &Value>) -> Package {
    Package {
        reference: reference(path, it),
        is_ours: false,
        name: name(path).to_owned(),
        version: word(&it["version"]).to_owned(),
        licence: it["license"].as_str().map(str::to_owned),
        hash: hash(word(&it["integrity"])),
        part: Use::Shipped,
        sort: Sort::Library,
        depends: depends((path, it), every),
    }
}

/// What it needs, each found as Node.js finds it: in its own folder, or in one above.
fn depends((path, it): (&str, &Value), every: &BTreeMap<&str, &Value>) -> BTreeSet<String> {
    let kinds = ["dependencies", "optionalDependencies", "peerDependencies"];
    let names = kinds.iter().filter_map(|kind| it[*kind].as_object()).flatten();
    let found = names.filter_map(|(name, _)| {
        let (path, it) = nearest(path, name, every)?;
        (it["dev"] != true).then(|| reference(path, it))
    });
    found.collect()
}

fn nearest<'a>(
    from: &str,
    name: &str,
    every: &BTreeMap<&'a str, &'a Value>,
) -> Option<(&'a str, &'a Value)> {
    let mut folder = from;
    loop {
        let slash = if folder.is_empty() { "" } else { "/" };
        let path = format!("{folder}{slash}node_modules/{name}");
        if let Some((path, it)) = every.get_key_value(path.as_str()) {
            return Some((path, it));
        }
        let (above, _) = folder.rsplit_once("node_modules/")?;
        folder = above.trim_end_matches('/');
    }
}

fn name(path: &str) -> &str {
    path.rsplit("node_modules/").next().unwrap_or(path)
}

fn reference(path: &str, it: &Value) -> String {
    let version = word(&it["version"]).replace('+', "%2B");
    format!("pkg:npm/{}@{version}", name(path).replacen('@', "%40", 1))
}

/// `sha512-…` in Base64 as the hexadecimal that the format asks for.
fn hash(integrity: &str) -> Option<(&'static str, String)> {
    let text = integrity.strip_prefix("sha512-")?.trim_end_matches('=');
    let mut hex = String::new();
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in text.bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        (bits, held) = (bits << 6 | u32::from(six), held + 6);
        if held >= 8 {
            held -= 8;
            hex += &format!("{:02x}", bits >> held & 0xff);
        }
    }
    (hex.len() == 128).then_some(("SHA-512", hex))
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_package_needs_the_nearest_one_of_a_name_and_tools_are_left_out() {
        let lock = json!({ "packages": {
            "": { "version": "1.0.0", "dependencies": { "@a/b": "1" }, "devDependencies": { "t": "1" } },
            "node_modules/@a/b": { "version": "1.2.3", "dependencies": { "c": "2" } },
            "node_modules/@a/b/node_modules/c": { "version": "2.0.0" },
            "node_modules/c": { "version": "1.0.0", "dev": true },
            "node_modules/t": { "version": "1.0.0", "dev": true },
        }});
        let packages = packages(&lock);
        let told: Vec<_> = packages
            .iter()
            .map(|it| (it.reference.as_str(), it.depends.iter().cloned().collect::<Vec<_>>()))
            .collect();
        let (b, c) = ("pkg:npm/%40a/b@1.2.3", "pkg:npm/c@2.0.0");
        let expected = [(b, vec![c.to_owned()]), (c, vec![]), ("lagesbild:ui", vec![b.to_owned()])];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_hash_is_told_in_hexadecimal_and_half_a_one_is_none() {
        let zeros = "A".repeat(86);
        assert_eq!(hash(&format!("sha512-{zeros}==")), Some(("SHA-512", "0".repeat(128))));
        assert_eq!(hash("sha512-AAAA"), None);
        assert_eq!(hash("sha1-AAAA"), None);
    }
}
