//! The app's commands and the right that each takes, beside the matrix: the shell asks here before it
//! calls one, and a command that is not listed is never called.

use super::{Object, Permission, Reach, Role};

/// What a command takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Nothing but the device in the hand: what is written and kept here, whatever the role. A report
    /// is never refused on the phone; the server judges what it may become.
    OwnDevice,
    /// A role with this right.
    May(Permission),
}

use Rule::OwnDevice;

const fn reads(object: Object) -> Rule {
    Rule::May(Permission::read(object))
}

const fn writes(object: Object) -> Rule {
    Rule::May(Permission::write(object))
}

/// Every command.
pub const COMMANDS: &[(&str, Rule)] = &[
    ("study", reads(Object::Analysis)),
    ("stop_study", OwnDevice),
    ("standing", reads(Object::Alarm)),
    ("capture", OwnDevice),
    ("amend", OwnDevice),
    ("answer", OwnDevice),
    ("my_reports", OwnDevice),
    ("save_draft", OwnDevice),
    ("draft", OwnDevice),
    ("drafts", OwnDevice),
    ("drop_draft", OwnDevice),
    ("record_patrol", OwnDevice),
    ("hold_photo", OwnDevice),
    ("held_photos", OwnDevice),
    ("held_photo", OwnDevice),
    ("drop_held", OwnDevice),
    ("held_reports", OwnDevice),
    ("release_photos", OwnDevice),
    ("me", OwnDevice),
    ("enrol", OwnDevice),
    ("lock_state", OwnDevice),
    ("unlock", OwnDevice),
    ("lock", OwnDevice),
    ("set_pin", OwnDevice),
    ("forget_pin", OwnDevice),
    ("change_person", OwnDevice),
    ("add_person", OwnDevice),
    ("join_by_browser", OwnDevice),
    ("stop_joining", OwnDevice),
    ("sync_state", OwnDevice),
    ("sync_now", OwnDevice),
    ("network_changed", OwnDevice),
    ("satellite_time", OwnDevice),
    ("photos_on_wifi_only", OwnDevice),
    ("set_photos_on_wifi_only", OwnDevice),
    ("handover", OwnDevice),
    ("handover_file", OwnDevice),
    ("deposit", OwnDevice),
    ("catalogue", reads(Object::Ground)),
    ("attributes", reads(Object::Ground)),
    ("maps", reads(Object::Ground)),
    ("map_bytes", reads(Object::Ground)),
    ("places", reads(Object::Ground)),
    ("search_places", reads(Object::Ground)),
    ("whereabouts", reads(Object::Ground)),
    ("check_text", reads(Object::Ground)),
    ("feedback", reads(Object::Ground)),
    ("briefing", reads(Object::Briefing)),
    ("photos", reads(Object::Photo)),
    ("photo", reads(Object::Photo)),
    ("picture", reads(Object::Report)),
    ("points", reads(Object::Report)),
    ("areas_of", reads(Object::Report)),
    ("summary", reads(Object::Report)),
    ("observation", reads(Object::Report)),
    ("suggestions", reads(Object::Suggestion)),
    ("suggestions_for", reads(Object::Suggestion)),
    ("already_reported", reads(Object::Suggestion)),
    ("organisation_questions", reads(Object::Question)),
    ("incident", reads(Object::Incident)),
    ("newest_incidents", reads(Object::Incident)),
    ("say", writes(Object::Incident)),
    ("decide", writes(Object::Incident)),
    ("shared", reads(Object::Share)),
    ("share", writes(Object::Share)),
    ("assign", writes(Object::Review)),
    ("preparedness", writes(Object::Review)),
    ("review", writes(Object::Review)),
    ("masking", reads(Object::Masking)),
    ("mask", writes(Object::Masking)),
    ("priorities", reads(Object::Priority)),
    ("prioritise", writes(Object::Priority)),
    ("measures", reads(Object::Plan)),
    ("assessments", reads(Object::Plan)),
    ("causes", reads(Object::Plan)),
    ("meetings", reads(Object::Plan)),
    ("minutes_file", reads(Object::Plan)),
    ("plan_history", reads(Object::Plan)),
    ("assess", writes(Object::Plan)),
    ("write_plan", writes(Object::Plan)),
    ("editions", reads(Object::Edition)),
    ("edition_file", reads(Object::Edition)),
    ("edition_draft", reads(Object::Draft)),
    ("write_edition", writes(Object::Draft)),
    ("fix_edition", writes(Object::Draft)),
    ("send_edition", writes(Object::Draft)),
    ("access", reads(Object::Access)),
    ("invite_device", writes(Object::Access)),
    ("revoke_device", writes(Object::Access)),
    ("end_session", writes(Object::Access)),
    ("follow_up", reads(Object::FollowUp)),
    ("planned_power", reads(Object::FollowUp)),
];

/// What is answered while the app is locked: what writes, what concerns one report whose id is known, what
/// shows nobody's words, and the lock itself. Everything else waits for the PIN.
const WHILE_LOCKED: &[&str] = &[
    "capture",
    "amend",
    "save_draft",
    "draft",
    "drop_draft",
    "record_patrol",
    "hold_photo",
    "held_photos",
    "held_photo",
    "drop_held",
    "release_photos",
    "photos",
    "check_text",
    "me",
    "enrol",
    "lock_state",
    "unlock",
    "lock",
    "forget_pin",
    "change_person",
    "add_person",
    "sync_state",
    "sync_now",
    "network_changed",
    "satellite_time",
    "photos_on_wifi_only",
    "set_photos_on_wifi_only",
    "handover",
    "handover_file",
    "deposit",
    "catalogue",
    "attributes",
    "maps",
    "map_bytes",
    "places",
    "search_places",
    "whereabouts",
    "stop_study",
];

/// Whether a command is answered while the app is locked.
pub fn works_locked(command: &str) -> bool {
    WHILE_LOCKED.contains(&command)
}

/// What a command takes; none for one that is not known.
pub fn rule(command: &str) -> Option<Rule> {
    COMMANDS.iter().find(|(name, _)| *name == command).map(|(_, rule)| *rule)
}

impl Role {
    /// Whether a device of this role calls a command.
    pub fn may_call(self, command: &str) -> bool {
        match rule(command) {
            Some(Rule::OwnDevice) => true,
            Some(Rule::May(right)) => self.reach(right) != Reach::Nothing,
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_listed_once_and_one_that_is_not_is_nobodys() {
        for (name, _) in COMMANDS {
            assert_eq!(COMMANDS.iter().filter(|(other, _)| other == name).count(), 1, "{name}");
        }
        assert!(Role::ALL.iter().all(|role| !role.may_call("format_the_disk")));
    }

    #[test]
    fn a_locked_app_captures_and_lists_nothing() {
        assert!(WHILE_LOCKED.iter().all(|name| rule(name).is_some()));
        assert!(["capture", "amend", "sync_now", "hold_photo"].iter().all(|it| works_locked(it)));
        for (name, rule) in COMMANDS {
            let shows = ["my_reports", "drafts", "held_reports", "answer", "set_pin"];
            let is_read = matches!(rule, Rule::May(right) if !matches!(
                right.object, Object::Ground | Object::Photo));
            assert!(!(shows.contains(name) || is_read) || !works_locked(name), "{name}");
        }
        assert!(!works_locked("feedback") && !works_locked("photo"));
    }

    #[test]
    fn what_was_seen_is_written_down_in_any_role() {
        for role in Role::ALL {
            for command in ["capture", "amend", "hold_photo", "my_reports", "handover"] {
                assert!(role.may_call(command), "{role:?} {command}");
            }
        }
    }
}
