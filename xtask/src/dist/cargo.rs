//! The Rust packages of the programs that ship: cargo's own resolution for this platform, and the
//! checksums of `Cargo.lock`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::list::{Package, Sort, Use};

/// A program that ships.
pub(crate) struct Program {
    /// Its package.
    pub(crate) package: &'static str,
    /// The file it is built as.
    pub(crate) file: &'static str,
    /// Whether it carries the interface inside.
    pub(super) has_interface: bool,
}

/// Everything that ships as a program.
pub(crate) const PROGRAMS: &[Program] = &[
    Program { package: "sync-server", file: "sync-server", has_interface: true },
    Program { package: "field", file: "field", has_interface: false },
    Program { package: "app", file: "lagesbild", has_interface: true },
];

/// Which packages are built, and with which features: the words for cargo.
pub(super) fn features() -> Vec<&'static str> {
    let packages = PROGRAMS.iter().flat_map(|program| ["--package", program.package]);
    packages.chain(["--features", "app/custom-protocol"]).collect()
}

/// What our own packages are called in the list; they are in no registry, where others may have their
/// names.
pub(super) fn own(name: &str) -> String {
    format!("lagesbild:{name}")
}

/// The packages that the programs are made of, and those that only work while they are built.
pub(super) fn packages(metadata: &Value, lock: &str) -> Vec<Package> {
    let every = metadata["packages"].as_array().into_iter().flatten();
    let known: BTreeMap<&str, &Value> = every.map(|it| (word(&it["id"]), it)).collect();
    let nodes = metadata["resolve"]["nodes"].as_array().into_iter().flatten();
    let nodes: BTreeMap<&str, &Value> = nodes.map(|it| (word(&it["id"]), it)).collect();
    let graph = Graph { known, nodes };
    let shipped = graph.reached(&[None]);
    let built_with = graph.reached(&[None, Some("build")]);
    let sums = checksums(lock);
    let package = |id: &&str| graph.package(id, (&shipped, &built_with), &sums);
    built_with.iter().filter_map(package).collect()
}

struct Graph<'a> {
    known: BTreeMap<&'a str, &'a Value>,
    nodes: BTreeMap<&'a str, &'a Value>,
}

impl<'a> Graph<'a> {
    /// Everything the programs reach over dependencies of these kinds. What runs inside the compiler
    /// is no part of a program, though cargo lists it as if it were.
    fn reached(&self, kinds: &[Option<&str>]) -> BTreeSet<&'a str> {
        let is_building = kinds.contains(&Some("build"));
        let is_program = |it: &&Value| PROGRAMS.iter().any(|one| it["name"] == one.package);
        let ours = self.known.values().filter(|it| it["source"].is_null());
        let mut open: Vec<&'a str> =
            ours.filter(|it| is_program(it)).map(|it| word(&it["id"])).collect();
        let mut reached = BTreeSet::new();
        while let Some(id) = open.pop() {
            if reached.insert(id) {
                let next = self.dependencies(id, kinds);
                open.extend(next.into_iter().filter(|it| is_building || !self.is_macro(it)));
            }
        }
        reached
    }

    fn dependencies(&self, id: &str, kinds: &[Option<&str>]) -> Vec<&'a str> {
        let Some(node) = self.nodes.get(id) else { return Vec::new() };
        let is_followed = |it: &&Value| {
            let given = it["dep_kinds"].as_array().into_iter().flatten();
            given.into_iter().any(|kind| kinds.contains(&kind["kind"].as_str()))
        };
        let deps = node["deps"].as_array().into_iter().flatten();
        deps.filter(is_followed).map(|it| word(&it["pkg"])).collect()
    }

    fn is_macro(&self, id: &str) -> bool {
        let targets = self.known.get(id).and_then(|it| it["targets"].as_array());
        targets.into_iter().flatten().any(|it| it["kind"][0] == "proc-macro")
    }

    fn package(
        &self,
        id: &str,
        (shipped, listed): (&BTreeSet<&str>, &BTreeSet<&str>),
        sums: &BTreeMap<(String, String), String>,
    ) -> Option<Package> {
        let found = self.known.get(id)?;
        let (name, version) = (word(&found["name"]), word(&found["version"]));
        let depends = self.dependencies(id, &[None, Some("build")]);
        let depends = depends.iter().filter(|it| listed.contains(*it));
        let sum = sums.get(&(name.to_owned(), version.to_owned()));
        let program = PROGRAMS.iter().find(|it| found["source"].is_null() && it.package == name);
        let depends = depends.filter_map(|it| self.known.get(it)).map(|it| reference(it));
        let interface = program.filter(|it| it.has_interface).map(|_| own("ui"));
        Some(Package {
            reference: reference(found),
            is_ours: found["source"].is_null(),
            name: name.to_owned(),
            version: version.to_owned(),
            licence: found["license"].as_str().map(|it| it.replace('/', " OR ")),
            hash: sum.map(|sum| ("SHA-256", sum.clone())),
            part: if shipped.contains(id) { Use::Shipped } else { Use::Building },
            sort: if program.is_some() { Sort::Program } else { Sort::Library },
            depends: depends.chain(interface).collect(),
        })
    }
}

fn reference(package: &Value) -> String {
    let (name, version) = (word(&package["name"]), word(&package["version"]));
    if package["source"].is_null() {
        return own(name);
    }
    format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"))
}

/// The checksum of each package in the lock file, by name and version.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let value = |block: &str, key: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
        line.map(|text| text.trim_matches('"').to_owned())
    };
    let blocks = lock.split("[[package]]").skip(1);
    blocks
        .filter_map(|block| {
            let of = (value(block, "name")?, value(block, "version")?);
            Some((of, value(block, "checksum")?))
        })
        .collect()
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
