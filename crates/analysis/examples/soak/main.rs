//! The checks against false claims at full length: `cargo run --release -p analysis --example soak
//! [SEEDS] [FIRST]`. Prints each share with its limit and the seeds; fails where a limit is broken.

#[path = "claims.rs"]
mod claims;
#[path = "world.rs"]
mod world;

fn main() -> std::process::ExitCode {
    let mut numbers = std::env::args().skip(1).filter_map(|word| word.parse::<u64>().ok());
    let seeds = numbers.next().unwrap_or(200);
    let first = numbers.next().unwrap_or(1);
    let mut is_good = true;
    println!("seeds {first} to {}", first + seeds - 1);
    for check in claims::all(first, seeds) {
        println!("{check}");
        is_good &= check.holds();
    }
    if is_good { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}
