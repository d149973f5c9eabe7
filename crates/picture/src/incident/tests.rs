//! Whatever order decisions and reports arrive in, the incidents are the same, and undoing everything
//! gives the start.

use domain::catalogue::CategoryCode;
use domain::id::{OrganisationId, UserId};
use domain::incident::Decided;
use domain::log::Logged;
use domain::observation::ObservationDraft;
use domain::op::Frozen;
use domain::role::{Author, Role};
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::view::{IncidentView, PictureFilter};
use crate::{migrate, project, schema};

const REPORTS: u128 = 6;

fn database() -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    migrate::run(&mut conn, &schema::ALL).unwrap();
    conn
}

fn doc(n: u128) -> DocId {
    DocId(Uuid::from_u128(n + 1_000))
}

/// Some desks that write, each numbering its own operations.
#[derive(Default)]
struct World {
    log: Vec<Logged>,
    numbers: BTreeMap<u128, u64>,
}

impl World {
    fn write(&mut self, desk: u128, body: Body) -> (Logged, Decided) {
        let device = DeviceId(Uuid::from_u128(desk));
        let number = self.numbers.entry(desk).or_default();
        *number += 1;
        let seq = self.log.len() as i64 + 1;
        let at = UtcMillis(seq);
        let body = body.stamped(Stamp { at, ..Stamp::zero(device) }, at);
        let salt = [u8::try_from(seq % 250).unwrap(); 16];
        let logged = Logged {
            seq,
            number: *number,
            author: Author {
                device,
                organisation: OrganisationId(Uuid::from_u128(desk % 2)),
                role: Role::Coordinator,
                user: None::<UserId>,
            },
            stamp_at: at,
            received_at: Some(at),
            frozen: Frozen::new(&body, salt).unwrap(),
        };
        let op = logged.frozen.id(device, logged.number, at);
        self.log.push(logged.clone());
        (logged, Decided { doc: body.doc, op })
    }
}

fn report(n: u128) -> Body {
    let draft = ObservationDraft::of(CategoryCode::new("place.litter").unwrap());
    Body::set(
        doc(n),
        DocType::Observation,
        draft.fields(domain::catalogue::Catalogue::est_se_default()).unwrap(),
    )
}

fn take_in(conn: &mut Connection, operations: &[Logged]) {
    let tx = conn.transaction().unwrap();
    for logged in operations {
        let docs = project::record(&tx, logged).unwrap().into_iter().collect();
        project::settle(&tx, &docs).unwrap();
    }
    tx.commit().unwrap();
}

fn incidents(conn: &Connection) -> Vec<IncidentView> {
    query::incidents(conn, &Scope::All).unwrap()
}

fn decide(
    (world, desk): (&mut World, u128),
    conn: &mut Connection,
    joining: &Joining,
) -> Vec<Decided> {
    let new = DocId(Uuid::from_u128(9_000 + world.log.len() as u128));
    let Some(planned) = plan(conn, &Scope::All, (joining, new)).unwrap() else { return Vec::new() };
    let mut decided = Vec::new();
    for body in planned.bodies {
        let (logged, written) = world.write(desk, body);
        take_in(conn, &[logged]);
        decided.push(written);
    }
    decided
}

