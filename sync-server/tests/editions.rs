//! An edition from the draft that makes itself to what an organisation and everybody may read of it.

mod support;

use axum::http::{HeaderMap, StatusCode, header};
use domain::text::Note;
use serde_json::{Value, json};
use support::{DAY, START, World};
use sync_server::admin::{As, Erase, Much, Wanted};

const NORR: &str = "Vaktbolaget Norr";
const PARK: &str = "Park och gata";
const OFFICE: &str = "Kommunledningskontoret";
const TOWN: &str = "Lindby kommun";
/// The week whose Sunday is the day of `START`.
const WEEK: &str = "kind=operative&from=2026-02-23&until=2026-03-01";

fn report(category: &str, n: u32, at: i64) -> Value {
    json!({
        "category": category, "severity": 2, "certainty": "seen_myself",
        "position": {"lon": 12.525 + f64::from(n % 3) * 0.004, "lat": 57.93, "source": "gps"},
        "when": {"kind": "exact", "at": at},
    })
}

fn period() -> Value {
    json!({"kind": "operative", "from": "2026-02-23", "until": "2026-03-01"})
}

/// Sixty reports of two organisations in the week, and one of a kind that nobody else reported.
async fn week(world: &World) {
    let mut norr = world.phone(1, NORR, "reporter").await;
    let mut park = world.phone(2, PARK, "reporter").await;
    for n in 0..30 {
        let at = START - i64::from(n % 6) * DAY - 3_600_000;
        norr.report(report("vandalism.graffiti", n, at), at);
        park.report(report("place.litter", n, at), at);
    }
    norr.report(report("drugs.dealing", 1, START - DAY), START - DAY);
    norr.sync(world).await;
    park.sync(world).await;
}

#[expect(clippy::unwrap_used, reason = "a list without what was just fixed has failed the test")]
async fn fixed(world: &World, asa: &HeaderMap) -> (String, String) {
    let fixing = json!({"period": period(), "by": "Områdesgruppen"});
    let told = world.post("/v1/editions/fixed", &fixing, asa).await;
    assert_eq!(told.status, StatusCode::NO_CONTENT, "{}", told.json);
    let list = world.get("/v1/editions", asa).await.json;
    let it = list["editions"].as_array().unwrap().iter().find(|it| it["state"] == "fixed");
    let it = it.unwrap();
    let version = it["versions"].as_array().unwrap().last().unwrap();
    (it["id"].as_str().unwrap().to_owned(), version["op"].as_str().unwrap().to_owned())
}

fn read_at((id, version): &(String, String), how: &str) -> String {
    format!("/v1/editions/{id}/versions/{version}?{how}")
}

#[tokio::test]
async fn a_draft_makes_itself_and_is_fixed_as_a_version_that_stays() {
    let world = World::new();
    week(&world).await;
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let list = world.get("/v1/editions", &asa).await.json;
    let offered = list["editions"].as_array().unwrap();
    assert!(offered.iter().any(|it| it["from"] == "2026-02-23" && it["state"] == "offered"));
    assert_eq!(list["deadlines"][0]["due"], "unknown");

    let draft = world.get(&format!("/v1/editions/draft?{WEEK}"), &asa).await.json;
    assert_eq!(draft["figures"]["events"], 61, "{draft}");
    let suggested = draft["suggested"]["summary"].as_str().unwrap();
    assert!(suggested.starts_with("61 händelser har rapporterats i 61 rapporter."), "{suggested}");

    let written = json!({"period": period(), "texts": {"news": "Klotter på nya ställen."}});
    assert_eq!(world.post("/v1/editions", &written, &asa).await.status, StatusCode::NO_CONTENT);
    let edition = fixed(&world, &asa).await;
    let whole = world.get(&read_at(&edition, "form=json"), &asa).await.json;
    assert_eq!(whole["texts"]["news"], "Klotter på nya ställen.");
    assert_eq!(whole["figures"]["events"], 61);

    // What is reported and written afterwards belongs to the next version.
    let mut late = world.phone(3, PARK, "reporter").await;
    late.report(report("place.litter", 9, START - DAY), START - DAY);
    late.sync(&world).await;
    let changed = json!({"period": period(), "texts": {"news": "Något annat."}});
    assert_eq!(world.post("/v1/editions", &changed, &asa).await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.get(&read_at(&edition, "form=json"), &asa).await.json, whole);
    let second = fixed(&world, &asa).await;
    let newer = world.get(&read_at(&second, "form=json"), &asa).await.json;
    assert_eq!((&newer["version"], &newer["figures"]["events"]), (&json!(2), &json!(62)));
    // What was shared once is shared in the same numbers again.
    let shared = |it: &(String, String)| read_at(it, "form=json&cut=shared");
    let [one, two] = [shared(&edition), shared(&second)];
    let figures = world.get(&one, &asa).await.json["figures"].clone();
    assert_eq!(world.get(&two, &asa).await.json["figures"], figures);
}

