//! How long the check of free text takes: microseconds for a note of 500 characters, plain, full of
//! personal data, and made to be slow.
//!
//! `cargo run --release -p domain --example privacy_speed`

use std::time::Instant;

use domain::privacy::check;

const ROUNDS: u32 = 2_000;

fn main() {
    let plain = "Trasig lampa i gångtunneln vid stationen, glas på marken och klotter på väggen. ";
    let full = "Granne Gunnel Wikström 070-174 06 05, UFO 123, gunnel@exempel.se, 990401-2384; ";
    for (name, seed) in [
        ("plain", plain),
        ("full of personal data", full),
        ("digits one by one", "1 2 3 0 7 "),
        ("capitals", "Anna Berg Kalle Ö Karin "),
        ("signs", "a@b.(at)"),
        ("commas", "07,01-"),
    ] {
        for length in [500, 5_000] {
            let text: String = seed.chars().cycle().take(length).collect();
            let begun = Instant::now();
            let found: usize = (0..ROUNDS).map(|_| check(std::hint::black_box(&text)).len()).sum();
            let each = begun.elapsed().as_secs_f64() * 1e6 / f64::from(ROUNDS);
            let finds = found / 2_000;
            println!("{name:>22}, {length:>5} characters: {each:>8.1} µs, {finds} suspicions");
        }
    }
}
