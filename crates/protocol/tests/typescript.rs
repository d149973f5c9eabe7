//! The interface's types are written from the Rust ones. `UPDATE_GENERATED=1 cargo test -p protocol`
//! rewrites the file; without it this test compares.

use std::collections::BTreeMap;
use std::path::Path;

use ts_rs::{Config, TS, TypeVisitor};

const FILE: &str = "../../ui/src/lib/api/types.ts";
const HEAD: &str =
    "// Written from the Rust types by `UPDATE_GENERATED=1 cargo test -p protocol`. Do not edit.\n";

struct Declarations<'a> {
    config: &'a Config,
    found: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_none() {
            T::visit_generics(self);
            return;
        }
        let name = T::ident(self.config);
        if self.found.contains_key(&name) {
            return;
        }
        self.found.insert(name, T::decl(self.config));
        T::visit_dependencies(self);
    }
}

fn declarations() -> String {
    let config = Config::default();
    let mut all = Declarations { config: &config, found: BTreeMap::new() };
    all.visit::<domain::catalogue::Catalogue>();
    all.visit::<domain::gazetteer::FoundPlace>();
    all.visit::<domain::gazetteer::Whereabouts>();
    all.visit::<domain::gazetteer::Border>();
    all.visit::<domain::observation::ObservationDraft>();
    all.visit::<domain::observation::Amendment>();
    all.visit::<domain::observation::Observation>();
    all.visit::<domain::role::Scope>();
    all.visit::<domain::privacy::Suspicion>();
    all.visit::<picture::view::PictureQuery>();
    all.visit::<picture::view::PictureView>();
    all.visit::<picture::view::PicturePoints>();
    all.visit::<picture::view::PictureSummary>();
    all.visit::<protocol::configuration::ConfigurationFiles>();
    all.visit::<protocol::configuration::ConfigurationChange>();
    all.visit::<protocol::configuration::ConfigurationChanged>();
    all.visit::<picture::view::AreaPlaced>();
    all.visit::<picture::view::AreaReports>();
    all.visit::<picture::counts::CountsView>();
    all.visit::<picture::study::StudyQuestion>();
    all.visit::<picture::study::Study>();
    all.visit::<picture::study::StandingRun>();
    all.visit::<picture::view::ReportView>();
    all.visit::<picture::view::AlreadyView>();
    all.visit::<picture::view::IncidentView>();
    all.visit::<picture::view::SuggestionView>();
    all.visit::<picture::view::IncidentPage>();
    all.visit::<picture::view::IncidentRow>();
    all.visit::<domain::incident::Saying>();
    all.visit::<picture::view::MaskingQueue>();
    all.visit::<domain::masking::Masking>();
    all.visit::<domain::masking::MaskingDecision>();
    all.visit::<domain::incident::Joining>();
    all.visit::<domain::incident::Decision>();
    all.visit::<domain::priority::Priorities>();
    all.visit::<domain::priority::Prioritising>();
    all.visit::<domain::plan::PlanEntry>();
    all.visit::<picture::view::MeasureView>();
    all.visit::<domain::measure::MeasureHandover>();
    all.visit::<domain::edition::Channel>();
    all.visit::<protocol::statistics::AreaStatistics>();
    all.visit::<picture::view::PlanChange>();
    all.visit::<picture::study::FollowUp>();
    all.visit::<picture::study::PlannedPower>();
    all.visit::<domain::feedback::Feedback>();
    all.visit::<domain::cause::CauseAnalysis>();
    all.visit::<domain::meeting::Meeting>();
    all.visit::<picture::view::AreaStatus>();
    all.visit::<picture::edition::EditionList>();
    all.visit::<picture::edition::DraftView>();
    all.visit::<domain::edition::EditionDraft>();
    all.visit::<protocol::briefing::BriefingAnswer>();
    all.visit::<protocol::problem::Problem>();
    all.visit::<protocol::sync::Reason>();
    all.visit::<protocol::session::Me>();
    all.visit::<protocol::session::Captured>();
    all.visit::<protocol::session::SyncState>();
    all.visit::<protocol::session::LockView>();
    all.visit::<protocol::session::Handover>();
    all.visit::<protocol::session::HandedOver>();
    all.visit::<protocol::session::ReviewRequest>();
    all.visit::<protocol::session::AnswerRequest>();
    all.visit::<protocol::session::AssignRequest>();
    all.visit::<protocol::session::CheckRequest>();
    all.visit::<protocol::session::SignIn>();
    all.visit::<protocol::session::AcceptInvitation>();
    all.visit::<protocol::session::MapInfo>();
    all.visit::<protocol::session::NamedPlace>();
    all.visit::<protocol::session::PhotoView>();
    all.visit::<protocol::access::AccessView>();
    all.visit::<protocol::access::InviteRequest>();
    all.visit::<protocol::access::Invited>();
    all.visit::<protocol::access::RevokeRequest>();
    all.visit::<protocol::account::AccountView>();
    all.visit::<protocol::sign_in::WaysIn>();
    all.visit::<protocol::sign_in::BeginMunicipal>();
    all.visit::<protocol::sign_in::Onward>();
    all.visit::<protocol::sign_in::PasskeyChallenge>();
    all.visit::<protocol::sign_in::PasskeyShown>();
    all.visit::<protocol::sign_in::BeginPasskey>();
    all.visit::<protocol::sign_in::PasskeyBegun>();
    all.visit::<protocol::sign_in::NewPasskey>();
    all.visit::<protocol::sign_in::AppRequest>();
    all.visit::<protocol::sign_in::SignedOut>();
    all.visit::<protocol::account::PasswordAgain>();
    all.visit::<protocol::account::FactorBegun>();
    all.visit::<protocol::account::FactorCode>();
    all.visit::<protocol::account::FactorConfirmed>();
    all.visit::<protocol::account::RemoveFactor>();
    let body: String = all.found.values().map(|decl| format!("\nexport {decl}\n")).collect();
    format!("{HEAD}{body}")
}

#[test]
fn the_interfaces_types_are_the_rust_ones() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let written = declarations();
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        std::fs::write(&file, &written).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(committed == written, "{FILE} is old: UPDATE_GENERATED=1 cargo test -p protocol");
}