#[tokio::test]
async fn the_pdf_is_the_same_each_time_and_says_what_it_is() {
    let world = World::new();
    week(&world).await;
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let edition = fixed(&world, &asa).await;
    let path = read_at(&edition, "form=pdf&cut=whole");
    let first = world.get(&path, &asa).await;
    assert_eq!(first.headers[header::CONTENT_TYPE], "application/pdf");
    assert!(first.bytes.starts_with(b"%PDF-1.7"));
    assert_eq!(world.get(&path, &asa).await.bytes, first.bytes);
    let file = first.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(file.ends_with("-operative-2026-02-23-v1.pdf\""), "{file}");
}

#[tokio::test]
async fn an_organisation_reads_what_it_was_given_and_no_small_number() {
    let world = World::new();
    week(&world).await;
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let edition = fixed(&world, &asa).await;
    let guard = world.browser(NORR, "org_coordinator", "Nils").await;
    let path = read_at(&edition, "form=json");
    assert_eq!(world.get(&path, &guard).await.status, StatusCode::NOT_FOUND);
    let list = world.get("/v1/editions", &asa).await.json;
    let norr = list["recipients"].as_array().unwrap().iter().find(|it| it["name"] == NORR);
    let sending = json!({"version": edition.1, "organisations": [norr.unwrap()["organisation"]]});
    let send = format!("/v1/editions/{}/sendings", edition.0);
    for _ in 0..2 {
        assert_eq!(world.post(&send, &sending, &asa).await.status, StatusCode::NO_CONTENT);
    }
    let read = world.get(&path, &guard).await;
    assert_eq!(read.status, StatusCode::OK);
    assert_eq!(read.json["figures"]["is_shared"], true);
    assert_eq!(read.json["figures"]["marks"], json!([]));
    for row in read.json["figures"]["tiles"].as_array().unwrap() {
        assert!(row["count"].as_u64().is_none_or(|count| count >= 3), "{row}");
    }
    let whole = world.get(&read_at(&edition, "form=json&cut=whole"), &guard).await;
    assert_eq!(whole.status, StatusCode::FORBIDDEN);
    let own = world.get("/v1/editions", &guard).await.json;
    assert_eq!(own["editions"].as_array().unwrap().len(), 1);
    assert_eq!(own["recipients"], json!([]));
    // Another organisation was given nothing; the handover is on the record once.
    let park = world.browser(PARK, "org_coordinator", "Pia").await;
    assert_eq!(world.get(&path, &park).await.status, StatusCode::NOT_FOUND);
    let mut rows = 0;
    let count = |conn: &_| {
        sync_server::store::audit::rows(conn, 0, |row| {
            rows += i32::from(row.action == "edition.handover");
            Ok(())
        })
    };
    world.app.store.read_now(count).unwrap();
    assert_eq!(rows, 1);
}

