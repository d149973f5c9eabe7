//! Many worlds, each from its seed: phones and a server live through lost power, bad networks and
//! wrong clocks, and no report is lost, doubled or stuck. Breaking a rule must turn a seed red.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use tests::world::{Broken, Mutation, Seen, Settings, run};

const PHONES: usize = 5;
/// So many seeds a broken rule may live through before it has to be noticed.
const SEEDS_OF_A_BROKEN_RULE: u64 = 100;

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

/// Each seed is a world of its own, so as many of them as there are cores run at the same time.
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
                (Ok(seen), Ok(lives)) => {
                    lives.push(seen);
                    if lives.len() % 100 == 0 {
                        println!("{} worlds have lived {} steps each", lives.len(), settings.steps);
                    }
                }
                (Err(message), Ok(_)) => *all = Err(message),
                (_, Err(_)) => return,
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    all.into_inner().unwrap_or_else(|_| Err("a world panicked".to_owned()))
}

/// The first seed that breaks this invariant, and what else was broken on the way there: a broken rule
/// may have consequences of many kinds.
fn first_red(mutation: Mutation, invariant: &str) -> Result<(u64, Broken), BTreeSet<&'static str>> {
    let mut others = BTreeSet::new();
    for seed in 0..SEEDS_OF_A_BROKEN_RULE {
        match run(Settings { steps: 200, ..world(seed, Some(mutation)) }) {
            Err(broken) if broken.invariant == invariant => return Ok((seed, broken)),
            Err(broken) => {
                others.insert(broken.invariant);
            }
            Ok(_) => {}
        }
    }
    Err(others)
}

#[test]
fn no_report_is_lost_doubled_or_stuck_whatever_happens() {
    let seeds = number("LAGESBILD_SEEDS").unwrap_or(100);
    let all = live_all(seeds).unwrap_or_else(|message| panic!("{message}"));
    let sum = |of: fn(&Seen) -> u64| all.iter().map(of).sum::<u64>();
    let (saved, falls) = (sum(|seen| seen.saved), sum(|seen| seen.falls));
    let (failed, set_aside) = (sum(|seen| seen.failed), sum(|seen| seen.set_aside));
    let (restored, photos) = (sum(|seen| seen.restored), sum(|seen| seen.photos));
    println!(
        "{seeds} seeds: {saved} saved, {falls} falls, {failed} failed, {set_aside} set aside, \
         {restored} restored, {photos} photos"
    );
    // A world in which nothing happens proves nothing.
    assert!(saved > 30 * seeds && falls > 5 * seeds && failed > 5 * seeds && set_aside > 0);
    assert!(restored > seeds / 2 && photos > seeds / 2);
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
    let next = AtomicUsize::new(0);
    let silent = Mutex::new(Vec::new());
    let work = || {
        while let Some((mutation, invariant)) =
            Mutation::ALL.get(next.fetch_add(1, Ordering::Relaxed))
        {
            match first_red(*mutation, invariant) {
                Ok((seed, _)) => println!("{mutation:?}: seed {seed} breaks {invariant}"),
                Err(others) => {
                    let what = format!("{mutation:?} breaks no {invariant}, only {others:?}");
                    silent.lock().unwrap_or_else(PoisonError::into_inner).push(what);
                }
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let silent = silent.into_inner().unwrap_or_else(PoisonError::into_inner);
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

/// The table of `docs/sync.md`: what stands in backticks in the line of each invariant.
fn table(page: &str) -> BTreeMap<String, BTreeSet<String>> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| I"));
    let rows = rows.filter(|row| row.starts_with(|first: char| first.is_ascii_digit()));
    rows.filter_map(|row| {
        let invariant = format!("I{}", row.split_once(" |")?.0);
        Some((invariant, row.split('`').skip(1).step_by(2).map(str::to_owned).collect()))
    })
    .collect()
}

#[test]
fn every_invariant_stands_in_the_table_with_every_rule_that_is_broken_for_it() {
    let mut broken: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (mutation, invariant) in Mutation::ALL {
        broken.entry(invariant.to_owned()).or_default().insert(format!("{mutation:?}"));
    }
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/sync.md");
    let mut told = table(&std::fs::read_to_string(page).unwrap());
    for names in told.values_mut() {
        assert!(names.iter().any(|name| name.contains('_')), "an invariant names no test");
        names.retain(|name| !name.contains(['_', '/']));
    }
    assert_eq!(told, broken);
    let numbers: BTreeSet<&str> = told.keys().filter_map(|it| it.split(' ').next()).collect();
    assert_eq!(numbers.len(), 16, "{numbers:?}");
}
