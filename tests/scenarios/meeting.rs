//! A meeting on two desks without a network: both write at it, what is decided is a measure with owner and day,
//! and when the network is there again the server and both desks tell the same.

use domain::id::DocId;
use domain::op::DocType;
use domain::plan::PlanEntry;
use domain::role::{Role, Words};
use serde_json::{Value, json};
use tests::phone::Phone;
use tests::server::{Fault, Server};
use uuid::Uuid;

const OFFICE: &str = "Kommunledningskontoret";

fn entry(of: DocType, doc: DocId, set: Value) -> PlanEntry {
    let Value::Object(set) = set else { unreachable!() };
    PlanEntry { doc, of, set, to: None, value: None, because: None }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_held_without_a_network_on_two_desks_becomes_one_with_its_decisions_as_measures()
-> Result<(), Fault> {
    let server = Server::start().await?;
    let first = Phone::joined(&server, OFFICE, Role::Coordinator).await?;
    let second = Phone::joined(&server, OFFICE, Role::Coordinator).await?;
    let (meeting, measure) = (DocId(Uuid::from_u128(41)), DocId(Uuid::from_u128(42)));

    // Nothing is sent before both have written: each desk knows its own alone.
    first.client.write_plan(&entry(
        DocType::Meeting,
        meeting,
        json!({
            "on": "2026-11-23", "body": "Områdesgruppen Centrum",
            "attendance.a": {"function": "Kommunpolis", "is_present": true},
            "point.news": "Mindre klotter efter att belysningen lagats.",
            "coming.a": {"what": "Julmarknad", "from": "2026-11-28", "is_yearly": true},
        }),
    ))?;
    let work = json!({"title": "Fler ronder", "function": "Driftledare", "status": "decided",
                      "due": "2026-12-04"});
    second.client.write_plan(&entry(DocType::Measure, measure, work))?;
    second.client.write_plan(&entry(
        DocType::Meeting,
        meeting,
        json!({"decision.b": {"what": "Fler ronder", "owner": "Driftledare", "due": "2026-12-04",
                              "measure": measure}}),
    ))?;
    assert_eq!(first.client.meetings()?.len(), 1);
    assert!(first.client.meetings()?[0].decisions.is_empty());
    assert!(second.client.meetings()?.is_empty(), "a decision alone is no meeting yet");

    for desk in [&first, &second, &first] {
        desk.sync().await?;
    }
    let of_first = first.client.meetings()?;
    assert_eq!(of_first, second.client.meetings()?);
    let served =
        server.app.store.read_now(|conn| Ok(picture::query::meetings(conn, &Words::All)?))?;
    assert_eq!(of_first, served);
    let held = &of_first[0];
    assert_eq!(held.points["news"].as_str(), "Mindre klotter efter att belysningen lagats.");
    assert!(held.attendance["a"].is_present);
    let decided = &held.decisions["b"];
    assert_eq!((decided.owner.as_str(), decided.measure), ("Driftledare", Some(measure)));
    let board = first.client.measures(held.on)?;
    let found = board.iter().find(|it| it.measure.id == measure);
    assert_eq!(found.and_then(|it| it.measure.due), decided.due);

    // Agreed without a network, and still what the desk tells after it was closed.
    let _stopped = server.stop().await?;
    let agreed = json!({"agreed": {"by": "Samordnare", "on": "2026-11-24"}});
    first.client.write_plan(&entry(DocType::Meeting, meeting, agreed))?;
    let first = first.restarted()?;
    assert!(first.client.meeting(meeting)?.agreed.is_some());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_desk_wrote_without_a_network_before_the_minutes_were_agreed_comes_beside_them_everywhere()
-> Result<(), Fault> {
    let server = Server::start().await?;
    let first = Phone::joined(&server, OFFICE, Role::Coordinator).await?;
    let second = Phone::joined(&server, OFFICE, Role::Coordinator).await?;
    let meeting = DocId(Uuid::from_u128(41));
    let begun = json!({"on": "2026-11-23", "body": "Områdesgruppen", "point.news": "Lugnare."});
    first.client.write_plan(&entry(DocType::Meeting, meeting, begun))?;
    first.sync().await?;
    second.sync().await?;
    // The second desk writes first, and hands in last.
    let unseen = json!({"point.news": "Oroligare."});
    second.client.write_plan(&entry(DocType::Meeting, meeting, unseen))?;
    let agreed = json!({"agreed": {"by": "Samordnare", "on": "2026-11-24"}});
    first.client.write_plan(&entry(DocType::Meeting, meeting, agreed))?;
    first.sync().await?;
    second.sync().await?;
    first.sync().await?;

    let served =
        server.app.store.read_now(|conn| Ok(picture::query::meetings(conn, &Words::All)?))?;
    for told in [&served, &first.client.meetings()?, &second.client.meetings()?] {
        assert_eq!(told[0].points["news"].as_str(), "Lugnare.");
        assert_eq!(told[0].later.len(), 1);
        assert_eq!(told[0].later[0].value, Some(json!("Oroligare.")));
    }
    Ok(())
}
