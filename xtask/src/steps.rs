//! One step of a longer work: a title, a command whose output streams by, the time it took, and a
//! sentence a person can act on when it fails. All of that goes to standard error; standard output is
//! for results.

use std::cell::RefCell;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Why the work stopped, as a sentence for the person at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failed(String);

impl Failed {
    /// Stops with this sentence.
    pub(crate) fn because(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// Turns the fault of an input or output into a sentence that says what was tried.
pub(crate) trait Tried<T> {
    /// `what` completes "could not …".
    fn tried(self, what: impl fmt::Display) -> Result<T, Failed>;
}

impl<T, E: fmt::Display> Tried<T> for Result<T, E> {
    fn tried(self, what: impl fmt::Display) -> Result<T, Failed> {
        self.map_err(|fault| Failed(format!("Could not {what}: {fault}")))
    }
}

thread_local! {
    /// Where the steps of this thread are told instead of on standard error.
    static KEPT: RefCell<Option<File>> = const { RefCell::new(None) };
}

/// From here on everything that steps of this thread tell and print goes to a file, so that it does
/// not mingle with what another thread's steps print at the same time.
pub(crate) fn keep_in(file: File) {
    KEPT.set(Some(file));
}

/// A line about the work, where this thread's steps are told.
pub(crate) fn tell(line: &str) {
    KEPT.with_borrow_mut(|kept| match kept {
        // A line that cannot be kept is not worth ending the work for; what failed is told anyway.
        Some(file) => drop(writeln!(file, "{line}")),
        None => eprintln!("{line}"),
    });
}

/// Where what a command prints goes: all of it to where this thread's steps are told.
fn outputs() -> Result<(Stdio, Stdio), Failed> {
    let kept = KEPT.with_borrow(|kept| {
        let pair = |file: &File| Ok::<_, io::Error>((file.try_clone()?, file.try_clone()?));
        kept.as_ref().map(pair).transpose()
    });
    Ok(match kept.tried("keep what is printed")? {
        Some((first, second)) => (first.into(), second.into()),
        None => (io::stderr().into(), Stdio::inherit()),
    })
}

/// Runs a command to its end and shows everything it prints.
///
/// # Errors
/// When it cannot be started or does not end with 0.
pub(crate) fn run(title: &str, command: &mut Command) -> Result<Duration, Failed> {
    tell(&format!("\n==> {title}\n    {}", shown(command)));
    let started = Instant::now();
    let (out, err) = outputs()?;
    let status = command
        .stdout(out)
        .stderr(err)
        .status()
        .tried(format_args!("start `{}`", program(command)))?;
    let took = started.elapsed();
    if !status.success() {
        return Err(Failed(format!("{title} failed ({status}): {}", shown(command))));
    }
    tell(&format!("    {title}: {}", time(took)));
    Ok(took)
}

/// Runs a command to its end, shows everything it prints, and returns the lines of its standard output
/// that begin with `sign`: what a program tells beside whether it ended well.
///
/// # Errors
/// When it cannot be started or does not end with 0.
pub(crate) fn listen(
    title: &str,
    command: &mut Command,
    sign: &str,
) -> Result<Vec<String>, Failed> {
    tell(&format!("\n==> {title}\n    {}", shown(command)));
    let child = command.stdout(Stdio::piped()).stderr(outputs()?.1).spawn();
    let mut child = child.tried(format_args!("start `{}`", program(command)))?;
    let mut told = Vec::new();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            tell(&line);
            told.extend(line.starts_with(sign).then_some(line));
        }
    }
    let status = child.wait().tried(format_args!("wait for `{}`", program(command)))?;
    if status.success() {
        return Ok(told);
    }
    Err(Failed(format!("{title} failed ({status}): {}", shown(command))))
}

/// Runs a command and returns what it wrote on standard output; standard error streams by.
///
/// # Errors
/// When it cannot be started or does not end with 0; then what it wrote is part of the sentence.
pub(crate) fn output(command: &mut Command) -> Result<String, Failed> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .tried(format_args!("start `{}`", program(command)))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(text);
    }
    Err(Failed(format!("`{}` failed ({}). {}", shown(command), output.status, text.trim())))
}

/// What a program says on standard output, or nothing when it is not there or fails. For questions
/// such as `node --version`.
pub(crate) fn answer(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(text)
}

/// `850 ms`, `12.3 s` or `4 min 05 s`.
pub(crate) fn time(took: Duration) -> String {
    let seconds = took.as_secs_f64();
    if seconds < 1.0 {
        return format!("{} ms", took.as_millis());
    }
    if seconds < 60.0 {
        return format!("{seconds:.1} s");
    }
    format!("{} min {:02} s", took.as_secs() / 60, took.as_secs() % 60)
}

fn program(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

/// The command as one would type it.
fn shown(command: &Command) -> String {
    let mut words = vec![program(command)];
    words.extend(command.get_args().map(|it| it.to_string_lossy().into_owned()));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_in_the_unit_a_person_would_use() {
        assert_eq!(time(Duration::from_millis(850)), "850 ms");
        assert_eq!(time(Duration::from_millis(12_340)), "12.3 s");
        assert_eq!(time(Duration::from_secs(245)), "4 min 05 s");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let failed = run("Nothing", &mut Command::new("no-such-program-here")).unwrap_err();
        assert!(failed.to_string().contains("no-such-program-here"), "{failed}");
    }

    #[test]
    fn what_one_thread_keeps_does_not_mingle_with_what_others_tell() {
        let path = std::env::temp_dir().join(format!("xtask-kept-{}.log", std::process::id()));
        let file = File::create(&path).unwrap();
        let keeping = std::thread::spawn(move || {
            keep_in(file);
            run("Version", Command::new("cargo").arg("--version")).unwrap();
            listen("Again", Command::new("cargo").arg("--version"), "cargo ").unwrap();
        });
        keeping.join().unwrap();

        let kept = std::fs::read_to_string(&path).unwrap();
        assert!(kept.contains("==> Version") && kept.contains("==> Again"), "{kept}");
        assert_eq!(kept.matches("\ncargo 1.").count(), 2, "{kept}");
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn what_a_program_tells_by_a_sign_is_heard() {
        let heard = listen("Help", Command::new("cargo").arg("--version"), "cargo ").unwrap();
        assert_eq!(heard.len(), 1);
        let heard = listen("Help", Command::new("cargo").arg("--version"), "skipped:").unwrap();
        assert!(heard.is_empty());
    }

    #[test]
    fn a_step_that_ends_badly_fails_the_work_and_is_named() {
        let failed = run("Building", Command::new("cargo").arg("no-such-word")).unwrap_err();
        assert!(failed.to_string().starts_with("Building failed"), "{failed}");
    }
}
