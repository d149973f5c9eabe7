//! A meeting and a measure with a bit of everything in them.

use domain::clock::{Stamp, UtcMillis};
use domain::id::OrganisationId;
use domain::measure::{DeclaredTest, Measure};
use domain::meeting::Meeting;
use domain::merge::{Applied, Document};
use domain::plan::PlanEntry;
use domain::role::{Author, Role};
use serde_json::{Value, json};

const DOC: &str = "00000000-0000-7000-8000-000000000041";
const DEVICE: &str = "00000000-0000-7000-8000-000000000007";

/// Written one after another.
fn written(of: &str, sets: &[Value]) -> Vec<Applied> {
    let apply = |(n, set): (i64, &Value)| {
        let entry = json!({ "doc": DOC, "of": of, "set": set });
        let entry: PlanEntry = serde_json::from_value(entry).unwrap();
        let device = DEVICE.parse().unwrap();
        let organisation: OrganisationId = DEVICE.parse().unwrap();
        let at = UtcMillis(1_795_420_800_000 + n * 86_400_000);
        let mut body = entry.bodies().unwrap().remove(0);
        body.at = at;
        Applied {
            stamp: Stamp { at, tick: 0, device },
            op: format!("00000000-0000-7000-8000-0000000001{n:02}").parse().unwrap(),
            author: Author { device, organisation, role: Role::Coordinator, user: None },
            received_at: None,
            body,
        }
    };
    (0..).zip(sets).map(apply).collect()
}

pub(crate) fn meeting() -> Meeting {
    let organisation = "Stadsbyggnadsförvaltningen";
    Meeting::told(written(
        "meeting",
        &[
            json!({
                "on": "2026-11-23", "body": "Områdesgruppen Centrum",
                "attendance.a": {"function": "Kommunpolis", "organisation": "Lokalpolisområdet", "is_present": true},
                "attendance.b": {"function": "Bovärd", "organisation": "Lindbyhem", "is_present": false},
                "point.follow_up": "Lamporna i gångtunneln är bytta.\n\nRonderna fortsätter till jul.",
                "point.news": "Lugnare på torget, oroligare vid stationen 18–24.",
                "coming.a": {"what": "Julmarknad", "from": "2026-11-28", "until": "2026-11-29", "is_yearly": true},
                "decision.a": {"what": "Klipp häcken vid gångvägen mellan stationen och Ängsskolan", "owner": "Driftledare",
                               "organisation": organisation, "due": "2026-12-04", "measure": DOC},
                "decision.b": {"what": "Ring skolan om rasterna", "owner": "Fältsekreterare"},
            }),
            json!({"agreed": {"by": "Samordnare", "on": "2026-11-24"}}),
            json!({"point.feedback": "Vaktbolaget har fått veta."}),
        ],
    ))
    .unwrap()
}

pub(crate) fn measure() -> Measure {
    let set = json!({
        "title": "Fler ronder fredag och lördag kväll 2025–2026 vid Stora torget och stationen",
        "organisation": "Vaktbolaget Norr", "function": "Driftledare", "status": "done",
        "from": "2026-05-04", "until": "2026-11-01",
        "outcome": {"outcome": "partly", "on": "2026-11-20", "text": "Lugnare på torget, inte vid stationen."},
    });
    Measure::read(&Document::merge(written("measure", &[set])).unwrap()).unwrap()
}

pub(crate) fn test() -> DeclaredTest {
    serde_json::from_value(json!({
        "from": "2026-05-04", "lon": 12.531, "lat": 57.931, "radius_m": 150, "buffer_m": 300,
        "categories": ["disorder"], "indicator": "events", "comparison": "rest",
        "horizon_weeks": 26, "expected_percent": -30, "chosen_by_weeks": 8,
    }))
    .unwrap()
}
