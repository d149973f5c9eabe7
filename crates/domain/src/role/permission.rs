//! The permission matrix as data: role × object × verb, and how far each right reaches. The server's
//! routes, the app's commands, the scope of a pull and the tests read this one.

use super::{Action, Role};

/// What a right is about. Words, photos, place and reporter are fields of a report with rules of their
/// own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Object {
    /// What everybody who is signed in needs: oneself, catalogue, places, maps, how far the log has
    /// come as a number, the check of free text.
    Ground,
    /// How one signs in oneself: browsers that are signed in, and the second factor.
    Account,
    /// Reports: one, lists, points, search.
    Report,
    /// The words of a report that wait for a reviewer, and its new photos.
    HeldWords,
    /// Which device or person wrote a report.
    Reporter,
    /// A report's photos that were released.
    Photo,
    /// What was decided about a report.
    Review,
    /// What a coordinator asked about a report that its reporter has not answered in time.
    Question,
    /// Which reports tell of one event.
    Incident,
    /// What an organisation is let know of incidents that others reported.
    Share,
    /// Pairs that may tell of one event.
    Suggestion,
    /// The analysis of the reports that may be read.
    Analysis,
    /// The weekly alarms that the server runs by itself.
    Alarm,
    /// Figures that others have counted by area.
    Statistic,
    /// The picture in numbers. Whoever reads fewer reports than are counted sees no small ones.
    Counts,
    /// The priority areas of a quarter.
    Priority,
    /// Measures, causes, assessments and what came of them.
    Plan,
    /// What a declared test counts or could see: exact numbers of everybody's reports.
    FollowUp,
    /// Drafts of editions, and fixed ones whole: small counts and points.
    Draft,
    /// Fixed editions as they are shared: one's organisation's are those it was sent.
    Edition,
    /// *Veckans brief*: the operative edition that one's organisation was given last.
    Briefing,
    /// The queue of words and photos that wait.
    Masking,
    /// Devices, people, organisations.
    Access,
}

/// Reading or changing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    /// Reading.
    Read,
    /// Writing.
    Write,
}

/// How far a right reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// Not at all.
    Nothing,
    /// What one wrote oneself.
    Own,
    /// What one's organisation wrote.
    Organisation,
    /// Everything.
    All,
}

/// One right: to do this with that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Permission {
    /// About what.
    pub object: Object,
    /// To do what.
    pub verb: Verb,
}

impl Permission {
    /// To read it.
    pub const fn read(object: Object) -> Self {
        Self { object, verb: Verb::Read }
    }

    /// To write it.
    pub const fn write(object: Object) -> Self {
        Self { object, verb: Verb::Write }
    }

    /// The word for the record where reading it leaves a row there; none where it does not.
    pub fn recorded_as(self) -> Option<&'static str> {
        if self.verb == Verb::Write {
            return None;
        }
        match self.object {
            Object::Ground | Object::Account | Object::Priority | Object::Plan | Object::Counts => {
                None
            }
            Object::Report => Some("report.read"),
            Object::HeldWords => Some("held_words.read"),
            Object::Reporter => Some("reporter.read"),
            Object::Photo => Some("photo.read"),
            Object::Review => Some("review.read"),
            Object::Question => Some("question.read"),
            Object::Incident => Some("incident.read"),
            Object::Share => Some("share.read"),
            Object::Suggestion => Some("suggestion.read"),
            Object::Analysis => Some("analysis.read"),
            Object::FollowUp => Some("follow_up.read"),
            Object::Alarm => Some("alarm.read"),
            Object::Statistic => Some("statistic.read"),
            Object::Draft => Some("draft.read"),
            Object::Edition => Some("edition.read"),
            Object::Briefing => Some("briefing.read"),
            Object::Masking => Some("masking.read"),
            Object::Access => Some("access.read"),
        }
    }
}

/// A right, and how far it reaches.
type Right = (Permission, Reach);
/// Rights that belong together.
type Rights = &'static [Right];

const fn read(object: Object, reach: Reach) -> Right {
    (Permission::read(object), reach)
}

