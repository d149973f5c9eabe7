//! Many worlds, each from its seed: phones and a server live through lost power, bad networks and
//! wrong clocks, and no report is lost, doubled or stuck. Breaking a rule must turn a seed red.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use tests::world::{Broken, Mutation, Seen, Settings, run};

const PHONES: usize = 4;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn world(seed: u64, mutation: Option<Mutation>) -> Settings {
    let steps = number("LAGESBILD_STEPS").and_then(|steps| u32::try_from(steps).ok());
    Settings { seed, steps: steps.unwrap_or(200), phones: PHONES, mutation }
}

fn replay(settings: Settings, broken: &Broken) -> String {
    let Settings { seed, steps, .. } = settings;
    format!(
        "{broken}\n    LAGESBILD_SEED={seed} LAGESBILD_STEPS={steps} cargo test -p tests --test simulator one_seed"
    )
}

/// Each seed is a world of its own, so two of them may run at the same time.
fn live_all(seeds: u64) -> Result<Vec<Seen>, String> {
    let next = AtomicU64::new(0);
    let all = Mutex::new(Ok(Vec::new()));
    let work = || {
        loop {
            let settings = world(next.fetch_add(1, Ordering::Relaxed), None);
            let is_over = all.lock().map_or(true, |all| all.is_err());
            if settings.seed >= seeds || is_over {
                return;
            }
            let lived = run(settings).map_err(|broken| replay(settings, &broken));
            let Ok(mut all) = all.lock() else { return };
            match (lived, all.as_mut()) {
                (Ok(seen), Ok(all)) => all.push(seen),
                (Err(message), Ok(_)) => *all = Err(message),
                (_, Err(_)) => return,
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    all.into_inner().unwrap_or_else(|_| Err("a world panicked".to_owned()))
}

/// The first seed that goes red, and by which invariant.
fn first_red(mutation: Mutation) -> Option<Broken> {
    (0..40).find_map(|seed| run(world(seed, Some(mutation))).err())
}

#[test]
fn no_report_is_lost_doubled_or_stuck_whatever_happens() {
    let seeds = number("LAGESBILD_SEEDS").unwrap_or(100);
    let all = live_all(seeds).unwrap_or_else(|message| panic!("{message}"));
    let sum = |of: fn(&Seen) -> u64| all.iter().map(of).sum::<u64>();
    let (saved, falls) = (sum(|seen| seen.saved), sum(|seen| seen.falls));
    let (failed, set_aside) = (sum(|seen| seen.failed), sum(|seen| seen.set_aside));
    println!("{seeds} seeds: {saved} saved, {falls} falls, {failed} failed, {set_aside} set aside");
    // A world in which nothing happens proves nothing.
    assert!(saved > 30 * seeds && falls > 5 * seeds && failed > 5 * seeds && set_aside > 0);
}

#[test]
fn one_seed_can_be_lived_again() {
    let seed = number("LAGESBILD_SEED").unwrap_or(7);
    let settings = world(seed, None);
    let once = run(settings).unwrap_or_else(|broken| panic!("{}", replay(settings, &broken)));
    assert_eq!(run(settings), Ok(once), "the same seed lived differently");
}

#[test]
fn a_server_whose_disk_lies_loses_what_it_received() {
    let broken = first_red(Mutation::TheServersDiskLies);
    assert_eq!(broken.map(|broken| broken.invariant), Some("I2 ACK-DURABLE"));
}

#[test]
fn a_phone_whose_disk_lies_loses_what_was_saved() {
    let broken = first_red(Mutation::ThePhonesDisksLie);
    assert_eq!(broken.map(|broken| broken.invariant), Some("I1 KEPT"));
}

#[test]
fn an_answer_before_the_commit_loses_what_was_received() {
    let broken = first_red(Mutation::AnswersBeforeTheCommit);
    assert_eq!(broken.map(|broken| broken.invariant), Some("I2 ACK-DURABLE"));
}

#[test]
fn without_the_clamp_a_wrong_clock_wins_for_years() {
    let broken = first_red(Mutation::TheServerDoesNotClamp);
    assert_eq!(broken.map(|broken| broken.invariant), Some("I10 CLOCK-FREE-INTAKE"));
}

#[test]
fn a_server_that_stops_at_a_bad_operation_wedges_the_queue() {
    let broken = first_red(Mutation::TheServerStopsAtABadOperation);
    assert_eq!(broken.map(|broken| broken.invariant), Some("I16 LIVE"));
}

#[test]
fn a_phone_that_deletes_what_is_absent_loses_reports() {
    let broken = first_red(Mutation::DeletesWhatIsAbsent);
    assert_eq!(broken.map(|broken| broken.invariant), Some("I1 KEPT"));
}
