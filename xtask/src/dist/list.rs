//! The list of everything that is inside (an SBOM): CycloneDX 1.6 as JSON, the same bytes for the same
//! tree and platform, so without a time and a serial number (decision 0176).

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use super::{cargo, npm};
use crate::project::Project;
use crate::steps::{self, Failed, Tried};

/// What a package is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// A part of what ships.
    Shipped,
    /// Works while it is built, and could change it then.
    Building,
}

/// What a package becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// A program of its own.
    Program,
    /// A part of others.
    Library,
}

/// One package, of either world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Package {
    /// Its package URL, or our own name for it.
    pub(super) reference: String,
    pub(super) is_ours: bool,
    pub(super) name: String,
    pub(super) version: String,
    /// An SPDX expression.
    pub(super) licence: Option<String>,
    /// By which algorithm, and in hexadecimal.
    pub(super) hash: Option<(&'static str, String)>,
    pub(super) part: Use,
    pub(super) sort: Sort,
    /// References of what it needs.
    pub(super) depends: BTreeSet<String>,
}

/// The list, not yet written.
pub(super) struct List {
    /// Of the product.
    pub(super) version: String,
    /// The target triple it is of.
    pub(super) platform: String,
    packages: Vec<Package>,
}

/// The list of this checkout, for the platform of this machine.
///
/// # Errors
/// When cargo or a lock file cannot be read.
pub(super) fn of(project: &Project) -> Result<List, Failed> {
    let told = steps::answer("rustc", &["--version", "--verbose"]).unwrap_or_default();
    let platform = told.lines().find_map(|line| line.strip_prefix("host: "));
    let platform = platform.ok_or_else(|| Failed::because("rustc does not name its platform."))?;
    let mut metadata = project.cargo(&["metadata", "--format-version", "1", "--locked"]);
    metadata.args(["--filter-platform", platform, "--features", "app/custom-protocol"]);
    let metadata: Value =
        serde_json::from_str(&steps::output(&mut metadata)?).tried("read cargo's metadata")?;
    let lock = fs::read_to_string(project.root.join("Cargo.lock")).tried("read Cargo.lock")?;
    let mut packages = cargo::packages(&metadata, &lock);
    let lock = fs::read(project.interface().join("package-lock.json"));
    let lock = serde_json::from_slice(&lock.tried("read ui/package-lock.json")?);
    packages.extend(npm::packages(&lock.tried("understand ui/package-lock.json")?));
    packages.sort_by(|a, b| a.reference.cmp(&b.reference));
    let server = packages.iter().find(|it| it.sort == Sort::Program);
    let version = server.map(|it| it.version.clone()).unwrap_or_default();
    Ok(List { version, platform: platform.to_owned(), packages })
}

impl List {
    /// As it is written.
    ///
    /// # Errors
    /// Never for what [`of`] makes.
    pub(super) fn text(&self) -> Result<String, Failed> {
        let text = serde_json::to_string_pretty(&self.json()).tried("write the list")?;
        Ok(text + "\n")
    }

    fn json(&self) -> Value {
        let programs = self.packages.iter().filter(|it| it.sort == Sort::Program);
        let programs: Vec<&str> = programs.map(|it| it.reference.as_str()).collect();
        let needs = |it: &Package| json!({ "ref": it.reference, "dependsOn": it.depends });
        let mut dependencies: Vec<Value> = self.packages.iter().map(needs).collect();
        dependencies.push(json!({ "ref": "lagesbild", "dependsOn": programs }));
        json!({
            "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "version": 1,
            "metadata": {
                "component": {
                    "type": "application",
                    "bom-ref": "lagesbild",
                    "name": "Lägesbild",
                    "version": self.version,
                    "licenses": [{ "license": { "id": "EUPL-1.2" } }],
                },
                "properties": [
                    { "name": "cdx:reproducible", "value": "true" },
                    { "name": "lagesbild:platform", "value": self.platform },
                ],
            },
            "components": self.packages.iter().map(component).collect::<Vec<_>>(),
            "dependencies": dependencies,
        })
    }
}

