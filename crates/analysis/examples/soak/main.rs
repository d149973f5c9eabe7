//! The checks against false claims at full length: `cargo run --release -p analysis --example soak
//! [SEEDS] [FIRST] [TOWNS]`. Prints each share with its limit and the seeds; fails where a limit is
//! broken. TOWNS of the shared generator are run as well, where it is at hand.

#[path = "../vectors/case.rs"]
#[expect(dead_code, reason = "shared with the vectors example, of which this reads the least part")]
mod case;
#[path = "claims.rs"]
mod claims;
#[path = "../vectors/generated.rs"]
#[expect(dead_code, reason = "shared with the vectors example, which also counts the plain rule")]
mod generated;
#[path = "generator.rs"]
mod generator;
#[path = "world.rs"]
mod world;

fn main() -> std::process::ExitCode {
    let mut numbers = std::env::args().skip(1).filter_map(|word| word.parse::<u64>().ok());
    let seeds = numbers.next().unwrap_or(200);
    let first = numbers.next().unwrap_or(1);
    let towns = numbers.next().unwrap_or(0);
    let mut is_good = true;
    println!("seeds {first} to {}", first + seeds - 1);
    for check in claims::all(first, seeds) {
        println!("{check}");
        is_good &= check.holds();
    }
    if towns > 0 {
        match generator::run(towns) {
            Some(holds) => is_good &= holds,
            None => println!("skipped generator: it or python3 was not found"),
        }
    }
    if is_good { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}