const fn write(object: Object, reach: Reach) -> Right {
    (Permission::write(object), reach)
}

/// What most people are given; the other roles are there when they are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Preset {
    /// *Fält*: reports, and follows what is one's own.
    Field,
    /// *Organisation*: reads what the own organisation reported.
    Organisation,
    /// *Samordning*: reads everything, decides, gives access.
    Coordination,
    /// *Läsare*: the picture in numbers, and nothing of any report.
    Reader,
}

impl Preset {
    /// All four, in the order they are shown.
    pub const ALL: &'static [Self] =
        &[Self::Field, Self::Organisation, Self::Coordination, Self::Reader];

    /// The role that is given with it.
    pub fn role(self) -> Role {
        match self {
            Self::Field => Role::Reporter,
            Self::Organisation => Role::OrgCoordinator,
            Self::Coordination => Role::Coordinator,
            Self::Reader => Role::Steering,
        }
    }

    fn rights(self) -> Rights {
        match self {
            Self::Field => FIELD,
            Self::Organisation => ORGANISATION,
            Self::Coordination => COORDINATION,
            Self::Reader => READER,
        }
    }
}

const FIELD: Rights = {
    use Object::{Briefing, HeldWords, Incident, Photo, Report, Reporter, Review, Suggestion};
    &[
        read(Briefing, Reach::Organisation),
        read(Report, Reach::Own),
        read(HeldWords, Reach::Own),
        read(Reporter, Reach::Own),
        read(Photo, Reach::Own),
        read(Review, Reach::Own),
        read(Incident, Reach::Own),
        read(Suggestion, Reach::Own),
        write(Report, Reach::Own),
    ]
};

const ORGANISATION: Rights = {
    use Object::{
        Analysis, HeldWords, Incident, Photo, Priority, Report, Reporter, Review, Share, Suggestion,
    };
    &[
        read(Report, Reach::Organisation),
        read(HeldWords, Reach::Own),
        read(Reporter, Reach::Organisation),
        read(Photo, Reach::Organisation),
        read(Review, Reach::Organisation),
        read(Incident, Reach::Organisation),
        read(Share, Reach::Organisation),
        read(Suggestion, Reach::Organisation),
        read(Analysis, Reach::Organisation),
        read(Priority, Reach::All),
        read(Object::Counts, Reach::All),
        read(Object::Edition, Reach::Organisation),
        read(Object::Briefing, Reach::Organisation),
        write(Report, Reach::Own),
    ]
};

/// Answers for a reporter of the own organisation who does not: says what the report says, and changes
/// nothing in it.
const ANSWERER: Rights =
    &[read(Object::Question, Reach::Organisation), write(Object::Question, Reach::Organisation)];

const COORDINATION: Rights = {
    use Object::{
        Access, Alarm, Analysis, Counts, Draft, Edition, FollowUp, HeldWords, Incident, Masking,
        Photo, Priority, Report, Reporter, Review, Share, Statistic, Suggestion,
    };
    &[
        read(Report, Reach::All),
        read(HeldWords, Reach::All),
        read(Reporter, Reach::All),
        read(Photo, Reach::All),
        read(Review, Reach::All),
        read(Incident, Reach::All),
        read(Share, Reach::All),
        read(Suggestion, Reach::All),
        read(Analysis, Reach::All),
        read(Alarm, Reach::All),
        read(Statistic, Reach::All),
        read(Counts, Reach::All),
        read(Priority, Reach::All),
        read(FollowUp, Reach::All),
        read(Draft, Reach::All),
        read(Edition, Reach::All),
        read(Object::Briefing, Reach::All),
        read(Masking, Reach::All),
        read(Access, Reach::All),
        write(Report, Reach::Own),
        write(Review, Reach::All),
        write(Incident, Reach::All),
        write(Share, Reach::All),
        write(Priority, Reach::All),
        write(Draft, Reach::All),
        write(Masking, Reach::All),
        write(Access, Reach::All),
    ]
};

const READER: Rights =
    &[read(Object::Counts, Reach::All), read(Object::Edition, Reach::Organisation)];

