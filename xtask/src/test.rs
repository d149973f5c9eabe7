//! Everything that is checked before a change goes in, in parts that also run alone. Each part is run
//! whatever became of the others, unless it cannot do without one that failed. Parts that mostly wait
//! for a browser run beside the rest, and what takes long at whatever is left of the processor; what they
//! print is shown when each of them has ended.

mod mobile;
mod parts;

use std::fs::{self, File};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::arguments::Arguments;
use crate::machine::{self, Need};
use crate::project::Project;
use crate::steps::{self, Failed, Tried};

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
    /// What it runs beside.
    lane: Lane,
    /// The work.
    run: fn(&Project) -> Result<Outcome, Failed>,
}

/// What a part runs beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lane {
    /// It keeps the compiler busy, and is watched.
    Watched,
    /// It waits for windows and browsers most of its time.
    Waiting,
    /// It takes whatever of the processor the others leave.
    Leftover,
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
    let started = Instant::now();
    let done = Mutex::new(Vec::new());
    let lanes = Lanes::of(&chosen);
    go_through(project, &lanes.first, &done);
    std::thread::scope(|scope| {
        let aside: Vec<_> = lanes.aside.iter().collect();
        let aside =
            aside.into_iter().map(|lane| scope.spawn(|| go_through_aside(project, lane, &done)));
        let aside: Vec<_> = aside.collect();
        go_through(project, &lanes.watched, &done);
        let broke_off = |_| Err(Failed::because("The parts beside broke off."));
        aside.into_iter().try_for_each(|lane| lane.join().unwrap_or_else(broke_off))
    })?;
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|it| chosen.iter().position(|part| part.name == it.name));
    Ok(tell(&done, started.elapsed()))
}

/// In which order parts run: some first, then lanes beside each other.
struct Lanes {
    first: Vec<&'static Part>,
    aside: Vec<Vec<&'static Part>>,
    watched: Vec<&'static Part>,
}

impl Lanes {
    fn of(chosen: &[&'static Part]) -> Self {
        let in_lane = |lane| chosen.iter().copied().filter(move |part| part.lane == lane);
        let aside: Vec<Vec<&Part>> =
            [Lane::Waiting, Lane::Leftover].map(|lane| in_lane(lane).collect()).into();
        let watched: Vec<&Part> = in_lane(Lane::Watched).collect();
        let is_awaited =
            |part: &&Part| aside.iter().flatten().any(|it| it.after.contains(&part.name));
        let first = watched.iter().rposition(is_awaited).map_or(0, |last| last + 1);
        let (first, watched) = watched.split_at(first);
        let mut lanes = Self { first: first.to_vec(), aside, watched: watched.to_vec() };
        lanes.aside.retain(|lane| !lane.is_empty());
        if lanes.watched.is_empty() && !lanes.aside.is_empty() {
            // With nothing else to watch, these may as well be.
            lanes.watched = lanes.aside.remove(0);
        }
        lanes
    }
}

fn go_through(project: &Project, parts: &[&'static Part], done: &Mutex<Vec<Done>>) {
    for part in parts {
        eprintln!("\n######## {}: {}", part.name, part.what);
        go(project, part, done);
    }
}

/// The same beside other parts: everything is shown at once when the part has ended.
fn go_through_aside(
    project: &Project,
    parts: &[&'static Part],
    done: &Mutex<Vec<Done>>,
) -> Result<(), Failed> {
    for part in parts {
        let path = project.target.join(format!("test-{}.log", part.name));
        let file = File::create(&path).tried(format_args!("write {}", path.display()))?;
        steps::keep_in(file);
        eprintln!("\n######## {} begins beside the others, told in {}", part.name, path.display());
        go(project, part, done);
        let told = fs::read(&path).tried(format_args!("read {}", path.display()))?;
        let told = String::from_utf8_lossy(&told);
        eprintln!("\n######## {}: {}\n{told}\n######## end of {}", part.name, part.what, part.name);
    }
    Ok(())
}

fn go(project: &Project, part: &'static Part, done: &Mutex<Vec<Done>>) {
    let list = || done.lock().unwrap_or_else(PoisonError::into_inner);
    let started = Instant::now();
    let missing = missing(part, &list());
    let end = match missing {
        Some(other) => Ok(Outcome::Skipped(format!("{other} failed"))),
        None => machine::provide(part.needs).and_then(|()| (part.run)(project)),
    };
    if let Err(failed) = &end {
        steps::tell(&format!("\n{failed}"));
    }
    list().push(Done { name: part.name, took: started.elapsed(), end });
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
fn tell(done: &[Done], whole: Duration) -> ExitCode {
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
    fn what_waits_for_browsers_begins_when_all_it_needs_is_there() {
        let all: Vec<&Part> = parts::ALL.iter().collect();
        let names = |lane: &[&Part]| lane.iter().map(|part| part.name).collect::<Vec<_>>();
        let lanes = Lanes::of(&all);

        assert_eq!(names(&lanes.first), ["format", "ui", "build"]);
        let aside: Vec<_> = lanes.aside.iter().map(|lane| names(lane)).collect();
        assert_eq!(aside, [vec!["app", "demo", "e2e", "figures"], vec!["simulator"]]);
        for part in lanes.aside.iter().flatten() {
            assert!(part.after.iter().all(|it| names(&lanes.first).contains(it)), "{}", part.name);
        }
        let gone_through = lanes.aside.iter().flatten().count() + lanes.watched.len();
        assert_eq!(all.len(), lanes.first.len() + gone_through);

        let alone: Vec<&Part> = all.into_iter().filter(|part| part.name == "e2e").collect();
        assert_eq!(names(&Lanes::of(&alone).watched), ["e2e"], "watched, with nothing beside it");
    }

    #[test]
    fn one_part_that_failed_fails_the_whole() {
        let done = |end| Done { name: "ui", took: Duration::ZERO, end };
        let good = || done(Ok(Outcome::Passed));
        let bad = done(Err(Failed::because("no")));

        assert_eq!(tell(&[good(), good()], Duration::ZERO), ExitCode::SUCCESS);
        assert_eq!(tell(&[good(), bad], Duration::ZERO), ExitCode::FAILURE);
    }
}
