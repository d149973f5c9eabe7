//! *Registerutdrag* and *utlämnande*: what is held about somebody is found, handed out with masks and a decision,
//! and not erased meanwhile.

mod support;

use domain::id::DocId;
use domain::text::Note;
use serde_json::{Value, json};
use support::{START, World, graffiti};
use sync_server::admin::{
    AuditCommand, Erase, Outcome, RecordsCommand, RetentionCommand, Search, SetAside,
};

const TOLD: &str = "Enligt Åsa Ek, 070-174 06 05, stod några vid kiosken";
const GROUND: &str = "OSL 21 kap. 3 §";

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
    Erase {
        documents: vec![doc],
        set_aside: Vec::new(),
        reason: Note::new("begäran").unwrap(),
        dry_run: false,
    }
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

    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("extract.json");
    let extract = RecordsCommand::Extract { search: search("åsa ek"), out: out.clone() };
    admin.records(extract).unwrap();
    let written: Value = serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
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
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("copy.txt");
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

struct Case<'a> {
    admin: &'a sync_server::admin::Admin,
    doc: DocId,
    out: std::path::PathBuf,
}

impl Case<'_> {
    fn code() -> String {
        "KS 2026/18".to_owned()
    }

    #[expect(clippy::unwrap_used, reason = "a test that cannot begin has failed")]
    fn show(&self) -> Value {
        let show = RecordsCommand::Show { code: Some(Self::code()) };
        self.admin.records(show).unwrap().json
    }

    fn mask(&self, words: Option<&str>) -> bool {
        let mask = RecordsCommand::Mask {
            code: Self::code(),
            document: self.doc,
            field: "note".to_owned(),
            words: words.map(str::to_owned),
            ground: GROUND.to_owned(),
        };
        self.admin.records(mask).is_ok()
    }

    fn decide(&self, outcome: Outcome) -> Result<String, String> {
        let (code, out) = (Self::code(), self.out.clone());
        let by = "Säkerhetschefen".to_owned();
        let decided = self.admin.records(RecordsCommand::Decide { code, outcome, by, out });
        decided.map_err(|error| error.to_string())?;
        std::fs::read_to_string(&self.out).map_err(|error| error.to_string())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_handed_out_is_what_was_shown_and_a_mask_covers_the_words_wherever_they_stand() {
    let world = World::new();
    let mut guard = world.phone(1, "Vaktbolaget Norr", "reporter").await;
    let note = "Åsa Ek ringde. Sedan kom Åsa Ek till kiosken";
    let doc = guard.report(json!({ "category": "vandalism.graffiti", "note": note }), START);
    guard.sync(&world).await;
    let admin = world.admin();
    let request = RecordsCommand::Request {
        code: Case::code(),
        request: "Rapporter om kiosken".to_owned(),
        basis: "tf".to_owned(),
        search: search("kiosken"),
    };
    admin.records(request).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let case = Case { admin: &admin, doc, out: folder.path().join("copy.txt") };

    assert!(!case.mask(Some("Åsa Ek")), "nothing is masked that nobody was shown");
    case.show();
    assert!(case.mask(Some("åsa ek")));
    assert!(!case.mask(Some("Bo Alm")));
    let shown = case.show();
    let fields = shown["fields"].as_array().unwrap();
    let field = fields.iter().find(|it| it["field"] == "note").unwrap();
    let masked = format!("[maskat: {GROUND}] ringde. Sedan kom [maskat: {GROUND}] till kiosken");
    assert_eq!(field["shown"], masked);

    // The guard adds words after they were shown: they go to nobody who has not seen them.
    guard.set(doc, json!({ "note": "Det var Åsa Ek, och Bo Alm, vid kiosken" }), START + 5);
    guard.sync(&world).await;
    let error = case.decide(Outcome::Partly).unwrap_err();
    assert!(error.contains("records show"), "{error}");
    assert_eq!(case.show()["mask_again"][0]["field"], "note");
    let error = case.decide(Outcome::Partly).unwrap_err();
    assert!(error.contains("mask it again"), "{error}");
    assert!(!case.out.exists(), "nothing that nobody decided lies about");
    assert!(case.mask(Some("Åsa Ek")) && case.mask(Some("Bo Alm")));
    let unmask =
        || RecordsCommand::Unmask { code: Case::code(), document: doc, field: "note".to_owned() };
    admin.records(unmask()).unwrap();
    assert!(admin.records(unmask()).is_err());
    assert!(case.mask(None), "or the whole of it");

    std::fs::write(&case.out, "something else").unwrap();
    assert!(case.decide(Outcome::Partly).is_err(), "no file is written over");
    std::fs::remove_file(&case.out).unwrap();
    let copy = case.decide(Outcome::Partly).unwrap();
    assert!(copy.contains(&format!("note: [maskat: {GROUND}]")), "{copy}");
    assert!(!copy.contains("Åsa") && !copy.contains("Bo Alm"), "{copy}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&case.out).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "for its owner only");
    }
    assert!(record(&world).contains("disclosure.show"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_can_read_is_found_by_its_words_and_erased_by_its_number_for_good() {
    let world = World::new();
    let mut guard = world.phone(1, "Vaktbolaget Norr", "reporter").await;
    guard.report(graffiti(), START);
    guard.keep("[\"ring \\u00c5sa Ek\"]".to_owned());
    assert_eq!(guard.sync(&world).await.have, 2);
    let admin = world.admin();
    let find = || admin.records(RecordsCommand::Find(search("åsa ek"))).unwrap().json;
    let found = find();
    assert_eq!(found["documents"], json!([]));
    let set_aside = &found["set_aside_unreadable"][0];
    assert_eq!(set_aside["number"], 2);
    let named = format!("{}/2", set_aside["device"].as_str().unwrap());
    let erase = |number: SetAside| Erase {
        documents: Vec::new(),
        set_aside: vec![number],
        reason: Note::new("begäran").unwrap(),
        dry_run: false,
    };
    assert!(admin.erase(erase(SetAside(guard.id, 1))).is_err(), "what is read has a document");
    admin.erase(erase(named.parse().unwrap())).unwrap();
    assert_eq!(find()["set_aside_unreadable"], json!([]));
    // The phone still has it and hands it in again: it does not come back, and nothing waits for it.
    assert_eq!(guard.sync(&world).await.have, 2);
    assert_eq!(find()["set_aside_unreadable"], json!([]));
    let bytes = std::fs::read(world.dir.path().join("lagesbild.db")).unwrap();
    assert!(!bytes.windows(8).any(|it| it == b"u00c5sa "), "not in the file either");
}
