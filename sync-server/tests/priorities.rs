//! The priority areas of a quarter: chosen by people, three at the most, the same for scripts.

mod support;

use axum::http::StatusCode;
use serde_json::{Value, json};
use support::World;

const NORR: &str = "Vaktbolaget Norr";
const OFFICE: &str = "Kommunledningskontoret";

fn choice(slot: u8, name: &str, need: u8, influence: u8) -> Value {
    json!({
        "quarter": "2026-Q4", "slot": slot,
        "area": {
            "key": name, "name": name, "lon": 12.53, "lat": 57.93, "need": need,
            "influence": influence, "horizon": "short", "step": "mapping",
        },
    })
}

#[tokio::test]
async fn three_areas_stand_by_need_and_influence_and_one_is_taken_out_again() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let empty = world.get("/v1/priorities/2026-Q4", &asa).await;
    assert_eq!(empty.json["areas"], json!([]));
    for (slot, name, need, influence) in
        [(1, "Stora torget", 3, 3), (2, "Resecentrum", 5, 4), (3, "Skolan", 4, 1)]
    {
        let chosen = choice(slot, name, need, influence);
        let told = world.post("/v1/priorities", &chosen, &asa).await;
        assert_eq!(told.status, StatusCode::NO_CONTENT, "{}", told.json);
    }
    let names = |read: &Value| -> Vec<String> {
        let areas = read["areas"].as_array().unwrap();
        areas.iter().map(|it| it["area"]["name"].as_str().unwrap().to_owned()).collect()
    };
    let read = world.get("/v1/priorities/2026-Q4", &asa).await.json;
    assert_eq!(names(&read), ["Resecentrum", "Stora torget", "Skolan"]);
    assert_eq!(read["areas"][0]["product"], 20);

    let out = json!({ "quarter": "2026-Q4", "slot": 2, "area": null });
    world.post("/v1/priorities", &out, &asa).await;
    let read = world.get("/v1/priorities/2026-Q4", &asa).await.json;
    assert_eq!(names(&read), ["Stora torget", "Skolan"]);
    assert_eq!(names(&world.get("/v1/priorities/2027-Q1", &asa).await.json), Vec::<String>::new());
}

#[tokio::test]
async fn a_fourth_area_a_wrong_scale_and_a_guard_are_refused() {
    let world = World::new();
    let asa = world.browser(OFFICE, "coordinator", "Åsa").await;
    let guard = world.browser(NORR, "reporter", "Kim").await;
    for bad in [choice(4, "Fyra", 3, 3), choice(0, "Noll", 3, 3), choice(1, "Sex", 6, 1)] {
        let refused = world.post("/v1/priorities", &bad, &asa).await;
        assert_eq!(refused.json["code"], "bad_value", "{bad}");
    }
    let refused = world.post("/v1/priorities", &choice(1, "Torget", 3, 3), &guard).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let missing = world.get("/v1/priorities/nonsense", &asa).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}