#[tokio::test]
async fn only_who_publishes_approves_and_the_public_version_holds_one_text() {
    let world = World::new();
    week(&world).await;
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let texts = json!({"news": "Bara för oss.", "public": "Lugnare vecka."});
    let written = json!({"period": period(), "texts": texts});
    assert_eq!(world.post("/v1/editions", &written, &asa).await.status, StatusCode::NO_CONTENT);
    let edition = fixed(&world, &asa).await;
    let approve = format!("/v1/editions/{}/approvals", edition.0);
    let approval = json!({"version": edition.1, "by": "Kommunikationschefen"});
    assert_eq!(world.post(&approve, &approval, &asa).await.status, StatusCode::FORBIDDEN);
    let bea = world.browser(TOWN, "communications", "Bea").await;
    assert_eq!(world.post(&approve, &approval, &bea).await.status, StatusCode::NO_CONTENT);
    let list = world.get("/v1/editions", &bea).await.json;
    let publication = &list["editions"][0]["versions"][0]["publication"];
    assert_eq!(publication["by"], "Kommunikationschefen");
    let public = world.get(&read_at(&edition, "form=html&cut=public"), &bea).await;
    let page = String::from_utf8(public.bytes).unwrap();
    assert!(page.contains("Lugnare vecka.") && !page.contains("Bara för oss."));
    assert!(page.starts_with("<!doctype html>\n<html lang=\"sv\">"));
    let fixing = json!({"period": period(), "by": "Bea"});
    let refused = world.post("/v1/editions/fixed", &fixing, &bea).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_phone_carries_nothing_of_an_edition() {
    let world = World::new();
    week(&world).await;
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    fixed(&world, &asa).await;
    for (seed, organisation, role) in
        [(7, NORR, "reporter"), (8, OFFICE, "management"), (9, OFFICE, "coordinator")]
    {
        let mut phone = world.phone(seed, organisation, role).await;
        let answer = phone.sync(&world).await;
        let page = format!("{answer:?}");
        assert_eq!(page.contains("versions"), role == "coordinator", "{role}");
    }
}

#[tokio::test]
async fn the_certificate_of_an_erasure_names_the_editions_that_were_given_away() {
    let world = World::new();
    week(&world).await;
    let mut norr = world.phone(5, NORR, "reporter").await;
    let at = START - DAY;
    let doc = norr.report(report("vandalism.graffiti", 1, at), at);
    norr.sync(&world).await;
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let edition = fixed(&world, &asa).await;
    let list = world.get("/v1/editions", &asa).await.json;
    let park = list["recipients"].as_array().unwrap().iter().find(|it| it["name"] == PARK);
    let sending = json!({"version": edition.1, "organisations": [park.unwrap()["organisation"]]});
    let send = format!("/v1/editions/{}/sendings", edition.0);
    assert_eq!(world.post(&send, &sending, &asa).await.status, StatusCode::NO_CONTENT);
    let reason = Note::new("begäran").unwrap();
    let erase = Erase { documents: vec![doc], set_aside: Vec::new(), reason, dry_run: false };
    let certificate = world.admin().erase(erase).unwrap().json;
    let told = &certificate["handed_out"];
    assert_eq!(told.as_array().unwrap().len(), 1, "{told}");
    let what = "operative edition 2026-02-23 to 2026-03-01, version 1";
    assert_eq!((&told[0]["what"], &told[0]["receiver"]), (&json!(what), &json!(PARK)));
}

#[tokio::test]
async fn the_command_line_lists_what_the_screen_lists() {
    let world = World::new();
    week(&world).await;
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let edition = fixed(&world, &asa).await;
    let wanted = Wanted { to: None, kind: None, day: None, cut: Much::Whole, form: As::Pdf };
    let told = world.admin().editions(&wanted).unwrap();
    let row = told.json["editions"].as_array().unwrap().iter().find(|it| it["id"] == edition.0);
    let listed = world.get("/v1/editions", &asa).await.json;
    let shown = listed["editions"].as_array().unwrap().iter().find(|it| it["id"] == edition.0);
    assert_eq!(row, shown);
    assert!(row.is_some());
    assert_eq!(told.json["deadlines"], listed["deadlines"]);
}

#[tokio::test]
async fn what_is_published_is_kept_from_others_until_it_is_approved_and_its_embargo_has_ended() {
    let world = World::new();
    week(&world).await;
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let edition = fixed(&world, &asa).await;
    let list = world.get("/v1/editions", &asa).await.json;
    let norr = list["recipients"].as_array().unwrap().iter().find(|it| it["name"] == NORR);
    let sending = json!({"version": edition.1, "organisations": [norr.unwrap()["organisation"]]});
    let send = format!("/v1/editions/{}/sendings", edition.0);
    world.post(&send, &sending, &asa).await;
    let guard = world.browser(NORR, "org_coordinator", "Nils").await;
    let path = read_at(&edition, "form=html&cut=public");
    let page = async |who: &HeaderMap| {
        let read = world.get(&path, who).await;
        (read.status, String::from_utf8(read.bytes).unwrap_or_default())
    };
    assert_eq!(page(&guard).await.0, StatusCode::FORBIDDEN);
    assert!(page(&asa).await.1.contains("Inte godkänd för publicering."));

    let bea = world.browser(TOWN, "communications", "Bea").await;
    let approve = format!("/v1/editions/{}/approvals", edition.0);
    let approval = |day: Option<&str>| {
        json!({"version": edition.1, "by": "Kommunikationschefen", "not_before": day,
               "channels": ["website", "press"]})
    };
    assert_eq!(world.post(&approve, &approval(Some("2026-04-01")), &bea).await.status, 204);
    assert_eq!(page(&guard).await.0, StatusCode::FORBIDDEN, "the embargo");
    assert!(page(&bea).await.1.contains("Får publiceras från och med 1 april 2026."));
    // The embargo is moved: what was approved last holds.
    assert_eq!(world.post(&approve, &approval(None), &bea).await.status, 204);
    let (status, words) = page(&guard).await;
    assert_eq!(status, StatusCode::OK);
    assert!(!words.contains("publicer"), "{words}");
    let list = world.get("/v1/editions", &bea).await.json;
    let publication = &list["editions"][0]["versions"][0]["publication"];
    assert_eq!(publication["channels"], json!(["website", "press"]));
    let wrong = json!({"version": edition.1, "by": "A", "channels": ["fax"]});
    assert_eq!(world.post(&approve, &wrong, &bea).await.status, 422);
}
