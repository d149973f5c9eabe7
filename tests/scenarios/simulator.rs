//! Many worlds, each from its seed: phones and a server live through lost power, bad networks and
//! wrong clocks, and no report is lost, doubled or stuck. Breaking a rule must turn a seed red.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use tests::world::{Broken, Mutation, Seen, Settings, run};

const PHONES: usize = 5;

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
    let first = number("LAGESBILD_FIRST_SEED").unwrap_or(0);
    let next = AtomicU64::new(0);
    let all = Mutex::new(Ok(Vec::new()));
    let work = || {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let settings = world(first + place, None);
            let is_over = all.lock().map_or(true, |all| all.is_err());
            if place >= seeds || is_over {
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
fn first_red(mutation: Mutation) -> Option<(u64, Broken)> {
    let lived = |seed| run(Settings { steps: 200, ..world(seed, Some(mutation)) });
    (0..60).find_map(|seed| lived(seed).err().map(|broken| (seed, broken)))
}

#[test]
fn no_report_is_lost_doubled_or_stuck_whatever_happens() {
    let seeds = number("LAGESBILD_SEEDS").unwrap_or(100);
    let all = live_all(seeds).unwrap_or_else(|message| panic!("{message}"));
    let sum = |of: fn(&Seen) -> u64| all.iter().map(of).sum::<u64>();
    let (saved, falls) = (sum(|seen| seen.saved), sum(|seen| seen.falls));
    let (failed, set_aside) = (sum(|seen| seen.failed), sum(|seen| seen.set_aside));
    let restored = sum(|seen| seen.restored);
    println!(
        "{seeds} seeds: {saved} saved, {falls} falls, {failed} failed, {set_aside} set aside, \
         {restored} restored"
    );
    // A world in which nothing happens proves nothing.
    assert!(saved > 30 * seeds && falls > 5 * seeds && failed > 5 * seeds && set_aside > 0);
    assert!(restored > seeds / 2);
}

#[test]
fn one_seed_can_be_lived_again() {
    let seed = number("LAGESBILD_SEED").unwrap_or(7);
    let settings = world(seed, None);
    let once = run(settings).unwrap_or_else(|broken| panic!("{}", replay(settings, &broken)));
    assert_eq!(run(settings), Ok(once), "the same seed lived differently");
}

#[test]
fn every_rule_that_is_broken_turns_a_seed_red() {
    let mut silent = Vec::new();
    for (mutation, invariants) in Mutation::ALL {
        match first_red(mutation) {
            Some((seed, broken)) if invariants.contains(&broken.invariant) => {
                println!("{mutation:?}: seed {seed} breaks {}", broken.invariant);
            }
            Some((seed, broken)) => silent.push(format!("{mutation:?}: seed {seed} says {broken}")),
            None => silent.push(format!("{mutation:?} goes unnoticed")),
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}