fn component(package: &Package) -> Value {
    let mut component = json!({
        "type": match package.sort {
            Sort::Program => "application",
            Sort::Library => "library",
        },
        "bom-ref": package.reference,
        "name": package.name,
        "version": package.version,
        "scope": match package.part {
            Use::Shipped => "required",
            Use::Building => "excluded",
        },
        "licenses": [match &package.licence {
            Some(expression) => json!({ "expression": expression }),
            None => json!({ "license": { "name": "see its own files" } }),
        }],
    });
    if !package.is_ours {
        component["purl"] = json!(package.reference);
    }
    if let Some((algorithm, hash)) = &package.hash {
        component["hashes"] = json!([{ "alg": algorithm, "content": hash }]);
    }
    component
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn listed(list: &Value, scope: &str, beginning: &str) -> BTreeSet<String> {
        let components = list["components"].as_array().unwrap().iter();
        let of_scope = components.filter(|it| it["scope"] == scope);
        let references = of_scope.map(|it| it["bom-ref"].as_str().unwrap().to_owned());
        references.filter(|it| it.starts_with(beginning)).collect()
    }

    /// What cargo itself says the programs are made of, asked another way.
    fn tree(project: &Project, platform: &str) -> BTreeSet<String> {
        let mut tree = project.cargo(&["tree", "--locked", "--edges", "normal,no-proc-macro"]);
        tree.args(["--prefix", "none", "--format", "{p}", "--target", platform]);
        tree.args(cargo::features());
        let lines = steps::output(&mut tree).unwrap();
        let others = lines.lines().filter(|line| !line.contains(" (/") && !line.contains(":\\"));
        let reference = |line: &str| {
            let mut words = line.split(' ');
            let (name, version) = (words.next().unwrap(), words.next().unwrap());
            let version = version.trim_start_matches('v').replace('+', "%2B");
            format!("pkg:cargo/{name}@{version}")
        };
        others.filter(|line| line.contains(" v")).map(reference).collect()
    }

    #[test]
    fn every_package_that_ships_is_listed_and_the_same_tree_gives_the_same_bytes() {
        let project = Project::find().unwrap();
        let list = of(&project).unwrap();
        let text = list.text().unwrap();
        assert_eq!(of(&project).unwrap().text().unwrap(), text);

        let json: Value = serde_json::from_str(&text).unwrap();
        let rust = listed(&json, "required", "pkg:cargo/");
        let expected = tree(&project, &list.platform);
        assert!(expected.len() > 200, "cargo tells only {}", expected.len());
        let missing: Vec<_> = expected.difference(&rust).collect();
        assert!(missing.is_empty(), "shipped and not listed: {missing:?}");
        let building = listed(&json, "excluded", "pkg:cargo/");
        assert!(building.iter().any(|it| it.starts_with("pkg:cargo/serde_derive@")));
        let both: Vec<_> = expected.intersection(&building).collect();
        assert!(both.is_empty(), "shipped and listed as left out: {both:?}");

        let lock = fs::read(project.interface().join("package-lock.json")).unwrap();
        let lock: Value = serde_json::from_slice(&lock).unwrap();
        let npm = listed(&json, "required", "pkg:npm/");
        let production = lock["packages"].as_object().unwrap().iter();
        let production = production.filter(|(path, it)| !path.is_empty() && it["dev"] != true);
        for (path, it) in production {
            let name = path.rsplit("node_modules/").next().unwrap().replacen('@', "%40", 1);
            let reference = format!("pkg:npm/{name}@{}", it["version"].as_str().unwrap());
            assert!(npm.contains(&reference), "{reference} is not listed");
        }
        assert!(npm.iter().any(|it| it.starts_with("pkg:npm/svelte@")));
        assert!(!npm.iter().any(|it| it.starts_with("pkg:npm/vitest@")));
    }

    #[test]
    fn the_list_is_what_its_format_asks_for_and_tells_nothing_of_this_machine() {
        let project = Project::find().unwrap();
        let text = of(&project).unwrap().text().unwrap();
        let list: Value = serde_json::from_str(&text).unwrap();

        assert_eq!(
            (&list["bomFormat"], &list["specVersion"]),
            (&json!("CycloneDX"), &json!("1.6"))
        );
        assert_eq!(list["version"], 1);
        assert!(list["serialNumber"].is_null() && list["metadata"]["timestamp"].is_null());
        assert!(!text.contains(&*project.root.to_string_lossy()), "a path of this machine is told");
        let components = list["components"].as_array().unwrap();
        let mut sums: BTreeMap<&str, usize> = BTreeMap::new();
        for it in components {
            let reference = it["bom-ref"].as_str().unwrap();
            for key in ["type", "name", "version", "scope"] {
                assert!(
                    it[key].as_str().is_some_and(|text| !text.is_empty()),
                    "{reference}: {key}"
                );
            }
            assert_eq!(it["purl"].is_null(), reference.starts_with("lagesbild:"), "{reference}");
            assert_eq!(it["hashes"].is_null(), reference.starts_with("lagesbild:"), "{reference}");
            let length = match it["hashes"][0]["alg"].as_str() {
                Some("SHA-256") => 64,
                Some("SHA-512") => 128,
                _ => 0,
            };
            let hash = it["hashes"][0]["content"].as_str().unwrap_or_default();
            assert!(hash.len() == length && hash.bytes().all(|b| b.is_ascii_hexdigit()));
            assert_eq!(it["licenses"].as_array().map(Vec::len), Some(1), "{reference}");
            *sums.entry(reference).or_default() += 1;
        }
        assert!(sums.values().all(|count| *count == 1), "something is listed twice");
        for it in list["dependencies"].as_array().unwrap() {
            let needed = it["dependsOn"].as_array().unwrap().iter().map(|it| it.as_str().unwrap());
            for reference in needed {
                assert!(sums.contains_key(reference), "{reference} is needed and not listed");
            }
        }
        for program in ["lagesbild:sync-server", "lagesbild:field", "lagesbild:app"] {
            assert!(sums.contains_key(program), "{program}");
        }
    }
}