const PUBLISHER: Rights = &[read(Object::Edition, Reach::All), write(Object::Edition, Reach::All)];

const PLAN_READER: Rights = &[read(Object::Plan, Reach::All)];

const PLANNER: Rights = &[read(Object::Plan, Reach::All), write(Object::Plan, Reach::All)];

const OWNER: Rights = &[read(Object::Access, Reach::All), write(Object::Access, Reach::All)];

/// The matrix. What is not listed is not allowed; where two sets tell of one right, the farther holds.
pub const MATRIX: &[(Role, &[Rights])] = &[
    (Role::Reporter, &[FIELD]),
    (Role::Police, &[ORGANISATION, PLAN_READER]),
    (Role::OrgCoordinator, &[ORGANISATION, ANSWERER, PLAN_READER]),
    (Role::Coordinator, &[COORDINATION, PLANNER]),
    (Role::AreaGroup, &[FIELD, READER, PLANNER]),
    (Role::PublicHealth, &[READER, PLAN_READER]),
    (Role::Steering, &[READER, PLAN_READER]),
    (Role::Management, &[READER, PLAN_READER]),
    (Role::Communications, &[READER, PUBLISHER]),
    (Role::ContentAdmin, &[]),
    (Role::GisAdmin, &[]),
    (Role::GisReader, &[READER]),
    (Role::SystemOwner, &[OWNER]),
    (Role::Guest, &[FIELD]),
];

impl Role {
    /// How far a right reaches for this role: the one question that every door asks. Everybody reads
    /// the ground they stand on, and keeps their own way in.
    pub fn reach(self, permission: Permission) -> Reach {
        if permission == Permission::read(Object::Ground) {
            return Reach::All;
        }
        if permission.object == Object::Account {
            return Reach::Own;
        }
        let row = MATRIX.iter().find(|(role, _)| *role == self);
        let rights = row.into_iter().flat_map(|(_, sets)| sets.iter().copied().flatten());
        let told = rights.filter(|(right, _)| *right == permission).map(|(_, reach)| *reach);
        told.max().unwrap_or(Reach::Nothing)
    }

    /// Whether the matrix allows it. Any enrolled device may import: its rows keep their claimed
    /// source and never pass for its own observations.
    pub fn may(self, action: Action) -> bool {
        let (permission, least) = match action {
            Action::Import => return true,
            Action::Capture | Action::AmendOwn => (Permission::write(Object::Report), Reach::Own),
            Action::AnswerForOrganisation => {
                (Permission::write(Object::Question), Reach::Organisation)
            }
            Action::ReadOwn => (Permission::read(Object::Report), Reach::Own),
            Action::ReadOrganisation => (Permission::read(Object::Report), Reach::Organisation),
            Action::ReadAll => (Permission::read(Object::Report), Reach::All),
            Action::ReadCounts => (Permission::read(Object::Counts), Reach::All),
            Action::Review => (Permission::write(Object::Review), Reach::All),
            Action::Share => (Permission::write(Object::Share), Reach::All),
            Action::Join => (Permission::write(Object::Incident), Reach::All),
            Action::Prioritise => (Permission::write(Object::Priority), Reach::All),
            Action::ReadPlan => (Permission::read(Object::Plan), Reach::All),
            Action::Plan => (Permission::write(Object::Plan), Reach::All),
            Action::ReadEditions => (Permission::read(Object::Edition), Reach::Organisation),
            Action::Edit => (Permission::write(Object::Draft), Reach::All),
            Action::Publish => (Permission::write(Object::Edition), Reach::All),
            Action::Administer => (Permission::write(Object::Access), Reach::All),
        };
        self.reach(permission) >= least
    }

    /// The preset that this role is, or that comes nearest; none for those who keep the system.
    pub fn preset(self) -> Option<Preset> {
        let row = MATRIX.iter().find(|(role, _)| *role == self)?;
        let first = row.1.first()?;
        Preset::ALL.iter().copied().find(|preset| preset.rights() == *first)
    }
}

#[cfg(test)]
mod tests;