/// What people decide, in a form that shrinks: what, and about which reports.
fn joining(
    (what, a, b): (u8, u128, u128),
    conn: &Connection,
    before: &[Vec<Decided>],
) -> Option<Joining> {
    let (one, other) = (doc(a), doc(b));
    Some(match what {
        0..=3 => Joining::Join { observations: vec![one, other] },
        4 => Joining::Split { observations: vec![one] },
        5 => Joining::Dissolve { incident: of_observation(conn, one).unwrap()? },
        6 => Joining::Apart { one, other },
        _ => Joining::Undo { decided: before.get(usize::try_from(a).unwrap())?.clone() },
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_order_of_decisions_and_reports_ends_in_the_same_incidents(
        rows in prop::collection::vec((0..9u8, 0..REPORTS, 0..REPORTS, 0..3u128), 1..16),
        shift in 0..64usize,
    ) {
        // Three desks decide, each by what it has seen: desk 2 has seen nothing of the others.
        let mut world = World::default();
        let (mut here, mut alone) = (database(), database());
        for n in 0..REPORTS {
            let (logged, _) = world.write(10 + n, report(n));
            take_in(&mut here, std::slice::from_ref(&logged));
            take_in(&mut alone, &[logged]);
        }
        let start = incidents(&here);
        let mut done: Vec<Vec<Decided>> = Vec::new();
        for (what, a, b, desk) in rows {
            let sees = if desk == 2 { &mut alone } else { &mut here };
            let Some(joining) = joining((what, a, b), sees, &done) else { continue };
            done.push(decide((&mut world, desk), sees, &joining));
            let amended = Body::set(
                doc(b),
                DocType::Observation,
                serde_json::from_value(json!({"severity": a % 5})).unwrap(),
            );
            let (logged, _) = world.write(10 + b, amended);
            take_in(&mut here, std::slice::from_ref(&logged));
            take_in(&mut alone, &[logged]);
        }
        take_in(&mut here, &world.log);

        let mut there = database();
        let middle = shift % world.log.len();
        let backwards: Vec<_> = world.log.iter().rev().cloned().collect();
        take_in(&mut there, &backwards[middle..]);
        take_in(&mut there, &backwards[..middle]);
        take_in(&mut there, &world.log);
        prop_assert_eq!(incidents(&here), incidents(&there));
        prop_assert_eq!(project::hash(&here).unwrap(), project::hash(&there).unwrap());
        let tx = there.transaction().unwrap();
        project::rebuild(&tx).unwrap();
        tx.commit().unwrap();
        prop_assert_eq!(incidents(&here), incidents(&there));

        // Undone in any order: what was an undoing itself is left out, it has nothing to take back.
        let set: Vec<Decided> = done.into_iter().flatten().filter(|each| {
            world.log.iter().any(|logged| {
                let applied = logged.applied().unwrap();
                applied.op == each.op && applied.body.kind == domain::op::Kind::Set
            })
        }).collect();
        let turned = shift % set.len().max(1);
        let order = set[turned..].iter().chain(&set[..turned]).copied().collect();
        decide((&mut world, 0), &mut there, &Joining::Undo { decided: order });
        prop_assert_eq!(incidents(&there), start);
        prop_assert!(apart_pairs(&there) == 0);
    }
}

fn apart_pairs(conn: &Connection) -> i64 {
    conn.query_row("SELECT count(*) FROM apart", [], |row| row.get(0)).unwrap()
}

#[test]
fn volume_counts_incidents_and_strength_counts_independent_sources() {
    let (mut world, mut conn) = (World::default(), database());
    for n in 0..4 {
        let (logged, _) = world.write(10 + n, report(n));
        take_in(&mut conn, &[logged]);
    }
    let join = Joining::Join { observations: vec![doc(0), doc(1), doc(2)] };
    let decided = decide((&mut world, 1), &mut conn, &join);
    let summary = |conn: &Connection| {
        let summary = query::summary(conn, &Scope::All, &PictureFilter::default()).unwrap();
        (summary.total, summary.incidents)
    };
    assert_eq!(summary(&conn), (4, 2));
    assert_eq!(incidents(&conn)[0].sources, 2);
    decide((&mut world, 1), &mut conn, &Joining::Undo { decided });
    assert_eq!(summary(&conn), (4, 4));
}

#[test]
fn two_incidents_that_are_joined_by_one_pair_become_one_and_part_again() {
    let (mut world, mut conn) = (World::default(), database());
    for n in 0..4 {
        let (logged, _) = world.write(10 + n, report(n));
        take_in(&mut conn, &[logged]);
    }
    let pair = |a, b| Joining::Join { observations: vec![doc(a), doc(b)] };
    decide((&mut world, 1), &mut conn, &pair(0, 1));
    decide((&mut world, 1), &mut conn, &pair(2, 3));
    let two = incidents(&conn);
    let joined = decide((&mut world, 1), &mut conn, &pair(1, 3));
    assert_eq!(incidents(&conn).len(), 1);
    assert_eq!(incidents(&conn)[0].observations.len(), 4);
    decide((&mut world, 2), &mut conn, &Joining::Undo { decided: joined });
    assert_eq!(incidents(&conn), two);
    let outside = Scope::Own { device: DeviceId(Uuid::from_u128(10)) };
    assert_eq!(plan(&conn, &outside, (&pair(0, 1), doc(99))).unwrap(), None);
}
