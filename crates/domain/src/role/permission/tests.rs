//! What the matrix promises, role by role.

use super::*;

const RAW: [Object; 10] = [
    Object::Report,
    Object::Question,
    Object::HeldWords,
    Object::Reporter,
    Object::Photo,
    Object::Incident,
    Object::Suggestion,
    Object::Analysis,
    Object::Draft,
    Object::Masking,
];

#[test]
fn every_role_has_one_row() {
    for role in Role::ALL {
        assert_eq!(MATRIX.iter().filter(|(row, _)| row == role).count(), 1, "{role:?}");
    }
}

#[test]
fn who_reads_no_raw_reports_reads_nothing_of_them() {
    for role in [Role::Steering, Role::Management, Role::PublicHealth, Role::Communications] {
        for object in RAW {
            assert_eq!(role.reach(Permission::read(object)), Reach::Nothing, "{role:?}");
            assert_eq!(role.reach(Permission::write(object)), Reach::Nothing, "{role:?}");
        }
    }
}

#[test]
fn the_reporter_is_known_in_the_own_organisation_and_to_the_coordinator() {
    let reporter = Permission::read(Object::Reporter);
    assert_eq!(Role::Coordinator.reach(reporter), Reach::All);
    assert_eq!(Role::OrgCoordinator.reach(reporter), Reach::Organisation);
    for role in Role::ALL.iter().filter(|role| **role != Role::Coordinator) {
        assert!(role.reach(reporter) <= Reach::Organisation, "{role:?}");
    }
}

#[test]
fn held_words_reach_only_reviewers_and_their_author() {
    for role in Role::ALL {
        let reach = role.reach(Permission::read(Object::HeldWords));
        assert_eq!(reach == Reach::All, role.may(Action::Review), "{role:?}");
        assert_ne!(reach, Reach::Organisation, "{role:?}");
    }
}

#[test]
fn nobody_reads_a_field_of_a_report_farther_than_reports() {
    for role in Role::ALL {
        let reports = role.reach(Permission::read(Object::Report));
        for field in RAW {
            assert!(role.reach(Permission::read(field)) <= reports, "{role:?} {field:?}");
        }
    }
}

#[test]
fn nobody_changes_what_another_reported() {
    for role in Role::ALL {
        assert!(role.reach(Permission::write(Object::Report)) <= Reach::Own, "{role:?}");
    }
}

#[test]
fn only_the_coordinator_of_an_organisation_answers_for_it() {
    for role in Role::ALL {
        let may = role.may(Action::AnswerForOrganisation);
        assert_eq!(may, *role == Role::OrgCoordinator, "{role:?}");
    }
}

#[test]
fn each_preset_is_the_preset_of_its_role() {
    for preset in Preset::ALL {
        assert_eq!(preset.role().preset(), Some(*preset));
    }
    assert_eq!(Role::Police.preset(), Some(Preset::Organisation));
    assert_eq!(Role::SystemOwner.preset(), None);
}
