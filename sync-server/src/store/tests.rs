//! What goes wrong in a commit stays with the one who asked for it.

use domain::id::DocId;
use domain::op::DocType;
use protocol::problem::{Problem, ProblemCode};
use protocol::run::DeviceKey;

use super::{Member, Store, StoreError, devices, members};
use crate::keep::Erasure;
use crate::seams::Seams;
use crate::secrets::Secret;

fn member(name: &str) -> Member {
    Member {
        id: domain::id::OrganisationId(Seams::real().uuid().unwrap()),
        code: None,
        name: name.to_owned(),
        roles: Vec::new(),
        collective: false,
        agreement_required: false,
    }
}

fn names(store: &Store) -> Vec<String> {
    let members = store.read_now(members::list).unwrap();
    members.into_iter().map(|member| member.name).collect()
}

#[tokio::test]
async fn work_that_fails_or_panics_takes_only_itself_back() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), Seams::real()).unwrap();
    let good = store.write(|batch| members::put(batch, &member("good")));
    let refused = store.write(|batch| -> Result<(), StoreError> {
        members::put(batch, &member("refused"))?;
        Err(Problem::new(ProblemCode::NotAllowed, "no").into())
    });
    let panics = store.write(|batch| -> Result<(), StoreError> {
        members::put(batch, &member("panics"))?;
        panic!("this belongs to the test")
    });
    let broken = store.write(|batch| {
        batch.tx.execute_batch("INSERT INTO member (name) VALUES ('broken')")?;
        Ok(())
    });
    let last = store.write(|batch| members::put(batch, &member("last")));
    let (good, refused, panics, broken, last) = tokio::join!(good, refused, panics, broken, last);
    assert!(good.is_ok() && last.is_ok());
    assert!(matches!(refused, Err(StoreError::Refused(_))));
    assert!(matches!(panics, Err(StoreError::Panicked)));
    assert!(matches!(broken, Err(StoreError::Picture(_))));
    assert_eq!(names(&store), ["good", "last"]);
}

#[tokio::test]
async fn what_was_answered_is_there_when_the_folder_is_opened_again() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), Seams::real()).unwrap();
    let epoch = store.read(super::meta::epoch).await.unwrap();
    store.write(|batch| members::put(batch, &member("kept"))).await.unwrap();
    drop(store);
    let store = Store::open(dir.path(), Seams::real()).unwrap();
    assert_eq!(names(&store), ["kept"]);
    assert_eq!(store.read(super::meta::epoch).await.unwrap(), epoch);
}

#[test]
fn a_row_of_the_record_that_was_changed_is_seen() {
    use super::audit::{Entry, verify, write};
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), Seams::real()).unwrap();
    for object in ["a", "b", "c"] {
        let entry = Entry { actor: "x", action: "y", object };
        store.write_now(move |batch| write(batch, entry)).unwrap();
    }
    assert_eq!(store.read_now(verify).unwrap(), (3, true));
    let change = "UPDATE audit SET object = 'z' WHERE number = 2";
    store.write_now(move |batch| Ok(batch.tx.execute_batch(change)?)).unwrap();
    assert_eq!(store.read_now(verify).unwrap(), (1, false));
}

#[test]
fn what_was_erased_while_somebody_read_leaves_the_log_once_they_have_read() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), Seams::real()).unwrap();
    let log = dir.path().join("lagesbild.db-wal");
    let length = || std::fs::metadata(&log).map_or(0, |file| file.len());
    let erasure = || Erasure {
        doc: DocId(Seams::real().uuid().unwrap()),
        of: DocType::Observation,
        fences: Vec::new(),
        blobs: Vec::new(),
    };
    let erase = move |store: &Store| {
        let erasure = erasure();
        store.write_now(move |batch| {
            batch.erasures.push(erasure);
            members::put(batch, &member("while somebody reads"))
        })
    };

    store
        .read_now(|conn| {
            // As a backup does, which reads for minutes.
            let before = members::list(conn)?.len();
            erase(&store)?;
            for name in ["one", "two", "three"] {
                store.write_now(|batch| members::put(batch, &member(name)))?;
            }
            assert!(length() > 0, "the log is read");
            assert_eq!(members::list(conn)?.len(), before);
            Ok(())
        })
        .unwrap();

    // Nothing is written any more, and still it goes.
    let patience = std::time::Instant::now();
    while length() > 0 {
        assert!(patience.elapsed() < std::time::Duration::from_secs(60), "it stays in the log");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[tokio::test]
async fn a_token_given_after_the_clock_was_set_back_is_good() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), Seams::real()).unwrap();
    let now = Seams::real().clock.now();
    let fresh = |_| Secret::fresh(&Seams::real()).unwrap().expose().to_owned();
    let tokens: Vec<String> = (0..5).map(fresh).collect();
    let (id, given) = (domain::id::DeviceId(Seams::real().uuid().unwrap()), tokens.clone());
    let give = move |batch: &mut super::Batch<'_>| {
        let member = member("Vaktbolaget");
        members::put(batch, &member)?;
        let device = super::Device {
            id,
            public_key: DeviceKey::from_seed(&[1; 32]).public(),
            organisation: member.id,
            role: domain::role::Role::Reporter,
            name: "phone".to_owned(),
            have: 0,
            head_hash: domain::op::OpHash::START,
            revoked_at: None,
            last_seen_at: None,
        };
        devices::insert(batch, &device)?;
        for (days, token) in [400, 401, 402, 403, 30].into_iter().zip(&given) {
            let token = Secret::presented(token);
            devices::give_token(batch, id, (&token, now.plus_ms(days * 86_400_000)))?;
        }
        Ok(())
    };
    store.write(give).await.unwrap();
    let state = |token: &String| {
        let token = Secret::presented(token);
        store.read_now(move |conn| devices::token_state(conn, (id, now), &token)).unwrap()
    };
    let is_good = |token| matches!(state(token), super::TokenState::Good { .. });
    let good: Vec<bool> = tokens.iter().map(is_good).collect();
    assert_eq!(good, [false, false, true, true, true]);
}
