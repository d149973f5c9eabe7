//! The committed description is the one the server gives, and it describes every route.

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn the_committed_description_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json");
    let current = sync_server::open_api().to_pretty_json().unwrap() + "\n";
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == current,
        "run UPDATE_GENERATED=1 cargo test -p sync-server --test openapi"
    );
}

#[test]
fn every_route_is_described_and_nothing_else() {
    let described: BTreeSet<(String, String)> = sync_server::open_api()
        .paths
        .paths
        .into_iter()
        .flat_map(|(path, item)| {
            let methods = [
                ("GET", item.get),
                ("HEAD", item.head),
                ("POST", item.post),
                ("PATCH", item.patch),
                ("DELETE", item.delete),
            ];
            let there = methods.into_iter().filter(|(_, operation)| operation.is_some());
            there.map(|(method, _)| (path.clone(), method.to_owned())).collect::<Vec<_>>()
        })
        .collect();
    let routes: BTreeSet<_> = sync_server::routes()
        .into_iter()
        .map(|route| (route.path.to_owned(), route.method.to_owned()))
        .collect();
    assert_eq!(routes, described);
}
