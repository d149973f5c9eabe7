//! The analysis on a desk with the app: the same figures as the server's, its own standing runs, and the
//! municipality's areas, all without a network.

use domain::role::Role;
use picture::study::{StudyPart, StudyQuestion, study};
use serde_json::Value;
use tests::phone::Phone;
use tests::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_without_a_network_gives_the_servers_figures_and_makes_its_own_runs() {
    let server = Server::start().await.unwrap();
    let guard = Phone::joined(&server, "Vaktbolaget Norr", Role::Reporter).await.unwrap();
    let desk = Phone::joined(&server, "Kommunledningskontoret", Role::Coordinator).await.unwrap();
    desk.client.fetch_places(&client::http::Http::new().unwrap()).await.unwrap();
    assert_eq!(desk.client.run_standing().unwrap(), 0, "an empty picture waits for a report");
    for _ in 0..4 {
        guard.report("vandalism.graffiti", (12.5335, 57.93)).unwrap();
    }
    guard.sync().await.unwrap();
    desk.sync().await.unwrap();
    let served = server
        .app
        .store
        .read_now(|conn| Ok(picture::study::snapshot(conn, &domain::role::Scope::All)?));
    let (served, ground) = (served.unwrap(), server.app.ground());
    let _stopped = server.stop().await.unwrap();

    let carried = desk.client.snapshot().unwrap();
    let own = desk.client.ground().unwrap();
    assert_eq!(carried.hash(&own), served.hash(&ground), "one picture, one name");
    let area = own.areas.first().map(|border| border.area.clone());
    assert!(area.is_some(), "the areas come along with the places");
    let question = StudyQuestion { part: StudyPart::Places, area, ..StudyQuestion::default() };
    let tell = |made| serde_json::to_string(&made).unwrap();
    let here = study(&carried, &own, &question, &mut |_, _| true).unwrap();
    let there = study(&served, &ground, &question, &mut |_, _| true).unwrap();
    assert_eq!(tell(here), tell(there));

    assert_eq!(desk.client.run_standing().unwrap(), 2);
    assert_eq!(desk.client.run_standing().unwrap(), 0, "each once");
    let runs: Vec<Value> =
        desk.client.standing().unwrap().iter().map(|run| run.parse().unwrap()).collect();
    let kinds: Vec<_> = runs.iter().map(|run| run["findings"]["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["weekly_alarm", "self_check"]);
    assert_eq!(runs[1]["findings"]["check"]["answer"], "too_little");
    assert!(guard.client.standing().is_err(), "a guard hears nothing of them");
    assert_eq!(guard.client.run_standing().unwrap(), 0);
}
