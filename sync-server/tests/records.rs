//! *Registerutdrag* and *utlämnande*: what is held about somebody is found, handed out with masks and a decision,
//! and not erased meanwhile.

mod support;

use domain::id::DocId;
use domain::text::Note;
use serde_json::{Value, json};
use support::{START, World, graffiti};
use sync_server::admin::{AuditCommand, Erase, Outcome, RecordsCommand, RetentionCommand, Search};

const TOLD: &str = "Enligt Åsa Ek, 070-174 06 05, stod några vid kiosken";

async fn world() -> (World, DocId) {
    let world = World::new();
    let mut guard = world.phone(1, "Vaktbolaget Norr", "reporter").await;
    let doc = guard.report(json!({ "category": "vandalism.graffiti", "note": TOLD }), START);
    guard.report(graffiti(), START + 1);
    guard.sync(&world).await;
    (world, doc)
}

fn search(words: &str) -> Search {
    Search { words: vec![words.to_owned()], ..Search::default() }
}

#[expect(clippy::unwrap_used, reason = "a test that cannot begin has failed")]
fn erase(doc: DocId) -> Erase {
    Erase { documents: vec![doc], reason: Note::new("begäran").unwrap(), dry_run: false }
}

#[expect(clippy::unwrap_used, reason = "a test that cannot begin has failed")]
fn record(world: &World) -> String {
    let mut out = Vec::new();
    world.admin().audit(&AuditCommand::List { limit: 50 }, (true, &mut out)).unwrap();
    String::from_utf8(out).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_about_somebody_is_found_exported_and_erased_and_the_record_tells_no_words() {
    let (world, doc) = world().await;
    let admin = world.admin();
    let found = admin.records(RecordsCommand::Find(search("0701740605"))).unwrap().json;
    assert_eq!(found["documents"][0]["document"], doc.to_string());
    assert_eq!(found["documents"].as_array().unwrap().len(), 1);
    assert_eq!(found["documents"][0]["fields"], json!(["note"]));
    let nobody = admin.records(RecordsCommand::Find(search("Bo Alm"))).unwrap().json;
    assert_eq!(nobody["documents"], json!([]));
    assert!(admin.records(RecordsCommand::Find(Search::default())).is_err());

    let out = world.dir.path().parent().unwrap().join(format!("extract-{doc}.json"));
    let extract = RecordsCommand::Extract { search: search("åsa ek"), out: out.clone() };
    admin.records(extract).unwrap();
    let written: Value = serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
    std::fs::remove_file(&out).unwrap();
    assert_eq!(written["said"][0]["operations"][0]["body"]["set"]["note"], TOLD);

    let certificate = admin.erase(erase(doc)).unwrap().json;
    assert_eq!(certificate["handed_out"][0]["what"], "register extract");
    let again = admin.records(RecordsCommand::Find(search("Åsa Ek"))).unwrap().json;
    assert_eq!(again["documents"], json!([]));
    let record = record(&world);
    assert!(record.contains("records.extract") && !record.contains("Åsa"), "{record}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_for_is_held_masked_decided_and_copied_with_its_ground_and_appeal() {
    let (world, doc) = world().await;
    let admin = world.admin();
    let code = "KS 2026/17".to_owned();
    let request = RecordsCommand::Request {
        code: code.clone(),
        request: "Rapporter om kiosken".to_owned(),
        basis: "tf".to_owned(),
        search: search("kiosken"),
    };
    admin.records(request).unwrap();
    assert_eq!(admin.erase(erase(doc)).err().unwrap().exit_code(), 4, "held meanwhile");
    let shown = admin.records(RecordsCommand::Show { code: Some(code.clone()) }).unwrap().json;
    let fields = shown["fields"].as_array().unwrap();
    let note = fields.iter().find(|it| it["field"] == "note").unwrap();
    assert!(note["look"].to_string().contains("[phone]"), "{note}");
    for words in ["Åsa Ek", "070-174 06 05"] {
        let mask = RecordsCommand::Mask {
            code: code.clone(),
            document: doc,
            field: "note".to_owned(),
            words: Some(words.to_owned()),
            ground: "OSL 21 kap. 3 §".to_owned(),
        };
        admin.records(mask).unwrap();
    }
    let out = world.dir.path().parent().unwrap().join(format!("copy-{doc}.txt"));
    let decide = |outcome| RecordsCommand::Decide {
        code: code.clone(),
        outcome,
        by: "Säkerhetschefen".to_owned(),
        out: out.clone(),
    };
    let whole = admin.records(decide(Outcome::Released));
    assert!(whole.is_err(), "what is masked is not handed out whole");
    assert!(admin.records(RecordsCommand::Close { code: code.clone() }).is_err());
    admin.records(decide(Outcome::Partly)).unwrap();
    let copy = std::fs::read_to_string(&out).unwrap();
    std::fs::remove_file(&out).unwrap();
    let masked =
        "Enligt [maskat: OSL 21 kap. 3 §], [maskat: OSL 21 kap. 3 §], stod några vid kiosken";
    assert!(copy.contains(masked), "{copy}");
    assert!(!copy.contains("Åsa") && !copy.contains("174 06"), "{copy}");
    assert!(copy.contains("kammarrätten") && copy.contains("Säkerhetschefen"), "{copy}");
    let case = admin.records(RecordsCommand::Show { code: Some(code.clone()) }).unwrap().json;
    let hash = blake3::hash(copy.as_bytes()).to_hex().to_string();
    assert_eq!(case["case"]["copy"], hash);
    assert!(admin.records(decide(Outcome::Partly)).is_err(), "decided once");

    assert!(admin.erase(erase(doc)).is_err(), "held until nobody can appeal");
    admin.records(RecordsCommand::Close { code: code.clone() }).unwrap();
    let holds = admin.retention(RetentionCommand::Holds).unwrap().json;
    assert!(holds[0]["ended_at"].is_i64(), "{holds}");
    let certificate = admin.erase(erase(doc)).unwrap().json;
    assert_eq!(certificate["handed_out"][0]["what"], "utlämnande KS 2026/17, partly");
    assert!(record(&world).contains("disclosure.decide"));
}
