//! The app's commands and the permission matrix: every command that the window can call has a rule, the
//! rule is that of the route which does the same, and the engine behind it holds to it by itself.

#![expect(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

use std::collections::BTreeSet;
use std::path::Path;

use domain::role::{COMMANDS, Role, Rule, rule};
use sync_server::Door;

/// Commands that do what a route does, by its method and path.
const SAME: &[(&str, &str, &str)] = &[
    ("catalogue", "GET", "/v1/catalogue"),
    ("attributes", "GET", "/v1/attributes"),
    ("maps", "GET", "/v1/maps"),
    ("map_bytes", "GET", "/v1/maps/{name}"),
    ("places", "GET", "/v1/places"),
    ("search_places", "GET", "/v1/places/search"),
    ("whereabouts", "GET", "/v1/places/at"),
    ("check_text", "POST", "/v1/check"),
    ("feedback", "GET", "/v1/feedback"),
    ("observation", "GET", "/v1/observations/{id}"),
    ("photos", "GET", "/v1/observations/{id}/photos"),
    ("photo", "GET", "/v1/blobs/{name}"),
    ("picture", "POST", "/v1/picture"),
    ("points", "POST", "/v1/picture/points"),
    ("summary", "POST", "/v1/picture/summary"),
    ("review", "POST", "/v1/reviews"),
    ("decide", "POST", "/v1/incidents/decisions"),
    ("incident", "GET", "/v1/incidents/{id}"),
    ("newest_incidents", "GET", "/v1/incidents/newest"),
    ("say", "POST", "/v1/incidents/{id}/sayings"),
    ("share", "POST", "/v1/incidents/{id}/shares"),
    ("shared", "GET", "/v1/shares"),
    ("assign", "POST", "/v1/assignments"),
    ("preparedness", "POST", "/v1/preparedness"),
    ("suggestions", "POST", "/v1/suggestions"),
    ("suggestions_for", "GET", "/v1/observations/{id}/suggestions"),
    ("already_reported", "GET", "/v1/observations/{id}/already"),
    ("masking", "GET", "/v1/masking"),
    ("mask", "POST", "/v1/masking"),
    ("study", "POST", "/v1/analysis"),
    ("standing", "GET", "/v1/analysis/standing"),
    ("priorities", "GET", "/v1/priorities/{quarter}"),
    ("prioritise", "POST", "/v1/priorities"),
    ("measures", "GET", "/v1/measures"),
    ("follow_up", "GET", "/v1/measures/{id}/follow-up"),
    ("planned_power", "POST", "/v1/measures/power"),
    ("assessments", "GET", "/v1/assessments"),
    ("assess", "POST", "/v1/assessments"),
    ("causes", "GET", "/v1/causes"),
    ("meetings", "GET", "/v1/meetings"),
    ("minutes_file", "GET", "/v1/meetings/{id}/minutes"),
    ("plan_history", "GET", "/v1/plan/{id}/history"),
    ("write_plan", "POST", "/v1/plan"),
    ("areas_of", "GET", "/v1/observations/{id}/areas"),
    ("editions", "GET", "/v1/editions"),
    ("edition_file", "GET", "/v1/editions/{id}/versions/{version}"),
    ("edition_draft", "GET", "/v1/editions/draft"),
    ("briefing", "GET", "/v1/briefing"),
    ("organisation_questions", "GET", "/v1/questions"),
    ("write_edition", "POST", "/v1/editions"),
    ("fix_edition", "POST", "/v1/editions/fixed"),
    ("send_edition", "POST", "/v1/editions/{id}/sendings"),
    ("access", "GET", "/v1/access"),
    ("invite_device", "POST", "/v1/access/devices"),
    ("revoke_device", "POST", "/v1/access/devices/{id}/revocation"),
    ("end_session", "POST", "/v1/access/sessions/{id}/end"),
];

/// The commands as the shell lists them.
fn listed() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let shell = std::fs::read_to_string(root.join("src-tauri/src/lib.rs")).unwrap();
    let (_, list) = shell.split_once("gate::guarded(tauri::generate_handler![").unwrap();
    let (list, _) = list.split_once(']').unwrap();
    let names = list.split(',').filter_map(|path| path.trim().rsplit("::").next());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[test]
fn every_command_of_the_window_has_a_rule_and_every_rule_a_command() {
    let ruled: BTreeSet<String> = COMMANDS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(listed(), ruled);
}

#[test]
fn a_command_takes_the_right_of_the_route_that_does_the_same() {
    let routes = sync_server::routes();
    let mut named = BTreeSet::new();
    for (command, method, path) in SAME {
        let route = routes.iter().find(|it| (it.method, it.path) == (*method, *path));
        let Door::May(right) = route.unwrap().door else {
            unreachable!("{path} is no closed route")
        };
        assert_eq!(rule(command), Some(Rule::May(right)), "{command} and {method} {path}");
        named.insert(*command);
    }
    // What takes a right is compared; what takes none touches this device only.
    for (command, rule) in COMMANDS {
        assert_eq!(matches!(rule, Rule::May(_)), named.contains(command), "{command}");
    }
}

#[test]
fn raw_reports_decisions_and_the_plan_are_called_by_those_whose_rights_reach_them() {
    let callers = |command: &str| -> Vec<&str> {
        let may = Role::ALL.iter().filter(|role| role.may_call(command));
        may.map(|role| role.as_str()).collect()
    };
    for command in ["picture", "points", "observation", "photos", "suggestions"] {
        let callers = callers(command);
        for role in ["steering", "management", "public_health", "communications", "gis_reader"] {
            assert!(!callers.contains(&role), "{role} calls {command}");
        }
        assert!(callers.contains(&"reporter") && callers.contains(&"coordinator"), "{command}");
    }
    for command in ["review", "decide", "masking", "mask", "prioritise", "follow_up"] {
        assert_eq!(callers(command), ["coordinator"], "{command}");
    }
    assert_eq!(callers("revoke_device"), ["coordinator", "system_owner"]);
    assert_eq!(callers("study"), ["police", "org_coordinator", "coordinator"]);
    assert_eq!(callers("write_plan"), ["coordinator", "area_group"]);
}
