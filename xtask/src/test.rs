//! Everything that is checked before a change goes in, in parts that also run alone. Each part is run
//! whatever became of the others, unless it cannot do without one that failed.

mod parts;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::arguments::Arguments;
use crate::machine::{self, Need};
use crate::project::Project;
use crate::steps::{self, Failed};

/// One part of the checks.
struct Part {
    /// The word that runs it alone.
    name: &'static str,
    /// What it checks, for the list.
    what: &'static str,
    /// What the machine must have.
    needs: &'static [Need],
    /// Without these there is nothing to check.
    after: &'static [&'static str],
    /// The work.
    run: fn(&Project) -> Result<Outcome, Failed>,
}

/// How a part ended when nothing was wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    /// It was checked and is right.
    Passed,
    /// It was not checked, and why.
    Skipped(String),
}

/// A part that was gone through.
struct Done {
    name: &'static str,
    took: Duration,
    end: Result<Outcome, Failed>,
}

/// `cargo xtask test [PART…] [--list]`.
///
/// # Errors
/// When the words are not understood; a part that fails is in the exit code.
pub(crate) fn start(project: &Project, mut arguments: Arguments) -> Result<ExitCode, Failed> {
    if arguments.flag("--list") {
        arguments.finish()?;
        for part in parts::ALL {
            println!("{:<10} {}", part.name, part.what);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let chosen = choose(&mut arguments)?;
    arguments.finish()?;
    let mut done: Vec<Done> = Vec::new();
    for part in chosen {
        eprintln!("\n######## {}: {}", part.name, part.what);
        let started = Instant::now();
        let end = match missing(part, &done) {
            Some(other) => Ok(Outcome::Skipped(format!("{other} failed"))),
            None => machine::provide(part.needs).and_then(|()| (part.run)(project)),
        };
        if let Err(failed) = &end {
            eprintln!("\n{failed}");
        }
        done.push(Done { name: part.name, took: started.elapsed(), end });
    }
    Ok(tell(&done))
}

fn choose(arguments: &mut Arguments) -> Result<Vec<&'static Part>, Failed> {
    let mut named = Vec::new();
    while let Some(word) = arguments.word() {
        if !parts::ALL.iter().any(|part| part.name == word) {
            let known: Vec<&str> = parts::ALL.iter().map(|part| part.name).collect();
            let known = known.join(", ");
            return Err(Failed::because(format!("There is no part \"{word}\", only {known}.")));
        }
        named.push(word);
    }
    let is_chosen = |part: &&Part| named.is_empty() || named.iter().any(|it| it == part.name);
    Ok(parts::ALL.iter().filter(is_chosen).collect())
}

/// The part that failed and that this one cannot do without.
fn missing(part: &Part, done: &[Done]) -> Option<&'static str> {
    let is_missing = |it: &&Done| part.after.contains(&it.name) && it.end.is_err();
    done.iter().find(is_missing).map(|it| it.name)
}

/// The list of parts with their minutes, and the line that counts them.
fn tell(done: &[Done]) -> ExitCode {
    println!();
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for part in done {
        let how = match &part.end {
            Ok(Outcome::Passed) => {
                passed += 1;
                "passed".to_owned()
            }
            Ok(Outcome::Skipped(because)) => {
                skipped += 1;
                format!("skipped: {because}")
            }
            Err(_) => {
                failed += 1;
                "FAILED".to_owned()
            }
        };
        println!("{:<10} {:>14}  {how}", part.name, steps::time(part.took));
    }
    let whole = done.iter().map(|it| it.took).sum();
    println!("{:<10} {:>14}", "together", steps::time(whole));
    println!("{passed} passed, {failed} failed, {skipped} skipped");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(line: &str) -> Result<Vec<&'static str>, Failed> {
        let mut arguments = Arguments::new(line.split_whitespace().map(str::to_owned));
        Ok(choose(&mut arguments)?.iter().map(|part| part.name).collect())
    }

    #[test]
    fn no_word_means_every_part_in_its_order() {
        assert_eq!(chosen("").unwrap().len(), parts::ALL.len());
        assert_eq!(chosen("doc format").unwrap(), ["format", "doc"]);
    }

    #[test]
    fn an_unknown_part_is_named_beside_those_there_are() {
        let failed = chosen("formatting").unwrap_err().to_string();
        assert!(failed.contains("\"formatting\"") && failed.contains("format,"), "{failed}");
    }

    #[test]
    fn a_part_comes_after_what_it_cannot_do_without() {
        for (at, part) in parts::ALL.iter().enumerate() {
            for other in part.after {
                let before = parts::ALL[..at].iter().any(|it| it.name == *other);
                assert!(before, "{} comes before {other}", part.name);
            }
        }
    }

    #[test]
    fn a_part_is_passed_over_only_when_what_it_needs_failed() {
        let part = parts::ALL.iter().find(|it| it.after.contains(&"ui")).unwrap();
        let ended = |end| [Done { name: "ui", took: Duration::ZERO, end }];

        assert_eq!(missing(part, &ended(Err(Failed::because("no")))), Some("ui"));
        assert_eq!(missing(part, &ended(Ok(Outcome::Passed))), None);
        assert_eq!(missing(part, &ended(Ok(Outcome::Skipped("no display".into())))), None);
    }

    #[test]
    fn one_part_that_failed_fails_the_whole() {
        let done = |end| Done { name: "ui", took: Duration::ZERO, end };
        let good = || done(Ok(Outcome::Passed));
        let bad = done(Err(Failed::because("no")));

        assert_eq!(tell(&[good(), good()]), ExitCode::SUCCESS);
        assert_eq!(tell(&[good(), bad]), ExitCode::FAILURE);
    }
}
